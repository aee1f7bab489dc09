import type { ParkedEvent, ParkReason } from '@watchfloor/contract';
import { Failure } from '../../../lib/failure.ts';
import { fromId, toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { customerRefs, loadDirectory } from '../../customers/index.ts';
import { findSourceRow, type OpenConnection, type SourceRow } from '../../integrations/index.ts';
import type { IngestCounts, SourceDocument } from '../document.ts';
import type { EventStore } from '../eventstore/index.ts';
import { keyInError, unknownCustomerError } from './rules.ts';
import * as store from './store.ts';

/** Makes alerts of documents; handed in, since the alert pipeline lies above. */
export type Ingest = (
  context: Context,
  source: SourceRow,
  documents: readonly SourceDocument[],
) => Promise<IngestCounts>;

export type ReplayParts = { ingest: Ingest; openConnection: OpenConnection; events: EventStore };
export type ReplayResult = { tried: number; replayed: number; stillParked: number };

const batchSize = 500;

/** Parked events inside the scope, newest first. @throws {Failure} `cursor.invalid`. */
export async function listParked(
  context: Context,
  ask: { reason?: ParkReason | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: ParkedEvent[]; nextCursor: string | null }> {
  const before = ask.cursor === undefined ? null : fromId('parked', ask.cursor);
  if (ask.cursor !== undefined && before === null)
    throw new Failure('cursor.invalid', 'The cursor was changed. Start from the first page.');
  return context.read(async (tx) => {
    const found = await store.listParked(tx, context.actor.scope.customers, {
      reason: ask.reason,
      before,
      limit: ask.limit + 1,
    });
    const rows = found.slice(0, ask.limit);
    const refs = await customerRefs(
      tx,
      rows.flatMap((row) => row.customerId ?? []),
    );
    const last = rows.at(-1);
    return {
      items: rows.map((row) => ({
        id: toId('parked', row.rowId),
        sourceId: toId('source', row.sourceId),
        sourceName: row.sourceName,
        customer: row.customerId === null ? null : (refs.get(row.customerId) ?? null),
        index: row.index,
        documentId: row.id,
        reason: row.reason,
        error: row.error,
        attempts: row.attempts,
        occurredAt: row.occurredAt?.toISOString() ?? null,
        parkedAt: row.parkedAt.toISOString(),
        body: row.body,
      })),
      nextCursor: found.length > rows.length && last ? toId('parked', last.rowId) : null,
    };
  });
}

/** Tries parked events again: those named, or all of a reason. @throws {Failure} `parked.not_found` when one named is not there. */
export async function replayParked(
  context: Context,
  parts: ReplayParts,
  which: { ids: readonly string[] } | { reason: ParkReason },
): Promise<ReplayResult> {
  context.require('health:update');
  if ('reason' in which) return replayAll(context, parts, { reason: which.reason });
  const ids = [...new Set(which.ids)].map((id) => fromId('parked', id));
  const rows = await context.read((tx) =>
    store.findParked(
      tx,
      context.actor.scope.customers,
      ids.filter((id) => id !== null),
    ),
  );
  if (rows.length < ids.length)
    throw new Failure('parked.not_found', 'One of the parked events is gone. Load the list again.');
  return replayRows(context, parts, rows);
}

/** Tries the events again that wait for a customer of that code or alias. */
export async function replayForCustomerKey(context: Context, parts: ReplayParts, key: string): Promise<ReplayResult> {
  return replayAll(context.asSystem(), parts, { reason: 'customer_unknown', error: unknownCustomerError(key) });
}

/** Tries the events again whose customer is known by now, however it came to be known. */
export async function replayKnownCustomers(system: Context, parts: ReplayParts): Promise<ReplayResult> {
  const keys = await system.read(async (tx) => {
    const directory = await loadDirectory(tx);
    const errors = await store.listErrors(tx, 'customer_unknown');
    return errors.map(keyInError).filter((key) => key !== null && directory.byKey(key) !== null);
  });
  let sum: ReplayResult = { tried: 0, replayed: 0, stillParked: 0 };
  for (const key of keys) if (key !== null) sum = add(sum, await replayForCustomerKey(system, parts, key));
  return sum;
}

const add = (a: ReplayResult, b: ReplayResult): ReplayResult => ({
  tried: a.tried + b.tried,
  replayed: a.replayed + b.replayed,
  stillParked: a.stillParked + b.stillParked,
});

async function replayAll(
  context: Context,
  parts: ReplayParts,
  ask: { reason: ParkReason; error?: string },
): Promise<ReplayResult> {
  const upTo = await context.read(store.newestParked);
  let sum: ReplayResult = { tried: 0, replayed: 0, stillParked: 0 };
  for (let after = 0; ; ) {
    const rows = await context.read((tx) =>
      store.nextParked(tx, context.actor.scope.customers, { ...ask, after, upTo, limit: batchSize }),
    );
    const last = rows.at(-1);
    if (!last) return sum;
    after = last.rowId;
    sum = add(sum, await replayRows(context, parts, rows));
  }
}

async function replayRows(
  context: Context,
  parts: ReplayParts,
  rows: readonly store.ParkedRow[],
): Promise<ReplayResult> {
  const system = context.asSystem();
  for (const [sourceId, members] of Map.groupBy(rows, (row) => row.sourceId)) {
    const source = await system.read((tx) => findSourceRow(tx, sourceId));
    if (!source) continue;
    // What was parked was above the level then; a level raised since must not hold it for ever.
    await parts.ingest(system, { ...source, minLevel: 0 }, await bodiesOf(system, parts, source, members));
  }
  const stillParked = await system.write(async (tx) => {
    const left = await store.findParked(
      tx,
      { kind: 'all' },
      rows.map((row) => row.rowId),
    );
    await store.noteAttempts(
      tx,
      left.map((row) => row.rowId),
    );
    return left.length;
  });
  return { tried: rows.length, replayed: rows.length - stillParked, stillParked };
}

/** The documents as kept, or fetched again where nothing was kept; what cannot be had now stays parked. */
async function bodiesOf(
  system: Context,
  parts: ReplayParts,
  source: SourceRow,
  rows: readonly store.ParkedRow[],
): Promise<SourceDocument[]> {
  const kept = rows
    .filter((row) => row.body !== null)
    .map(({ index, id, body }): SourceDocument => ({ index, id, body }));
  const refs = rows.filter((row) => row.body === null).map(({ index, id }) => ({ index, id }));
  if (refs.length === 0) return kept;
  try {
    if (source.delivery === 'pull') {
      const can = await parts.openConnection(system, source.connectionId);
      return [...kept, ...((await can.getEvents?.(refs)) ?? [])];
    }
    for (const ref of refs) {
      const hit = await parts.events.get(ref, { kind: 'all' });
      if (hit) kept.push({ index: hit.index, id: hit.id, body: hit.body });
    }
  } catch (error) {
    system.log.warn({ err: error, source: source.id }, 'Parked events could not be fetched again.');
  }
  return kept;
}
