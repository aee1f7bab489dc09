import type { Source } from '@watchfloor/contract';
import { span } from './formats.ts';
import { sourceText } from './text/source.ts';

/** A source that is read and did not answer; one that is paused is nobody's trouble. */
export const isFailing = (source: Source): boolean => source.isEnabled && source.lastError !== null;

/** A source that answers and brings nothing for much longer than usual; one that fails has worse to tell. */
export const isQuiet = (source: Source): boolean =>
  source.isEnabled && source.quiet !== null && source.lastError === null;

/** How far a source is behind, by `say` of the span in words, or why there is no such number. */
export function lagOf(source: Source, say = (lag: string): string => lag): string {
  if (!source.isEnabled) return sourceText.paused;
  if (source.lastError !== null && source.lagS === null) return sourceText.noAnswer;
  if (source.lagS !== null) return say(span(source.lagS));
  return source.delivery === 'push' ? sourceText.listens : sourceText.unread;
}
