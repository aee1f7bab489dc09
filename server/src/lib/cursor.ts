import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from './failure.ts';

/** A mark of everything that decides which rows come in which order; a cursor is bound to it. */
export const filterMark = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

const Envelope = z.tuple([z.string(), z.unknown()]);

export const writeCursor = (mark: string, position: unknown): string =>
  Buffer.from(JSON.stringify([mark, position])).toString('base64url');

/**
 * The position that a cursor holds, or `null` for the first page.
 * @throws {Failure} `cursor.invalid` when it was made for another filter or changed.
 */
export function readCursor<T>(cursor: string | undefined, mark: string, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const [madeFor, position] = Envelope.parse(JSON.parse(bytes.toString()));
    // The decoder skips what it does not know; a cursor is either ours to the letter or not ours.
    if (madeFor === mark && bytes.toString('base64url') === cursor) return schema.parse(position);
  } catch {
    // Whatever cannot be read gets the same answer as a cursor of another filter.
  }
  throw new Failure('cursor.invalid', 'The cursor belongs to another query or was changed. Start from the first page.');
}
