import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCursor, writeCursor } from '../../../lib/cursor.ts';
import type { EventSearch } from './port.ts';

/** A mark of everything that decides which events come in which order. */
function markOf({ indices, query, from, to, customers, sort }: EventSearch): string {
  const whose = customers.kind === 'all' ? 'all' : [...customers.ids].sort((a, b) => a - b);
  const asked = [[...indices].sort(), query ?? '', from?.getTime() ?? null, to?.getTime() ?? null, whose, sort];
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 16);
}

export const cursorAt = (search: EventSearch, position: unknown): string => writeCursor([markOf(search), position]);

/** Where the search goes on, or `null` on its first page. @throws {Failure} `cursor.invalid` when another search made the cursor. */
export function positionOf<T>(search: EventSearch, schema: z.ZodType<T>): T | null {
  if (search.cursor === undefined) return null;
  return readCursor(search.cursor, z.tuple([z.literal(markOf(search)), schema]))?.[1] ?? null;
}
