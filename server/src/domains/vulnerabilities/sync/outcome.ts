import { z } from 'zod';

const counted = z.int().default(0);

/** What one run of the sync did, as the command line and the job's history print it. */
export const SyncOutcome = z.object({
  /** Findings that the snapshot held. */
  read: counted,
  new: counted,
  /** Kept with another version, condition or score. */
  changed: counted,
  unchanged: counted,
  /** No longer stated by the scanner. */
  absent: counted,
  /** Patched ones that are seen again. */
  reopened: counted,
  /** Missed, but not believed to be gone before a second complete snapshot agrees. */
  waiting: counted,
  /** Absent for long enough, so that the status followed. */
  patched: counted,
  agents: counted,
});
export type SyncOutcome = z.infer<typeof SyncOutcome>;

export const nothingDone = (): SyncOutcome => SyncOutcome.parse({});

/** Adds the counts of `part` to `total`. */
export function addOutcome(total: SyncOutcome, part: SyncOutcome): void {
  for (const key of Object.keys(total) as (keyof SyncOutcome)[]) total[key] += part[key];
}
