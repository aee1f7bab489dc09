import type { Source } from '@watchfloor/contract';
import { span } from '../../lib/formats.ts';
import { isFailing, isQuiet } from '../../lib/source-state.ts';
import { healthText } from '../../lib/text/health.ts';

/** What is wrong with a source in a sentence, or `null`. */
export function troubleOf(source: Source): string | null {
  if (source.lastError !== null) return source.lastError;
  return source.quiet && healthText.quiet(span(source.quiet.forS), span(source.quiet.usualS));
}

/** The headline: how many do not answer, fell silent or were not read yet, else within which time all did, a minute at least. */
export function summaryOf(sources: readonly Source[]): string {
  const read = sources.filter((source) => source.isEnabled);
  if (read.length === 0) return healthText.summaryEmpty;
  const failing = read.filter(isFailing).length;
  if (failing > 0) return healthText.summaryBad(failing);
  const quiet = read.filter(isQuiet).length;
  if (quiet > 0) return healthText.summaryQuiet(quiet);
  const unread = read.filter((source) => source.delivery === 'pull' && source.lastOkAt === null).length;
  if (unread > 0) return healthText.summaryUnread(unread);
  const slowest = Math.max(0, ...read.map((source) => source.lagS ?? 0));
  return healthText.summaryGood(Math.max(60, Math.ceil(slowest)));
}
