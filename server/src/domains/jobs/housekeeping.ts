import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import * as outbox from './outbox.store.ts';
import * as runs from './runs.store.ts';

const dayMs = 86_400_000;

/** What housekeeping needs of others. */
export type HousekeepingNeeds = {
  runRetentionDays(context: Context): Promise<number>;
  /** Forgets sessions and counts of tries that are over. */
  forgetEnded(context: Context): Promise<void>;
  /** Makes the partitions that the coming weeks need. */
  makePartitions(now: Date): Promise<void>;
};

/** Keeps the history of runs as long as the setting says, and the outbox a day: longer than any reader sleeps. */
export function housekeepingJobs({
  runRetentionDays,
  forgetEnded,
  makePartitions,
}: HousekeepingNeeds): JobDefinition[] {
  return [
    {
      name: 'make-partitions',
      description: 'Makes the monthly partitions ahead of time.',
      cron: '7 1 * * *',
      run: async ({ context }) => {
        await makePartitions(context.clock.now());
        return {};
      },
    },
    {
      name: 'tidy-runs',
      description: 'Removes old job runs, delivered changes and ended sessions.',
      cron: '17 3 * * *',
      run: async ({ context }) => {
        const now = context.clock.now().getTime();
        const days = await runRetentionDays(context);
        await forgetEnded(context);
        return context.write(async (tx) => ({
          runs: await runs.deleteRunsBefore(tx, new Date(now - days * dayMs)),
          changes: await outbox.deleteOutboxBefore(tx, new Date(now - dayMs), new Date(now)),
        }));
      },
    },
  ];
}
