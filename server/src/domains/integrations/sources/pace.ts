import type { SourceRow } from './store.ts';

type Paced = Pick<
  SourceRow,
  'purpose' | 'delivery' | 'isEnabled' | 'isConnectionEnabled' | 'lastOkAt' | 'lastEventAt' | 'usualGapS' | 'updatedAt'
>;

/** A week has every hour that is always quiet, and a weekend. */
const learnsForMs = 7 * 86_400_000;
/** Less is noise, however busy the source. */
const leastS = 3_600;

/**
 * How long a source has brought nothing although it answers, when that is more than an hour and twice its longest usual
 * pause; else `null`. Nothing is said of a source that is paused, was made or changed within a week, or has yet to
 * show a pace. One that is rare has a long pause, and so a long patience. Only alerts come as events.
 */
export function quietOf(source: Paced, now: Date): { forS: number; usualS: number } | null {
  const { lastEventAt, usualGapS } = source;
  const isRead = source.purpose === 'alerts' && source.isEnabled && source.isConnectionEnabled;
  if (!isRead || lastEventAt === null || usualGapS === null) return null;
  if (now.getTime() - source.updatedAt.getTime() < learnsForMs) return null;
  // Of what is fetched, only the time until the last good answer is known to be empty.
  const knownUntil = source.delivery === 'push' ? now : source.lastOkAt;
  const forS = ((knownUntil ?? lastEventAt).getTime() - lastEventAt.getTime()) / 1_000;
  return forS > Math.max(leastS, 2 * usualGapS) ? { forS: Math.round(forS), usualS: Math.round(usualGapS) } : null;
}
