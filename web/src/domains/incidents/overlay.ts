import type { AlertRow } from '@watchfloor/contract';
import { hasToken, partsOf, valuesOf } from '../../lib/query-tokens.ts';

/** A change shown before the server confirmed it, or learned since the page of rows was read. */
export type Change = {
  id: number;
  rows: ReadonlySet<string> | 'all';
  /** What becomes of a row. */
  patch: (row: AlertRow) => Partial<AlertRow>;
  leaves: boolean;
};

export type ShownRow = AlertRow & { isStale: boolean };

/** Rows as they should be seen: changed ones changed, those that left the query gone. */
export function shown(rows: readonly AlertRow[], changes: readonly Change[]): ShownRow[] {
  return rows.flatMap((row) => {
    const mine = changes.filter((change) => change.rows === 'all' || change.rows.has(row.id));
    if (mine.some((change) => change.leaves)) return [];
    const patched = mine.reduce<AlertRow>((before, change) => ({ ...before, ...change.patch(before) }), row);
    return [{ ...patched, isStale: (patched.status === 'closed') !== (row.status === 'closed') }];
  });
}

/** Whether rows that become closed no longer match what the query asks; when in doubt they stay, dimmed. */
export function closedLeaves(query: string): boolean {
  const statuses = valuesOf(query, 'status');
  if (statuses.length > 0) return !statuses.includes('closed');
  if (hasToken(query, 'is:open') || hasToken(query, 'is:unassigned')) return true;
  return partsOf(query).some((token) => token.isNegated && token.field === 'status' && token.value === 'closed');
}

/** The row to stand on when those given go: the next below, else the next above, else none. */
export function rowAfter(
  rows: readonly { id: string }[],
  selected: string | null,
  going: ReadonlySet<string>,
): string | null {
  const from = rows.findIndex((row) => row.id === selected);
  if (from < 0) return selected;
  const below = rows.slice(from).find((row) => !going.has(row.id));
  const above = rows.slice(0, from).findLast((row) => !going.has(row.id));
  return (below ?? above)?.id ?? null;
}
