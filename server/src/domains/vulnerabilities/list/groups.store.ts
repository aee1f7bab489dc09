import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';
import { ageUnits, unitsInHundredth } from '../priority.ts';
import { ofExposed } from '../status.store.ts';
import { allOf, type Filter } from './filter.store.ts';
import { keyAt } from './page.store.ts';

export type Grouping = 'fix' | 'cve' | 'asset';

export type GroupRow = {
  one: number;
  two: number;
  customers: number[];
  findings: number;
  assets: number;
  exploited: number;
  severity: number | null;
  scoreTenths: number | null;
  top: number;
  oldestAt: Date;
};

export type GroupSlice = {
  rows: GroupRow[];
  /** More findings match than were grouped: the figures are those of a part. */
  isCapped: boolean;
};

export type GroupPlace = { top: number; one: number; two: number };

const unit = sql`${unitsInHundredth}::bigint`;

const derived: Record<Grouping, { table: string; one: string; two: string | null }> = {
  fix: { table: 'upgrade_groups', one: 'package_id', two: 'fixed_version_id' },
  cve: { table: 'cve_groups', one: 'cve_id', two: null },
  asset: { table: 'asset_groups', one: 'asset_id', two: null },
};

/**
 * The priority of a group's most pressing finding. Too high by 0.06 points at most on a first page, and only where that
 * finding is flagged as aged in the two hours before its 30 days and another one of the group is older: to know it to the
 * unit in that time, the findings themselves would have to be read.
 */
function topOf(asOfS: number): RawBuilder<unknown> {
  const age = sql`least(greatest(${asOfS}::bigint - floor(extract(epoch from min(g.oldest_at)))::bigint, 0), ${ageUnits}::bigint)`;
  return sql`least(greatest(max(g.top_young_key) + ${asOfS}::bigint, max(g.top_aged_base) * ${unit} + ${age}), max(g.top_base) * ${unit} + ${age})`;
}

const page = <R extends GroupRow>(groups: RawBuilder<unknown>, after: GroupPlace | null, limit: number) => sql<R>`
  select * from (${groups}) grouped
  where ${after === null ? sql`true` : sql`(-top, one, two) > (${-after.top}::bigint, ${after.one}::bigint, ${after.two}::bigint)`}
  order by top desc, one, two limit ${limit}`;

/** Exposed findings in groups, from the figures that the sync keeps, of parts that groups know; the most pressing first. */
export async function listKeptGroups(
  tx: Tx,
  filter: Filter,
  by: Grouping,
  after: GroupPlace | null,
  limit: number,
): Promise<GroupSlice> {
  const { table, one, two } = derived[by];
  const groups = sql`
    select ${sql.ref(`g.${one}`)}::bigint as one, ${two === null ? sql`0` : sql.ref(`g.${two}`)}::bigint as two,
      (array_agg(distinct g.customer_id))[1:5] as customers, sum(g.finding_count)::int as findings, sum(g.asset_count)::int as assets,
      sum(g.exploited_count)::int as exploited, max(g.severity) as severity, max(g.score_tenths) as "scoreTenths",
      ${topOf(filter.asOfS)} as top, min(g.oldest_at) as "oldestAt"
    from ${sql.table(table)} g where ${allOf([ofCustomers(filter.scope, 'g.customer_id'), ...filter.parts.flatMap((part) => part.onGroup ?? [])])} group by 1, 2`;
  return { rows: (await page(groups, after, limit).execute(tx)).rows, isCapped: false };
}

/** More findings than this are not grouped on the fly. */
const groupCap = 200_000;

/** The same of any filter, counted as asked, of at most `cap` findings. */
export async function listCountedGroups(
  tx: Tx,
  filter: Filter,
  by: Grouping,
  after: GroupPlace | null,
  limit: number,
  cap = groupCap,
): Promise<GroupSlice> {
  const { one, two } = derived[by];
  const where = allOf([
    ofCustomers(filter.scope, 'f.customer_id'),
    ofExposed('f'),
    ...filter.parts.map((part) => part.onRow),
  ]);
  // The pages of one listing have to be cut from the same part: no scan may begin where another one is, or be shared out.
  await sql`select set_config('synchronize_seqscans', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`.execute(
    tx,
  );
  const groups = sql`
    select ${sql.ref(`f.${one}`)}::bigint as one, ${two === null ? sql`0` : sql`coalesce(f.fixed_version_id, 0)`}::bigint as two,
      (array_agg(distinct f.customer_id))[1:5] as customers, count(*)::int as findings, count(distinct f.asset_id)::int as assets,
      (count(*) filter (where f.exploit = 2))::int as exploited, max(f.severity) as severity, max(f.score_tenths) as "scoreTenths",
      max(${keyAt(filter.asOfS)}) as top, min(f.detected_at) as "oldestAt", (sum(count(*)) over ())::bigint as "all"
    from (select * from findings f where ${where} limit ${cap + 1}) f group by 1, 2`;
  const { rows } = await page<GroupRow & { all: number }>(groups, after, limit).execute(tx);
  return { rows, isCapped: (rows[0]?.all ?? 0) > cap };
}

/** What the groups of a page are called: title and subtitle by their two numbers. */
export async function nameGroups(
  tx: Tx,
  by: Grouping,
  rows: readonly GroupRow[],
): Promise<{ title: string; subtitle: string | null }[]> {
  const ones = sql`unnest(${rows.map((row) => row.one)}::bigint[], ${rows.map((row) => row.two)}::bigint[]) with ordinality as asked (one, two, place)`;
  const named = {
    fix: sql`select p.name as title, v.value as subtitle from ${ones} join packages p on p.id = asked.one
      left join package_versions v on v.id = asked.two order by asked.place`,
    cve: sql`select c.cve_id as title, nullif(c.title, '') as subtitle from ${ones} join cves c on c.id = asked.one order by asked.place`,
    asset: sql`select a.hostname as title, a.operating_system as subtitle from ${ones} join assets a on a.id = asked.one order by asked.place`,
  };
  return (await sql<{ title: string; subtitle: string | null }>`${named[by]}`.execute(tx)).rows;
}

/** The condition of the findings in one group. */
export function inGroup(group: { by: Grouping; one: number; two: number }): RawBuilder<boolean> {
  if (group.by === 'cve') return sql<boolean>`f.cve_id = ${group.one}::bigint`;
  if (group.by === 'asset') return sql<boolean>`f.asset_id = ${group.one}::bigint`;
  return sql<boolean>`(f.package_id = ${group.one}::bigint and coalesce(f.fixed_version_id, 0) = ${group.two}::bigint)`;
}
