import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

export type EventRow = {
  sourceId: number;
  index: string;
  documentId: string;
  occurredAt: Date;
  occurredText: string;
  body: unknown;
  isTrimmed: boolean;
};

export type EventPosition = { at: string; index: string; id: string; source: number };

/** Events of an alert, newest first, behind `after`. Whether the alert may be seen was asked before; its customer is asked again. */
export async function listEvents(
  tx: Tx,
  alertId: number,
  customerId: number,
  after: EventPosition | null,
  limit: number,
): Promise<EventRow[]> {
  const behind =
    after === null
      ? sql`true`
      : sql`(e.occurred_at, e.index_name, e.document_id, e.source_id) < (${after.at}::timestamptz, ${after.index}::text, ${after.id}::text, ${after.source}::bigint)`;
  const { rows } = await sql<EventRow>`
    select e.source_id as "sourceId", e.index_name as index, e.document_id as "documentId", e.occurred_at as "occurredAt", e.occurred_at::text as "occurredText",
      e.context as body, e.is_trimmed as "isTrimmed"
    from alert_events e where e.alert_id = ${alertId} and e.customer_id = ${customerId}::bigint and ${behind}
    order by e.occurred_at desc, e.index_name desc, e.document_id desc, e.source_id desc limit ${limit}`.execute(tx);
  return rows;
}
