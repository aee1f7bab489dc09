import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import type { Condition } from '../../../db/search/index.ts';
import type { Dimension } from './query.ts';
import { visible } from './visible.store.ts';

/** From here on a count is only "at least". */
export const cap = 10_001;

export type FacetCount = { facet: Dimension | 'total'; value: string; count: number };

/** What a facet counts: the condition without its own dimension, under the alias `a`. */
export type FacetAsk = { total: Condition; facets: ReadonlyMap<Dimension, Condition> };

const values: Record<Dimension, RawBuilder<unknown>> = {
  severity: sql`a.severity::text`,
  status: sql`a.status`,
  customer: sql`a.customer_id::text`,
  source: sql`a.source`,
  assignee: sql`coalesce(a.assignee_id::text, '')`,
};

const union = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts, sql` union all `);

/** Exact counts from what the triggers keep; one pass, then one small sum for each facet. */
export async function countKept(tx: Tx, scope: Scope, ask: FacetAsk): Promise<FacetCount[]> {
  const parts = [...ask.facets].map(
    ([facet, condition]) =>
      sql`select ${facet}::text as facet, ${values[facet]} as value, sum(a.count)::int as count from kept a where ${condition} group by 2`,
  );
  const { rows } = await sql<FacetCount>`
    with kept as materialized (
      select n.customer_id, n.status, n.severity, n.source, n.assignee_id, sum(n.count)::int as count
      from alert_counts n where ${visible(scope, 'n')} group by 1, 2, 3, 4, 5 having sum(n.count) <> 0)
    select 'total' as facet, '' as value, coalesce(sum(a.count), 0)::int as count from kept a where ${ask.total}
    union all ${union(parts)}`.execute(tx);
  return rows;
}

/** Counts over the alerts themselves, each over at most 10,001 of them. */
export async function countScanned(
  tx: Tx,
  scope: Scope,
  ask: FacetAsk,
  own: ReadonlySet<Dimension>,
): Promise<FacetCount[]> {
  const scan = (name: string, condition: Condition) => sql`${sql.ref(name)} as materialized (
    select a.severity, a.status, a.customer_id, a.source, a.assignee_id from visible_alerts a where ${visible(scope, 'a')} and ${condition} limit ${cap})`;
  // Facets that the query does not name all count the same rows, which are read once.
  const scans = [
    scan('found', ask.total),
    ...[...ask.facets]
      .filter(([facet]) => own.has(facet))
      .map(([facet, condition]) => scan(`found_${facet}`, condition)),
  ];
  const parts = [...ask.facets.keys()].map(
    (facet) =>
      sql`select ${facet}::text as facet, ${values[facet]} as value, count(*)::int as count from ${sql.ref(own.has(facet) ? `found_${facet}` : 'found')} a group by 2`,
  );
  const { rows } = await sql<FacetCount>`
    with ${sql.join(scans, sql`, `)}
    select 'total' as facet, '' as value, count(*)::int as count from found a
    union all ${union(parts)}`.execute(tx);
  return rows;
}

export type Grouping = 'rule' | 'host' | 'customer';
/** A group, and beside it how many alerts were counted for all groups together. */
export type GroupCount = { value: string; label: string; count: number; counted: number };

// Hosts are asked for whatever their case, so they are counted so.
const groupings: Record<Grouping, { value: RawBuilder<unknown>; label: RawBuilder<unknown> }> = {
  rule: { value: sql`coalesce(a.rule_id, '')`, label: sql`mode() within group (order by a.title)` },
  host: { value: sql`coalesce(lower(a.asset_name), '')`, label: sql`coalesce(min(a.asset_name), '')` },
  customer: { value: sql`a.customer_id::text`, label: sql`''` },
};

/** How many groups are told, and over how many alerts they are counted: what a screen shows, or all of a file. */
export type GroupBounds = { groups: number; alerts: number };
export const onScreen: GroupBounds = { groups: 100, alerts: cap };
export const inFile: GroupBounds = { groups: 200_001, alerts: 200_001 };

/** The largest groups of what matches. */
export async function countGroups(
  tx: Tx,
  scope: Scope,
  condition: Condition,
  by: Grouping,
  bounds: GroupBounds,
): Promise<GroupCount[]> {
  const { value, label } = groupings[by];
  const { rows } = await sql<GroupCount>`
    with found as materialized (
      select a.rule_id, a.title, a.asset_name, a.customer_id from visible_alerts a where ${visible(scope, 'a')} and ${condition} limit ${bounds.alerts})
    select ${value} as value, ${label} as label, count(*)::int as count, (sum(count(*)) over ())::int as counted
    from found a group by 1 order by 3 desc, 1 limit ${bounds.groups}`.execute(tx);
  return rows;
}
