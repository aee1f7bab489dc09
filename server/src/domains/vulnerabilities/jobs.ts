import type { OpenConnection } from '../integrations/index.ts';
import { type JobDefinition, sourceOf, wholeRun } from '../jobs/index.ts';
import { ageFindings, foldCounts, reconcileCounts, syncFindingsNow } from './service.ts';

export type VulnerabilityJobParts = { openConnection: OpenConnection };

/** What keeps findings up to date: the sync by loop and on demand, ageing, and the kept counts. */
export function vulnerabilityJobs({ openConnection }: VulnerabilityJobParts): JobDefinition[] {
  return [
    {
      name: 'sync-findings',
      description: 'Reads the vulnerability states of all sources now.',
      cron: null,
      run: async ({ context, params, signal, progress, checkpoint, saveCheckpoint }) =>
        wholeRun(
          await syncFindingsNow(context, {
            openConnection,
            ...sourceOf(params),
            signal,
            onProgress: progress,
            resume: { from: checkpoint, save: saveCheckpoint },
          }),
        ),
    },
    {
      name: 'watch-findings',
      description: 'Reads the vulnerability states of sources that are due.',
      cron: null,
      everyS: 15,
      // A loop keeps no history: a source that fails says so itself.
      run: async ({ context, signal }) => {
        const { errors: _, ...counts } = await syncFindingsNow(context, { openConnection, which: 'due', signal });
        return counts;
      },
    },
    {
      name: 'age-findings',
      description: 'Flags findings that reach 30 days, so that lists by priority stay quick.',
      cron: '*/10 * * * *',
      run: async ({ context, signal }) => ({ flagged: await ageFindings(context, signal) }),
    },
    {
      name: 'fold-finding-counts',
      description: 'Folds the kept counts of findings.',
      cron: '*/5 * * * *',
      run: ({ context }) => foldCounts(context),
    },
    {
      name: 'check-finding-counts',
      description: 'Compares the kept counts with the findings and puts right what drifted.',
      cron: '41 2 * * *',
      run: async ({ context }) => ({ drifted: await reconcileCounts(context) }),
    },
  ];
}
