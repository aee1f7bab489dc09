import { jobRoutes as contract, streamRoutes } from '@watchfloor/contract';
import type { Scope } from '../../db/scope.ts';
import { type Binding, on } from '../../http/binding.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId } from '../../lib/ids.ts';
import { exportRuns } from './export.ts';
import { liveChanges } from './live.ts';
import * as service from './service.ts';
import type { OutboxReader } from './stream.ts';

const runNumber = (id: string) => {
  const number = fromId('run', id);
  if (number === null) throw new Failure('run.not_found', 'There is no such run.');
  return number;
};

export function jobRoutes(
  jobs: service.Jobs,
  reader: OutboxReader,
  readScope: (cookie: string | undefined) => Promise<Scope | null>,
): Binding[] {
  return [
    on(contract.listRuns, (context, { query }) => service.listRuns(context, query)),
    on(contract.exportRuns, (context, { query }) => exportRuns(context, query.job)),
    on(contract.getRun, (context, { params }) => service.getRun(context, runNumber(params.runId))),
    on(contract.startJob, async (context, { params }) =>
      service.getRun(context, await service.startJob(context, jobs, params.job)),
    ),
    on(contract.updateSchedule, async (context, { params, body }, exchange) => {
      const job = await service.updateSchedule(context, jobs.definitions, params.job, body, exchange.ifMatch);
      exchange.setVersion(job.version);
      return job;
    }),
    on(contract.cancelRun, (context, { params }) => service.cancelRun(context, runNumber(params.runId))),
    on(streamRoutes.streamChanges, (context, _input, exchange) =>
      liveChanges(context, reader, exchange.header('last-event-id'), exchange.signal, () =>
        readScope(exchange.header('cookie')),
      ),
    ),
  ];
}
