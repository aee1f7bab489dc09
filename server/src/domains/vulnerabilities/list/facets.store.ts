import { exploitWords, findingStatuses, severities } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { allOf, type Filter, ofCustomers, type Part } from './filter.store.ts';
import { asksOnly } from './query.ts';

export const facetNames = ['status', 'severity', 'exploit', 'customer'] as const;
export type FacetName = (typeof facetNames)[number];
export type FacetCount = { value: string; count: number };

/** Where counting stops when no kept count knows the answer. */
export const countCap = 10_001;

const columns: Record<FacetName, string> = {
  status: 'status',
  severity: 'severity',
  exploit: 'exploit',
  customer: 'customer_id',
};

const isKept = (parts: readonly Part[]): boolean => parts.every((part) => part.onCount !== null);

const keptWhere = (scope: CustomerScope, parts: readonly Part[]): RawBuilder<unknown> =>
  allOf([ofCustomers(scope, 'n'), ...parts.flatMap((part) => part.onCount ?? [])]);
const rowWhere = (scope: CustomerScope, parts: readonly Part[]): RawBuilder<unknown> =>
  allOf([ofCustomers(scope, 'f'), ...parts.map((part) => part.onRow)]);

/** How many findings match: exact from the kept counts, else counted up to the cap. */
export async function countMatches(tx: Tx, filter: Filter): Promise<{ value: number; isCapped: boolean }> {
  const { scope, parts } = filter;
  if (isKept(parts)) {
    const { rows } = await sql<{ n: number }>`
      select coalesce(sum(count), 0)::int as n from finding_counts n where ${keptWhere(scope, parts)}`.execute(tx);
    return { value: rows[0]?.n ?? 0, isCapped: false };
  }
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select 1 from findings f where ${rowWhere(scope, parts)} limit ${countCap}) few`.execute(
    tx,
  );
  const value = rows[0]?.n ?? 0;
  return { value, isCapped: value >= countCap };
}

/** Findings by the values of one facet, its own selection left out. */
export async function countFacet(tx: Tx, filter: Filter, facet: FacetName): Promise<FacetCount[]> {
  const own = new Set<string>([facet]);
  const parts = filter.parts.filter((part) => part.node === null || !asksOnly(part.node, own));
  const { scope } = filter;
  const column = columns[facet];
  const { rows } = isKept(parts)
    ? await sql<{ value: string | number | null; count: number }>`
        select ${sql.ref(`n.${column}`)} as value, sum(n.count)::int as count from finding_counts n
        where ${keptWhere(scope, parts)} group by 1 having sum(n.count) > 0`.execute(tx)
    : await sql<{ value: string | number | null; count: number }>`
        select value, count(*)::int as count from (select ${sql.ref(`f.${column}`)} as value from findings f
          where ${rowWhere(scope, parts)} limit ${countCap}) few group by 1`.execute(tx);
  return order(
    facet,
    rows.map((row) => ({ value: nameOf(facet, row.value), count: row.count })),
  );
}

function nameOf(facet: FacetName, value: string | number | null): string {
  if (facet === 'severity') return value === null ? 'unknown' : (severities[Number(value)] ?? 'unknown');
  if (facet === 'exploit') return exploitWords[Number(value)] ?? 'unknown';
  return String(value);
}

const orders: Partial<Record<FacetName, readonly string[]>> = {
  status: findingStatuses,
  severity: [...[...severities].reverse(), 'unknown'],
  exploit: [...exploitWords].reverse(),
};

function order(facet: FacetName, counts: FacetCount[]): FacetCount[] {
  const known = orders[facet];
  return known
    ? counts.sort((a, b) => known.indexOf(a.value) - known.indexOf(b.value))
    : counts.sort((a, b) => b.count - a.count);
}

/** When any host inside the scope was last compared with a whole snapshot. */
export async function lastScan(tx: Tx, scope: CustomerScope): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(snapshot_at) as at from agent_digests d where ${ofCustomers(scope, 'd')}`.execute(tx);
  return rows[0]?.at ?? null;
}
