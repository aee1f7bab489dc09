import type { Connection, Source } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import { customerRefs } from '../customers/index.ts';
import { presentConnection, presentSource } from './present.ts';
import { listNames } from './secrets.store.ts';
import { countParked, listVisibleSources, type SourceRow } from './sources/store.ts';
import * as store from './store.ts';

export const absentConnection = () => new Failure('connection.not_found', 'There is no such connection.');

/** Connections that the actor may see, with what they read and their last probe. */
export async function listConnections(context: Context): Promise<Connection[]> {
  return context.read(async (tx) =>
    presentAll(context, tx, await store.listConnections(tx, context.actor.scope.customers)),
  );
}

/** @throws {Failure} `connection.not_found`, also for one outside the scope. */
export async function getConnection(context: Context, id: number): Promise<Connection> {
  return context.read(async (tx) => {
    const row = await store.findConnection(tx, context.actor.scope.customers, id);
    const [shown] = row === null ? [] : await presentAll(context, tx, [row]);
    if (shown === undefined) throw absentConnection();
    return shown;
  });
}

async function presentAll(context: Context, tx: Tx, rows: readonly store.ConnectionRow[]): Promise<Connection[]> {
  const ids = rows.map((row) => row.id);
  const sources = await listVisibleSources(tx, context.actor.scope.customers, ids);
  const more = {
    ...(await moreOf(context, tx, sources, rows)),
    secretNames: await listNames(tx, ids),
    steps: await store.listLastSteps(tx, ids),
    sources,
  };
  return rows.map((row) => presentConnection(row, more));
}

async function moreOf(
  context: Context,
  tx: Tx,
  sources: readonly SourceRow[],
  rows: readonly { customerId: number | null }[] = [],
) {
  const owners = [...sources, ...rows].map((row) => row.customerId).filter((id) => id !== null);
  return {
    customers: await customerRefs(tx, owners),
    parked: await countParked(
      tx,
      sources.map((source) => source.id),
    ),
    now: context.clock.now(),
  };
}

/** Every source that the actor may see, for Health. */
export async function listSources(context: Context): Promise<Source[]> {
  return context.read(async (tx) => {
    const rows = await listVisibleSources(tx, context.actor.scope.customers, null);
    const more = await moreOf(context, tx, rows);
    return rows.map((row) => presentSource(row, more));
  });
}

/** One source row as the wire shows it. */
export async function presentOne(context: Context, tx: Tx, row: SourceRow): Promise<Source> {
  return presentSource(row, await moreOf(context, tx, [row]));
}
