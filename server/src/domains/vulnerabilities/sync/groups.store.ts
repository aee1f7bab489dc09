import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { ofExposed } from '../status.store.ts';
import type { Touched } from './store.ts';

/** Notes that the groups of these customers are behind, in the transaction that puts them behind. */
export async function markStale(tx: Tx, customerIds: readonly number[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await sql`
    insert into stale_groups (customer_id, since_at) select id, ${now} from unnest(${[...customerIds].sort((a, b) => a - b)}::bigint[]) as told (id)
    on conflict (customer_id) do update set since_at = excluded.since_at`.execute(tx);
}

export type Stale = { customerId: number; sinceAt: Date };

export async function listStale(tx: Tx): Promise<Stale[]> {
  const { rows } = await sql<Stale>`
    select customer_id as "customerId", since_at as "sinceAt" from stale_groups order by 1`.execute(tx);
  return rows;
}

/** The groups stand again as of `stale`; who marked them meanwhile keeps the mark. */
export async function clearStale(tx: Tx, stale: readonly Stale[]): Promise<void> {
  await sql`
    delete from stale_groups s using unnest(${stale.map((one) => one.customerId)}::bigint[], ${stale.map((one) => one.sinceAt)}::timestamptz[]) as told (id, at)
    where s.customer_id = told.id and s.since_at = told.at`.execute(tx);
}

const figures = sql`
  count(*), count(distinct f.asset_id), count(*) filter (where f.exploit = 2), max(f.severity), max(f.score_tenths),
  max(f.young_key) filter (where not f.is_aged), max(f.base_priority) filter (where f.is_aged), max(f.base_priority), min(f.detected_at)`;
const columns = sql`
  finding_count, asset_count, exploited_count, severity, score_tenths, top_young_key, top_aged_base, top_base, oldest_at`;
const isExposed = ofExposed('f');

type Kind = { table: string; keys: readonly string[]; of: readonly RawBuilder<unknown>[] };

const kinds: readonly Kind[] = [
  {
    table: 'upgrade_groups',
    keys: ['customer_id', 'package_id', 'fixed_version_id'],
    of: [sql`f.customer_id`, sql`f.package_id`, sql`coalesce(f.fixed_version_id, 0)`],
  },
  { table: 'cve_groups', keys: ['customer_id', 'cve_id'], of: [sql`f.customer_id`, sql`f.cve_id`] },
  { table: 'asset_groups', keys: ['customer_id', 'asset_id'], of: [sql`f.customer_id`, sql`f.asset_id`] },
];

/** One at a time counts the groups of a customer: what another is about to save cannot be seen, and could not be replaced. */
async function countAlone(tx: Tx, customerIds: readonly number[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('finding-groups'), id) from (
      select distinct id from unnest(${[...customerIds]}::int[]) as told (id) order by id) as sorted`.execute(tx);
}

/** Counts all groups of these customers anew. */
export async function rebuildGroups(tx: Tx, customerIds: readonly number[]): Promise<void> {
  await countAlone(tx, customerIds);
  for (const { table, keys, of } of kinds) {
    const into = sql.table(table);
    await sql`delete from ${into} where customer_id = any (${[...customerIds]}::bigint[])`.execute(tx);
    await sql`
      insert into ${into} (${sql.join(keys.map(sql.ref))}, ${columns})
      select ${sql.join(of)}, ${figures} from findings f where ${isExposed} and f.customer_id = any (${[...customerIds]}::bigint[])
      group by ${sql.join(of)}`.execute(tx);
  }
}

/** Counts anew only the groups that these findings belong or belonged to. */
export async function refreshGroups(tx: Tx, touched: readonly Touched[]): Promise<void> {
  await countAlone(
    tx,
    touched.map((one) => one.customerId),
  );
  const keysOf = (key: (one: Touched) => readonly number[]) => [
    ...new Map(touched.map((one) => [key(one).join(':'), key(one)])).values(),
  ];
  const values = [
    keysOf((one) => [one.customerId, one.package, one.fixed]),
    keysOf((one) => [one.customerId, one.cve]),
    keysOf((one) => [one.customerId, one.assetId]),
  ];
  for (const [place, { table, keys, of }] of kinds.entries()) {
    const asked = values[place] ?? [];
    if (asked.length === 0) continue;
    const names = keys.map((_, at) => sql.ref(`asked.k${at}`));
    const rows = sql`unnest(${sql.join(keys.map((_, at) => sql`${asked.map((one) => one[at] ?? 0)}::bigint[]`))}) as asked (${sql.join(
      keys.map((_, at) => sql.ref(`k${at}`)),
    )})`;
    const into = sql.table(table);
    const isAsked = sql.join(
      keys.map((key, at) => sql`g.${sql.ref(key)} = ${names[at]}`),
      sql` and `,
    );
    await sql`delete from ${into} g using ${rows} where ${isAsked}`.execute(tx);
    const matches = sql.join(
      of.map((expression, at) => sql`${expression} = ${names[at]}`),
      sql` and `,
    );
    await sql`
      insert into ${into} (${sql.join(keys.map(sql.ref))}, ${columns})
      select ${sql.join(of)}, ${figures} from ${rows} join findings f on ${matches} where ${isExposed} group by ${sql.join(of)}`.execute(
      tx,
    );
  }
}
