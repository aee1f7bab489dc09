import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A place in the stream: the transaction's number as text, for it passes 2^53, and the row's. */
export type Position = { tx: string; id: number };

export type OutboxRow = Position & {
  topic: string;
  customerId: number | null;
  tagIds: number[];
  payload: Record<string, unknown>;
};

/**
 * Rows after a position, oldest first, only those that no open transaction can still come before. In the order of the
 * column: `tx` alone would name the text that is selected, by which 1000 comes before 999.
 */
export async function readOutbox(tx: Tx, after: Position, limit: number): Promise<OutboxRow[]> {
  const { rows } = await sql<OutboxRow>`
    select tx::text as tx, id, topic, customer_id as "customerId", tag_ids as "tagIds", payload from outbox
    where (tx, id) > (${after.tx}::xid8, ${after.id}::bigint) and tx < (select wf_settled_before())
    order by outbox.tx, outbox.id limit ${limit}`.execute(tx);
  return rows;
}

/** The newest position that can be resumed from without missing anything. */
export async function outboxHead(tx: Tx): Promise<Position> {
  const { rows } = await sql<Position>`
    select tx::text as tx, id from outbox where tx < (select wf_settled_before()) order by outbox.tx desc, outbox.id desc limit 1`.execute(
    tx,
  );
  return rows[0] ?? outboxFloor(tx);
}

/**
 * The oldest position that can be resumed from: the last row that was removed. A position that is not settled came with
 * a copy of another server, whose transactions had higher numbers, and says nothing here.
 */
export async function outboxFloor(tx: Tx): Promise<Position> {
  const { rows } = await sql<Position>`
    select value->>'tx' as tx, (value->>'id')::bigint as id from settings
    where key = ${floorKey} and (value->>'tx')::xid8 < (select wf_settled_before())`.execute(tx);
  return rows[0] ?? { tx: '0', id: 0 };
}

const floorKey = 'outboxFloor';

/** Removes old rows and notes the last of them, so that who comes back later can be told that they missed some. */
export async function deleteOutboxBefore(tx: Tx, before: Date, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gone as (delete from outbox where created_at < ${before} returning tx, id),
      noted as (
        insert into settings (key, value, updated_at)
        select ${floorKey}, jsonb_build_object('tx', tx::text, 'id', id), ${now} from gone
        where tx < (select wf_settled_before()) order by gone.tx desc, gone.id desc limit 1
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
        where (settings.value->>'tx')::xid8 >= (select wf_settled_before())
          or ((settings.value->>'tx')::xid8, (settings.value->>'id')::bigint) < ((excluded.value->>'tx')::xid8, (excluded.value->>'id')::bigint))
    select count(*) as count from gone`.execute(tx);
  return rows[0]?.count ?? 0;
}
