import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import type { Condition } from '../../../db/search/index.ts';
import type { Action } from './action.ts';
import { visible } from './visible.store.ts';

export type LockedAlert = {
  id: number;
  customerId: number;
  mark: string;
  number: number;
  status: string;
  assigneeId: number | null;
  assetId: number | null;
  tagIds: number[];
  version: number;
};

/** Row numbers of alerts inside the scope that a condition selects, at most `limit`. */
export async function selectIds(tx: Tx, scope: Scope, condition: Condition, limit: number): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
  }>`select a.id from visible_alerts a where ${visible(scope, 'a')} and ${condition} limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Holds alerts inside the scope until the transaction ends, in one order for everybody. */
export async function lockAlerts(tx: Tx, scope: Scope, ids: readonly number[]): Promise<LockedAlert[]> {
  const { rows } = await sql<LockedAlert>`
    select a.id, a.customer_id as "customerId", c.mark, a.number, a.status, a.assignee_id as "assigneeId", a.asset_id as "assetId", a.tag_ids as "tagIds", a.version
    from alerts a join customers c on c.id = a.customer_id
    where a.id = any (${[...ids]}::bigint[]) and ${visible(scope, 'a')} order by a.id for no key update of a`.execute(
    tx,
  );
  return rows;
}

export async function insertOperation(
  tx: Tx,
  operation: { kind: string; summary: string; doneBy: number; count: number },
  now: Date,
): Promise<number> {
  const row = await tx
    .insertInto('operations')
    .values({
      kind: operation.kind,
      summary: operation.summary,
      done_by: operation.doneBy,
      item_count: operation.count,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

// An alert that opens while another of its key is open cannot absorb as well: it gets a key of its own, and repeats go on
// to the newer one. `place` numbers alerts of one key that open in the same statement.
const openedKey = sql`case when place > 1 or exists (select 1 from alerts o where o.dedupe_key = t.dedupe_key and o.status <> 'closed' and o.id <> t.id)
  then md5('alert ' || t.id)::uuid else t.dedupe_key end`;

function changeOf(action: Action, doneBy: number, now: Date): RawBuilder<unknown> {
  switch (action.kind) {
    case 'close':
      return sql`status = 'closed', verdict = ${action.verdict}, verdict_reason_id = ${action.reasonId}::int, verdict_note = ${action.note}, verdict_by = ${doneBy}::bigint,
        duplicate_of_id = ${action.duplicateOfId}::bigint, assignee_id = ${doneBy}::bigint, closed_at = ${now}, acknowledged_at = coalesce(a.acknowledged_at, ${now})`;
    case 'assign':
      return action.assigneeId === null
        ? sql`assignee_id = null`
        : sql`assignee_id = ${action.assigneeId}::bigint, status = 'in_progress', acknowledged_at = coalesce(a.acknowledged_at, ${now})`;
    case 'reopen':
      return sql`status = case when a.assignee_id is null then 'open' else 'in_progress' end, verdict = null, verdict_reason_id = null, verdict_note = null, verdict_by = null,
        duplicate_of_id = null, closed_at = null, reopened_count = a.reopened_count + 1, dedupe_key = t.key`;
  }
}

/** Changes alerts that are held and writes down what each was before; two statements, however many there are. */
export async function changeAlerts(
  tx: Tx,
  operationId: number,
  ids: readonly number[],
  action: Action,
  doneBy: number,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into operation_items (operation_id, subject_id, customer_id, version_after, before)
    select ${operationId}::bigint, a.id, a.customer_id, a.version + 1, jsonb_build_object('status', a.status, 'verdict', a.verdict, 'verdict_reason_id', a.verdict_reason_id,
      'verdict_note', a.verdict_note, 'verdict_by', a.verdict_by, 'duplicate_of_id', a.duplicate_of_id, 'assignee_id', a.assignee_id, 'closed_at', a.closed_at,
      'acknowledged_at', a.acknowledged_at, 'reopened_count', a.reopened_count)
    from alerts a where a.id = any (${[...ids]}::bigint[])`.execute(tx);
  await sql`update alerts a set ${changeOf(action, doneBy, now)}, version = a.version + 1, updated_at = ${now} ${action.kind === 'reopen' ? keyed(ids) : sql`where a.id = any (${[...ids]}::bigint[])`}`.execute(
    tx,
  );
}

/** Joins to `t` the key under which each alert opens. */
const keyed = (ids: readonly number[]) => sql`
  from (select t.id, ${openedKey} as key from (
    select id, dedupe_key, row_number() over (partition by dedupe_key order by id desc) as place from alerts where id = any (${[...ids]}::bigint[])) as t) as t
  where a.id = t.id`;

export type OperationRow = { id: number; kind: string; summary: string; undoneAt: Date | null; count: number };

/** An operation of a person, held against a second undo at the same time. */
export async function lockOperation(tx: Tx, id: number, doneBy: number): Promise<OperationRow | null> {
  const { rows } = await sql<OperationRow>`
    select id, kind, summary, undone_at as "undoneAt", item_count as count from operations where id = ${id} and done_by = ${doneBy} for update`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** The alerts of an operation that nobody changed since, inside the scope. */
export async function findUnchanged(tx: Tx, operationId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select a.id from operation_items i join alerts a on a.id = i.subject_id where i.operation_id = ${operationId} and a.version = i.version_after`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

/** Gives alerts that are held back what they were before the operation. */
export async function restoreAlerts(tx: Tx, operationId: number, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length > 0) {
    await sql`
      update alerts a set status = b.status, verdict = b.verdict, verdict_reason_id = b.verdict_reason_id, verdict_note = b.verdict_note, verdict_by = b.verdict_by,
        duplicate_of_id = b.duplicate_of_id, assignee_id = b.assignee_id, closed_at = b.closed_at, acknowledged_at = b.acknowledged_at, reopened_count = b.reopened_count,
        dedupe_key = case when a.status = 'closed' and b.status <> 'closed' then t.key else a.dedupe_key end, version = a.version + 1, updated_at = ${now}
      from operation_items i
      cross join lateral jsonb_to_record(i.before) as b (status text, verdict text, verdict_reason_id int, verdict_note text, verdict_by bigint, duplicate_of_id bigint,
        assignee_id bigint, closed_at timestamptz, acknowledged_at timestamptz, reopened_count smallint)
      join (select t.id, ${openedKey} as key from (
        select id, dedupe_key, row_number() over (partition by dedupe_key order by id desc) as place from alerts where id = any (${[...ids]}::bigint[])) as t) as t on t.id = i.subject_id
      where i.operation_id = ${operationId} and a.id = t.id`.execute(tx);
  }
  await sql`update operations set undone_at = ${now} where id = ${operationId}`.execute(tx);
}

/** A person who can be given work: active, and of a role that works on alerts. */
export async function findAssignee(tx: Tx, id: number): Promise<{ id: number; name: string } | null> {
  const { rows } = await sql<{ id: number; name: string }>`
    select u.id, u.username as name from users u join roles r on r.id = u.role_id where u.id = ${id} and u.is_active and r.name in ('admin', 'analyst')`.execute(
    tx,
  );
  return rows[0] ?? null;
}

export type ReasonRow = { id: number; code: string; label: string; verdict: string };

/** Reasons in use, in the order of the digits that choose them. */
export async function listReasons(tx: Tx): Promise<ReasonRow[]> {
  const { rows } =
    await sql<ReasonRow>`select id, code, label, verdict from verdict_reasons where is_active order by verdict, position, id`.execute(
      tx,
    );
  return rows;
}
