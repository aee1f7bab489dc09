import type { z } from 'zod';
import { Failure } from './failure.ts';

/** A position in a list as text. To which question of whom it belongs is signed where it leaves (`http/cursors.ts`). */
export const writeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/**
 * The position that a cursor holds, or `null` for the first page.
 * @throws {Failure} `cursor.invalid` when it holds none of this shape.
 */
export function readCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    // The decoder skips what it does not know; a cursor is either ours to the letter or not ours.
    if (bytes.toString('base64url') === cursor) return schema.parse(JSON.parse(bytes.toString()));
  } catch {
    // Whatever cannot be read gets the same answer as what has another shape.
  }
  throw new Failure('cursor.invalid', 'The cursor belongs to another query or was changed. Start from the first page.');
}
