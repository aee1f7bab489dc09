import type { Source } from '@watchfloor/contract';
import { span } from '../../lib/formats.ts';
import { healthText } from '../../lib/text/health.ts';

/** A source that is read and did not answer; one that is paused is nobody's trouble. */
export const isFailing = (source: Source): boolean => source.isEnabled && source.lastError !== null;

/** How far a source is behind, or why there is no such number. */
export function lagOf(source: Source): string {
  if (!source.isEnabled) return healthText.paused;
  if (source.lastError !== null && source.lagS === null) return healthText.noAnswer;
  if (source.lagS !== null) return span(source.lagS);
  return source.delivery === 'push' ? healthText.listens : healthText.never;
}

/** The headline: how many do not answer or were not read yet, else within which time all did, a minute at least. */
export function summaryOf(sources: readonly Source[]): string {
  const read = sources.filter((source) => source.isEnabled);
  if (read.length === 0) return healthText.summaryEmpty;
  const failing = read.filter(isFailing).length;
  if (failing > 0) return healthText.summaryBad(failing);
  const unread = read.filter((source) => source.delivery === 'pull' && source.lastOkAt === null).length;
  if (unread > 0) return healthText.summaryUnread(unread);
  const slowest = Math.max(0, ...read.map((source) => source.lagS ?? 0));
  return healthText.summaryGood(Math.max(60, Math.ceil(slowest)));
}
