import type { AlertEvent } from '@watchfloor/contract';
import { z } from 'zod';
import { readCursor, writeCursor } from '../../../lib/cursor.ts';
import { toId } from '../../../lib/ids.ts';
import { isObject } from '../../../lib/json.ts';
import type { Context } from '../../access/index.ts';
import { absent } from '../alerts/list.service.ts';
import { findAlert } from '../alerts/list.store.ts';
import { listFields } from './fields.ts';
import { tellEvent } from './sentence.ts';
import * as store from './store.ts';

const Position = z.object({
  at: z
    .string()
    .max(40)
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/),
  index: z.string(),
  id: z.string(),
  source: z.int(),
});

/** Events of an alert, newest first, each told as a sentence. @throws {Failure} `alert.not_found`, `cursor.invalid`. */
export async function listAlertEvents(
  context: Context,
  alertId: number,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: AlertEvent[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor, Position);
  const found = await context.read(async (tx) => {
    const alert = await findAlert(tx, context.actor.scope, alertId);
    if (!alert) throw absent();
    return store.listEvents(tx, alertId, alert.customerId, after, page.limit + 1);
  });
  const rows = found.slice(0, page.limit);
  const last = rows.at(-1);
  return {
    items: rows.map(present),
    nextCursor:
      found.length > rows.length && last
        ? writeCursor({ at: last.occurredText, index: last.index, id: last.documentId, source: last.sourceId })
        : null,
  };
}

function present(row: store.EventRow): AlertEvent {
  const body = isObject(row.body) ? row.body : { value: row.body };
  return {
    sourceId: toId('source', row.sourceId),
    index: row.index,
    documentId: row.documentId,
    occurredAt: row.occurredAt.toISOString(),
    sentence: tellEvent(body),
    fields: listFields(body),
    body: row.body,
    isTrimmed: row.isTrimmed,
  };
}
