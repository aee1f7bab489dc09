/** What a source says about where reading goes on. */
export type Progress = { sinceAt: Date | null; watermarkAt: Date | null; overlapS: number; lastOkAt: Date | null };

const dayMs = 86_400_000;

/**
 * From when a complete run reads: a little before the watermark, since events arrive late; from the very start (`null` =
 * everything) until one run was complete, since documents without a time come last and no watermark tells of them.
 */
export function readFrom({ sinceAt, watermarkAt, overlapS, lastOkAt }: Progress): Date | null {
  if (watermarkAt === null || lastOkAt === null) return sinceAt;
  const from = watermarkAt.getTime() - overlapS * 1_000;
  return new Date(Math.max(from, sinceAt?.getTime() ?? from));
}

/** The stretch before the watermark in which events may still turn up; `null` until one run was complete. */
export function overlapOf(progress: Progress): { since: Date; until: Date } | null {
  const since = readFrom(progress);
  if (since === null || progress.watermarkAt === null || progress.lastOkAt === null) return null;
  return { since, until: progress.watermarkAt };
}

/**
 * The watermark behind a batch. A clock that is fast cannot carry it past now, and one that is a day off or more does
 * not move it at all.
 */
export function advance(watermarkAt: Date | null, times: readonly (Date | null)[], now: Date): Date | null {
  let newest = watermarkAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time === null || time.getTime() > now.getTime() + dayMs) continue;
    newest = Math.max(newest, Math.min(time.getTime(), now.getTime()));
  }
  return Number.isFinite(newest) ? new Date(newest) : null;
}

const overlapEveryMs = 60_000;

/** The overlap is looked at once a minute, and when a program has just begun. */
export const isOverlapDue = (lookedAt: Date | undefined, now: Date): boolean =>
  lookedAt === undefined || now.getTime() - lookedAt.getTime() >= overlapEveryMs;

const sweepHours = 26;
const sweepEveryMs = 3_600_000;

/** From when a sweep looks for what came late: 26 hours before now or, when the program was away, before the last sweep. */
export function sweepFrom(
  { sinceAt, lastSweptAt }: { sinceAt: Date | null; lastSweptAt: Date | null },
  now: Date,
): Date {
  const from = Math.min(now.getTime(), lastSweptAt?.getTime() ?? now.getTime()) - sweepHours * 3_600_000;
  return new Date(Math.max(from, sinceAt?.getTime() ?? from));
}

/** A sweep is due an hour after the last, once a run was complete. */
export function isSweepDue(source: { lastOkAt: Date | null; lastSweptAt: Date | null }, now: Date): boolean {
  return (
    source.lastOkAt !== null &&
    (source.lastSweptAt === null || now.getTime() - source.lastSweptAt.getTime() >= sweepEveryMs)
  );
}
