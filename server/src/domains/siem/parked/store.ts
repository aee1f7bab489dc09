import type { ParkReason } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';

/** An event that could not become part of an alert, as it is written down. */
export type NewParked = {
  index: string;
  id: string;
  customerId: number | null;
  reason: ParkReason;
  error: string;
  occurredAt: Date | null;
  body: unknown;
};

export type ParkedMark = { index: string; id: string; reason: ParkReason; error: string };

/** Writes events down as parked; one that is parked already gets the new reason and counts another attempt. */
export async function parkEvents(tx: Tx, sourceId: number, rows: readonly NewParked[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into parked_events (source_id, customer_id, index_name, document_id, reason, error, body, occurred_at, parked_at)
    select ${sourceId}, c, i, d, r, e, b::jsonb, o, ${now}
    from unnest(${rows.map((row) => row.customerId)}::bigint[], ${rows.map((row) => row.index)}::text[], ${rows.map((row) => row.id)}::text[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.error)}::text[],
      ${rows.map((row) => (row.body === null || row.body === undefined ? null : JSON.stringify(row.body)))}::text[],
      ${rows.map((row) => row.occurredAt?.toISOString() ?? null)}::timestamptz[]) as given (c, i, d, r, e, b, o)
    on conflict (source_id, index_name, document_id) do update
      set customer_id = excluded.customer_id, reason = excluded.reason, error = excluded.error,
        occurred_at = excluded.occurred_at, body = coalesce(excluded.body, parked_events.body), attempts = parked_events.attempts + 1`.execute(
    tx,
  );
}

type Ref = { index: string; id: string };

/** The statement of `findParkedMarks`, for it and for the test of its plan: each document is looked up by its whole key. */
export const marksStatement = (sourceId: number, refs: readonly Ref[]): RawBuilder<ParkedMark> => sql<ParkedMark>`
  select wanted.i as index, wanted.d as id, p.reason, p.error
  from unnest(${refs.map((ref) => ref.index)}::text[], ${refs.map((ref) => ref.id)}::text[]) as wanted (i, d)
  cross join lateral (select reason, error from parked_events p
    where p.source_id = ${sourceId} and p.index_name = wanted.i and p.document_id = wanted.d limit 1) as p`;

/** Which of the documents of a source are parked, and why. */
export async function findParkedMarks(tx: Tx, sourceId: number, refs: readonly Ref[]): Promise<ParkedMark[]> {
  return refs.length === 0 ? [] : (await marksStatement(sourceId, refs).execute(tx)).rows;
}

/** Takes documents of a source off the list: they are part of an alert now. */
export async function unparkEvents(tx: Tx, sourceId: number, refs: readonly Ref[]): Promise<void> {
  if (refs.length === 0) return;
  await sql`
    delete from parked_events p using unnest(${refs.map((ref) => ref.index)}::text[], ${refs.map((ref) => ref.id)}::text[]) as gone (i, d)
    where p.source_id = ${sourceId} and p.index_name = gone.i and p.document_id = gone.d`.execute(tx);
}

export type ParkedRow = ParkedMark & {
  rowId: number;
  sourceId: number;
  sourceName: string;
  customerId: number | null;
  attempts: number;
  occurredAt: Date | null;
  parkedAt: Date;
  body: unknown;
};

// Events of no customer are for those who see every customer.
const within = (scope: CustomerScope) => ofCustomers(scope, 'p.customer_id');

const columns = sql`p.id as "rowId", p.source_id as "sourceId", s.name as "sourceName", p.customer_id as "customerId", p.index_name as index,
  p.document_id as id, p.reason, p.error, p.attempts, p.occurred_at as "occurredAt", p.parked_at as "parkedAt", p.body`;

/** Parked events inside the scope, newest first, below the row `before`. */
export async function listParked(
  tx: Tx,
  scope: CustomerScope,
  ask: { reason?: ParkReason | undefined; before: number | null; limit: number },
): Promise<ParkedRow[]> {
  const { rows } = await sql<ParkedRow>`
    select ${columns} from parked_events p join sources s on s.id = p.source_id
    where ${within(scope)} and ${ask.reason === undefined ? sql`true` : sql`p.reason = ${ask.reason}`} and ${ask.before === null ? sql`true` : sql`p.id < ${ask.before}`}
    order by p.id desc limit ${ask.limit}`.execute(tx);
  return rows;
}

/** The parked events with these row numbers, oldest first. */
export async function findParked(tx: Tx, scope: CustomerScope, ids: readonly number[]): Promise<ParkedRow[]> {
  const { rows } = await sql<ParkedRow>`
    select ${columns} from parked_events p join sources s on s.id = p.source_id
    where ${within(scope)} and p.id = any (${[...ids]}::bigint[]) order by p.id`.execute(tx);
  return rows;
}

/** Parked events of a reason above the row `after`, oldest first, so that a replay passes each once. */
export async function nextParked(
  tx: Tx,
  scope: CustomerScope,
  ask: { reason: ParkReason; error?: string | undefined; after: number; upTo: number; limit: number },
): Promise<ParkedRow[]> {
  const { rows } = await sql<ParkedRow>`
    select ${columns} from parked_events p join sources s on s.id = p.source_id
    where ${within(scope)} and p.reason = ${ask.reason} and ${ask.error === undefined ? sql`true` : sql`p.error = ${ask.error}`}
      and p.id > ${ask.after} and p.id <= ${ask.upTo}
    order by p.id limit ${ask.limit}`.execute(tx);
  return rows;
}

/** Counts another try of events that stay parked. */
export async function noteAttempts(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0)
    await sql`update parked_events set attempts = attempts + 1 where id = any (${[...ids]}::bigint[])`.execute(tx);
}

/** The newest row number, where a replay ends: what is parked meanwhile waits for the next one. */
export async function newestParked(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from parked_events`.execute(tx);
  return rows[0]?.id ?? 0;
}

/** The different errors of a reason, at most 1,000. */
export async function listErrors(tx: Tx, reason: ParkReason): Promise<string[]> {
  const { rows } = await sql<{
    error: string;
  }>`select distinct error from parked_events where reason = ${reason} limit 1000`.execute(tx);
  return rows.map((row) => row.error);
}

/** How many parked events there are for each reason, inside the scope. */
export async function countParked(
  tx: Tx,
  scope: CustomerScope,
): Promise<{ reason: ParkReason; count: number; lastAt: Date }[]> {
  const { rows } = await sql<{ reason: ParkReason; count: number; lastAt: Date }>`
    select p.reason, count(*)::int as count, max(p.parked_at) as "lastAt" from parked_events p where ${within(scope)} group by 1 order by 2 desc, 1`.execute(
    tx,
  );
  return rows;
}

/** Forgets parked events older than `before`, at most `limit` of them; returns how many they were. */
export async function deleteOldParked(tx: Tx, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    delete from parked_events where id in (select id from parked_events where parked_at < ${before} order by parked_at limit ${limit}) returning id`.execute(
    tx,
  );
  return rows.length;
}
