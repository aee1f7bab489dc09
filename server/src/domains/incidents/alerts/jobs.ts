import type { JobDefinition } from '../../jobs/index.ts';
import * as store from './counts.store.ts';

const worthFolding = 2_000;

/** Jobs that keep the counts of the queue small and true. */
export const alertCountJobs = (): JobDefinition[] => [
  {
    name: 'fold-alert-counts',
    description: 'Adds up the differences by which alerts are counted, so that reading them stays quick.',
    cron: null,
    everyS: 30,
    run: async ({ context }) => {
      const waiting = await context.read((tx) => store.countWaiting(tx));
      if (waiting < worthFolding) return { waiting };
      return context.write((tx) => store.foldCounts(tx));
    },
  },
  {
    name: 'check-alert-counts',
    description: 'Compares the kept counts of alerts with a recount, and counts anew when they differ.',
    cron: '17 3 * * *',
    run: async ({ context, log }) => {
      const drift = await context.read((tx) => store.findDrift(tx));
      if (drift.classes > 0) {
        context.log.error(drift, 'Kept counts of alerts had drifted; they are counted anew.');
        await log(`${drift.alerts} alerts in ${drift.classes} classes were counted wrongly; counted anew.`);
        await context.write((tx) => store.recount(tx));
      }
      return drift;
    },
  },
];
