import { exploitWords, findingStatuses, severities } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';
import { allOf, type Filter, type Part } from './filter.store.ts';
import { asksOnly } from './query.ts';

export const facetNames = ['status', 'severity', 'exploit', 'customer'] as const;
export type FacetName = (typeof facetNames)[number];
export type FacetCount = { value: string; count: number };

// Where counting stops when no kept count knows the answer: one more than is told.
const countCap = 10_001;

const columns: Record<FacetName, string> = {
  status: 'status',
  severity: 'severity',
  exploit: 'exploit',
  customer: 'customer_id',
};

export type Counts = { total: { value: number; isCapped: boolean }; facets: Record<FacetName, FacetCount[]> };

// Findings that one scan takes in, when no kept count knows the answer.
const scanCap = 20_001;

/**
 * How many findings match, and how many each value of a facet would show, its own selection left out. What kept counts
 * know is summed from them, exactly; the rest is counted from one scan that ends at the cap.
 */
export async function countAll(tx: Tx, filter: Filter): Promise<Counts> {
  const { scope, parts } = filter;
  const rest = parts.filter((part) => part.onCount === null);
  const counts =
    rest.length === 0
      ? sql`n as (select customer_id, status, severity, exploit, count from finding_counts where ${ofCustomers(scope, 'customer_id')})`
      : sql`few as materialized (select f.customer_id, f.status, f.severity, f.exploit from findings f
          where ${ofCustomers(scope, 'f.customer_id')} and ${allOf(rest.map((part) => part.onRow))} limit ${scanCap}),
        n as materialized (select customer_id, status, severity, exploit, count(*)::int as count from few group by 1, 2, 3, 4)`;
  const onCounts = (own: readonly Part[]) => allOf(own.flatMap((part) => part.onCount ?? []));
  const facets = facetNames.map((name) => {
    const own = new Set<string>([name]);
    const others = parts.filter((part) => part.node === null || !asksOnly(part.node, own));
    return sql`(select ${name} as facet, ${sql.ref(`n.${columns[name]}`)}::text as value, sum(n.count)::int as count
      from n where ${onCounts(others)} group by 2 having sum(n.count) > 0)`;
  });
  const { rows } = await sql<{ facet: FacetName | 'total' | 'read'; value: string | null; count: number }>`
    with ${counts}
    select 'total' as facet, null as value, coalesce(sum(n.count), 0)::int as count from n where ${onCounts(parts)}
    union all select 'read', null, coalesce(sum(n.count), 0)::int from n
    union all ${sql.join(facets, sql` union all `)}`.execute(tx);
  const countOf = (facet: string) => rows.find((row) => row.facet === facet)?.count ?? 0;
  const isCapped = rest.length > 0 && countOf('read') >= scanCap;
  const valuesOf = (facet: FacetName) =>
    order(
      facet,
      rows.filter((row) => row.facet === facet).map((row) => ({ value: nameOf(facet, row.value), count: row.count })),
    );
  return {
    total: isCapped ? await countMatches(tx, filter) : { value: countOf('total'), isCapped: false },
    facets: {
      status: valuesOf('status'),
      severity: valuesOf('severity'),
      exploit: valuesOf('exploit'),
      customer: valuesOf('customer'),
    },
  };
}

/** How many findings match, counted up to the cap. */
async function countMatches(tx: Tx, { scope, parts }: Filter): Promise<{ value: number; isCapped: boolean }> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select 1 from findings f
      where ${ofCustomers(scope, 'f.customer_id')} and ${allOf(parts.map((part) => part.onRow))} limit ${countCap}) few`.execute(
    tx,
  );
  const value = rows[0]?.n ?? 0;
  return { value: Math.min(value, countCap - 1), isCapped: value >= countCap };
}

function nameOf(facet: FacetName, value: string | null): string {
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
    : counts.sort((a, b) => b.count - a.count || Number(a.value) - Number(b.value));
}

/** When any host inside the scope was last compared with a whole snapshot. */
export async function lastScan(tx: Tx, scope: CustomerScope): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(snapshot_at) as at from agent_digests d where ${ofCustomers(scope, 'd.customer_id')}`.execute(tx);
  return rows[0]?.at ?? null;
}
