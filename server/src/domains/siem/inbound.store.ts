import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { SourceDocument } from './document.ts';

export type InboundMessage = { id: number; sourceId: number; documents: SourceDocument[] };

/** Writes a message down as received; `null` when its id is known, with what became of it then in `findInbound`. */
export async function insertInbound(
  tx: Tx,
  message: { sourceId: number; customerId: number | null; messageId: string; documents: readonly SourceDocument[] },
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into inbound_messages (source_id, customer_id, message_id, body, received_at)
    values (${message.sourceId}, ${message.customerId}, ${message.messageId}, ${JSON.stringify(message.documents)}::jsonb, ${now})
    on conflict (source_id, message_id) do nothing returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

export async function findInbound(
  tx: Tx,
  sourceId: number,
  messageId: string,
): Promise<{ id: number; isProcessed: boolean } | null> {
  const { rows } = await sql<{ id: number; isProcessed: boolean }>`
    select id, processed_at is not null as "isProcessed" from inbound_messages where source_id = ${sourceId} and message_id = ${messageId}`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** Notes that the documents of a message are where they belong; the copy has done its work and goes. */
export async function finishInbound(tx: Tx, id: number, now: Date): Promise<void> {
  await sql`update inbound_messages set processed_at = ${now}, body = '[]' where id = ${id} and processed_at is null`.execute(
    tx,
  );
}

/** Messages that a process took in and did not live to finish, oldest first. */
export async function listUnfinished(tx: Tx, receivedBefore: Date, limit: number): Promise<InboundMessage[]> {
  const { rows } = await sql<InboundMessage>`
    select id, source_id as "sourceId", body as documents from inbound_messages
    where processed_at is null and received_at < ${receivedBefore} order by id limit ${limit}`.execute(tx);
  return rows;
}

/** Forgets finished messages; by then their signatures are far too old to be accepted again. */
export async function deleteOldInbound(tx: Tx, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    delete from inbound_messages where id in (
      select id from inbound_messages where processed_at is not null and received_at < ${before} limit ${limit}) returning id`.execute(
    tx,
  );
  return rows.length;
}
