import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Failure } from '../lib/failure.ts';
import { isObject } from '../lib/json.ts';

/** What a page was asked with: a cursor goes on with the same question of the same person, whatever the limit. */
export type Question = { operationId: string; userId: number | null; params: unknown; query: unknown };

const markLength = 22;

/** The first 132 bits of an HMAC-SHA-256 over the question and the cursor. */
function markOf(key: Buffer | KeyObject, { operationId, userId, params, query }: Question, cursor: string): string {
  const { cursor: _cursor, limit: _limit, ...filter } = isObject(query) ? query : {};
  const text = JSON.stringify([operationId, userId, params ?? null, filter, cursor]);
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, markLength);
}

/** The reply with its `nextCursor` signed; a reply without one stays as it is. */
export function signCursor(key: Buffer | KeyObject, question: Question, reply: unknown): unknown {
  if (!isObject(reply) || typeof reply.nextCursor !== 'string') return reply;
  return { ...reply, nextCursor: `${markOf(key, question, reply.nextCursor)}${reply.nextCursor}` };
}

/**
 * The query with the cursor as the handler wrote it.
 * @throws {Failure} `cursor.invalid` when it was not signed by us, for this question and this person.
 */
export function openCursor(key: Buffer | KeyObject, question: Question): unknown {
  const { query } = question;
  if (!isObject(query) || typeof query.cursor !== 'string') return query;
  const cursor = query.cursor.slice(markLength);
  const given = Buffer.from(query.cursor.slice(0, markLength));
  const right = Buffer.from(markOf(key, question, cursor));
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new Failure(
      'cursor.invalid',
      'The cursor belongs to another query or was changed. Start from the first page.',
    );
  return { ...query, cursor };
}
