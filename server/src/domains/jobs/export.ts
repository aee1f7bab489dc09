import type { JobRun } from '@watchfloor/contract';
import { type CsvColumns, csv } from '../../lib/csv.ts';
import type { Context } from '../access/index.ts';
import { listRuns } from './service.ts';

const limit = 1_000;

const columns: CsvColumns<JobRun> = {
  id: (row) => row.id,
  job: (row) => row.job,
  trigger: (row) => row.trigger,
  state: (row) => row.state,
  created: (row) => row.createdAt,
  started: (row) => row.startedAt,
  ended: (row) => row.endedAt,
  error: (row) => row.error,
  did: (row) => JSON.stringify(row.stats),
};

/** Runs of one job or of all as CSV, newest first. */
export const exportRuns = (context: Context, job?: string): AsyncIterable<string> =>
  csv(columns, (cursor) => listRuns(context, { job, limit, cursor }));
