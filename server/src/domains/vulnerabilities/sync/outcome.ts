/** What one run of the sync did, as the command line and the job's history print it. */
export type SyncOutcome = {
  /** Findings that the snapshot held. */
  read: number;
  new: number;
  /** Kept with another version, condition or score. */
  changed: number;
  unchanged: number;
  /** No longer stated by the scanner. */
  absent: number;
  /** Patched ones that are seen again. */
  reopened: number;
  /** Missed, but not believed to be gone before a second complete snapshot agrees. */
  waiting: number;
  /** Absent for long enough, so that the status followed. */
  patched: number;
  agents: number;
};

export const nothingDone = (): SyncOutcome => ({
  read: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  absent: 0,
  reopened: 0,
  waiting: 0,
  patched: 0,
  agents: 0,
});

/** Adds the counts of `part` to `total`. */
export function addOutcome(total: SyncOutcome, part: SyncOutcome): void {
  for (const key of Object.keys(total) as (keyof SyncOutcome)[]) total[key] += part[key];
}
