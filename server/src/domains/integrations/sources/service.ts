import type { Source } from '@watchfloor/contract';
import { Failure } from '../../../lib/failure.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { presentOne } from '../read.ts';
import { refuseOutdated } from '../rules.ts';
import { refuseMeaningless, startsAt } from './rules.ts';
import * as store from './store.ts';

export type SourceChange = {
  since?: string | undefined;
  minLevel?: number | undefined;
  everyS?: number | undefined;
  isEnabled?: boolean | undefined;
};

export const absentSource = () => new Failure('source.not_found', 'There is no such source.');

/**
 * Changes how a source is read. A new start begins there again; what was read before is known and not doubled.
 * @throws {Failure} `source.not_found`, also for one outside the scope; `version.conflict`; `request.invalid` when a field means
 * nothing to this source.
 */
export async function updateSource(
  context: Context,
  id: number,
  change: SourceChange,
  version: number | null,
): Promise<Source> {
  context.require('connection:update');
  const now = context.clock.now();
  return context.write(async (tx) => {
    const row = await store.lockSource(tx, context.actor.scope.customers, id);
    if (row === null) throw absentSource();
    refuseOutdated(row.version, version, 'source');
    refuseMeaningless(row, change);
    const after = {
      sinceAt: change.since === undefined ? row.sinceAt : startsAt(change.since, now),
      minLevel: change.minLevel ?? row.minLevel,
      everyS: change.everyS ?? row.everyS,
      isEnabled: change.isEnabled ?? row.isEnabled,
      watermarkAt: change.since === undefined ? row.watermarkAt : null,
    };
    await store.updateSource(tx, id, after, now);
    const { sinceAt, minLevel, everyS, isEnabled } = row;
    await context.record(tx, {
      type: 'source_updated',
      description: `Changed what is read of ${row.connectionName}: ${row.name}.`,
      customerId: row.customerId,
      resource: { type: 'source', id: toId('source', id) },
      before: { sinceAt, minLevel, everyS, isEnabled },
      after,
      topic: 'connections',
      payload: { ids: [toId('connection', row.connectionId)] },
    });
    return presentOne(context, tx, (await store.findSourceRow(tx, id)) ?? row);
  });
}

/** The source, for somebody who may run it. @throws {Failure} `source.not_found`, also for one outside the scope. */
export async function visibleSource(context: Context, id: number): Promise<store.SourceRow> {
  context.require('connection:update');
  const { customers } = context.actor.scope;
  const row = await context.read((tx) => store.findVisibleSource(tx, customers, id));
  if (row === null) throw absentSource();
  return row;
}
