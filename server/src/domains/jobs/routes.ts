import { operationRoutes as contract } from '@watchfloor/contract';
import type { Scope } from '../../db/scope.ts';
import { type Binding, on } from '../../http/binding.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId } from '../../lib/ids.ts';
import { liveChanges } from './live.ts';
import * as service from './service.ts';
import type { OutboxReader } from './stream.ts';

const runNumber = (id: string) => {
  const number = fromId('run', id);
  if (number === null) throw new Failure('run.not_found', 'There is no such run.');
  return number;
};

const afterOf = (cursor: string | undefined) => {
  if (cursor === undefined) return undefined;
  const number = fromId('run', cursor);
  if (number === null)
    throw new Failure('cursor.invalid', 'The cursor is not one of this list. Start from the first page.');
  return number;
};

export function jobRoutes(
  jobs: service.Jobs,
  reader: OutboxReader,
  readScope: (cookie: string | undefined) => Promise<Scope | null>,
): Binding[] {
  return [
    on(contract.listRuns, async (context, { query }) => {
      const rows = await service.listRuns(context, {
        job: query.job,
        after: afterOf(query.cursor),
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit);
      return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
    }),
    on(contract.getRun, (context, { params }) => service.getRun(context, runNumber(params.runId))),
    on(contract.startJob, async (context, { params }) =>
      service.getRun(context, await service.startJob(context, jobs, params.job)),
    ),
    on(contract.cancelRun, (context, { params }) => service.cancelRun(context, runNumber(params.runId))),
    on(contract.streamChanges, (context, _input, exchange) =>
      liveChanges(context, reader, exchange.header('last-event-id'), exchange.signal, () =>
        readScope(exchange.header('cookie')),
      ),
    ),
  ];
}
