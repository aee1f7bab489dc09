import { filterMark } from '../../../lib/cursor.ts';
import type { EventSearch } from './port.ts';

/** A mark of everything that decides which events come in which order; a cursor carries it. */
export function searchHash(search: EventSearch): string {
  const { indices, query, from, to, customers, sort } = search;
  const whose = customers.kind === 'all' ? 'all' : [...customers.ids].sort((a, b) => a - b);
  return filterMark([...indices].sort(), query ?? '', from?.getTime() ?? null, to?.getTime() ?? null, whose, sort);
}
