import type { JobDefinition } from '../domains/jobs/index.ts';
import { type DemoPipelines, hasDemo, loadDemo, removeDemo } from './load.ts';

/**
 * Loading and removing the demo as jobs, so that the screen shows how far they are: for administrators, and only where
 * the demo is on or there. How far a load came lies with the demo, not in the checkpoint of a run: after a crash the program
 * starts a new run, which goes on there at once.
 */
export function demoJobs(pipelines: DemoPipelines, isDemo: boolean): JobDefinition[] {
  const forWhom = {
    permission: 'settings:update',
    isOffered: async (system) => isDemo || (await hasDemo(system)),
  } satisfies Partial<JobDefinition>;
  return [
    {
      ...forWhom,
      name: 'demo-load',
      description: 'Loads three fictional customers with 90 days of alerts and findings.',
      cron: null,
      run: async ({ context, progress, signal }) => {
        let told = -1;
        const counts = await loadDemo(
          context,
          pipelines,
          async (phase, percent) => {
            if (percent === told) return;
            told = percent;
            await progress(phase, percent);
          },
          signal,
        );
        return counts ?? { skipped: 'the demo is there, or is being loaded' };
      },
    },
    {
      ...forWhom,
      name: 'demo-remove',
      description: 'Removes the fictional customers and everything of theirs.',
      cron: null,
      run: ({ context }) => removeDemo(context),
    },
  ];
}
