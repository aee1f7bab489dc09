import type { JobDefinition } from '../domains/jobs/index.ts';
import { type DemoPipelines, loadDemo, removeDemo } from './load.ts';

/** Loading and removing the demo as jobs, so that the screen shows how far they are. */
export function demoJobs(pipelines: DemoPipelines): JobDefinition[] {
  return [
    {
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
      name: 'demo-remove',
      description: 'Removes the fictional customers and everything of theirs.',
      cron: null,
      run: ({ context }) => removeDemo(context),
    },
  ];
}
