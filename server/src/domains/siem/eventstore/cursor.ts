import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../../lib/failure.ts';
import type { EventSearch } from './port.ts';

/** A mark of everything that decides which events come in which order; a cursor carries it. */
export function searchHash(search: EventSearch): string {
  const { indices, query, from, to, customers, sort } = search;
  const whose = customers.kind === 'all' ? 'all' : [...customers.ids].sort((a, b) => a - b);
  const parts = [[...indices].sort(), query ?? '', from?.getTime() ?? null, to?.getTime() ?? null, whose, sort];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

const Envelope = z.tuple([z.string(), z.unknown()]);

export const writeCursor = (hash: string, position: unknown): string =>
  Buffer.from(JSON.stringify([hash, position])).toString('base64url');

/** The position in a cursor. @throws {Failure} `cursor.invalid` when it was made for another query or changed. */
export function readCursor<T>(cursor: string, hash: string, schema: z.ZodType<T>): T {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const [madeFor, position] = Envelope.parse(JSON.parse(bytes.toString()));
    // The decoder skips what it does not know; a cursor is either ours to the letter or not ours.
    if (madeFor === hash && bytes.toString('base64url') === cursor) return schema.parse(position);
  } catch {
    // Anything unreadable gets the same answer as a cursor of another query.
  }
  throw new Failure('cursor.invalid', 'The cursor belongs to another search. Start from the first page.');
}
