import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Touched } from './sync/store.ts';
import { ofExposed } from './status.store.ts';

/** Flags findings first seen before `before` as aged, at most `limit`; what each belonged to. */
export async function flagAged(tx: Tx, before: Date, limit: number): Promise<Touched[]> {
  const { rows } = await sql<Touched>`
    update findings f set is_aged = true
    from (select id from findings where not is_aged and detected_at <= ${before} order by detected_at limit ${limit} for update skip locked) old
    where f.id = old.id
    returning f.customer_id as "customerId", f.asset_id as "assetId", f.cve_id as cve, f.package_id as package, coalesce(f.fixed_version_id, 0) as fixed`.execute(
    tx,
  );
  return rows;
}

/** Folds the differences of the kept counts into one row for each combination; how many rows went. */
export async function foldCounts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ went: number }>`
    with gone as (delete from finding_counts returning *),
    kept as (insert into finding_counts select customer_id, status, severity, exploit, sum(count) from gone
      group by 1, 2, 3, 4 having sum(count) <> 0 returning 1)
    select (select count(*) from gone)::int - (select count(*) from kept)::int as went`.execute(tx);
  return rows[0]?.went ?? 0;
}

/** Puts right what the kept counts say against the findings themselves; how many combinations had drifted. */
export async function reconcileCounts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ drifted: number }>`
    with truth as (select customer_id, status, severity, exploit, count(*)::int as n from findings group by 1, 2, 3, 4),
    kept as (select customer_id, status, severity, exploit, sum(count)::int as n from finding_counts group by 1, 2, 3, 4),
    drift as (
      select coalesce(t.customer_id, k.customer_id) as customer_id, coalesce(t.status, k.status) as status,
        coalesce(t.severity, k.severity) as severity, coalesce(t.exploit, k.exploit) as exploit, coalesce(t.n, 0) - coalesce(k.n, 0) as n
      from truth t full join kept k on k.customer_id = t.customer_id and k.status = t.status
        and coalesce(k.severity, -1) = coalesce(t.severity, -1) and k.exploit = t.exploit),
    put as (insert into finding_counts select customer_id, status, severity, exploit, n from drift where n <> 0 returning 1)
    select count(*)::int as drifted from put`.execute(tx);
  return rows[0]?.drifted ?? 0;
}

/** The findings of assets, by their new customer: how many numbers each needs. */
export async function countOfAssets(tx: Tx, assetIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; n: number }>`
    select asset_id as id, count(*)::int as n from findings where asset_id = any (${[...assetIds]}::bigint[]) group by 1`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row.n]));
}

/** Gives the findings of an asset to another customer, numbered from `first`; their history goes along. */
export async function moveFindings(tx: Tx, assetId: number, customerId: number, first: number): Promise<void> {
  await sql`
    update findings f set customer_id = ${customerId}, number = ${first}::int + ranked.place::int - 1, version = version + 1
    from (select id, row_number() over (order by number) as place from findings where asset_id = ${assetId}) ranked
    where f.id = ranked.id`.execute(tx);
  await sql`
    update finding_events e set customer_id = ${customerId} from findings f where f.asset_id = ${assetId} and e.finding_id = f.id`.execute(
    tx,
  );
  for (const table of ['agent_digests', 'scans'])
    await sql`update ${sql.table(table)} set customer_id = ${customerId} where asset_id = ${assetId}`.execute(tx);
}

export type ExploitFact = { cveId: string; exploit: 0 | 1 | 2 };

/** Notes what is known of exploits, also of CVEs that no host has yet, and scores their findings anew; the customers whose groups that moves. */
export async function saveExploits(tx: Tx, facts: readonly ExploitFact[], now: Date): Promise<number[]> {
  const sorted = [...new Map(facts.map((fact) => [fact.cveId, fact])).values()].sort((a, b) =>
    a.cveId < b.cveId ? -1 : 1,
  );
  await sql`
    insert into cves (cve_id, exploit, updated_at)
    select id, exploit, ${now} from unnest(${sorted.map((fact) => fact.cveId)}::text[], ${sorted.map((fact) => fact.exploit)}::smallint[]) as told (id, exploit)
    on conflict (cve_id) do update set exploit = excluded.exploit, updated_at = excluded.updated_at
    where cves.exploit is distinct from excluded.exploit`.execute(tx);
  const { rows } = await sql<{ customerId: number }>`
    with moved as (
      update findings f set exploit = c.exploit, base_priority = f.base_priority + (c.exploit - f.exploit) * 1500, version = f.version + 1
      from cves c where c.id = f.cve_id and c.cve_id = any (${sorted.map((fact) => fact.cveId)}::text[]) and c.exploit <> f.exploit
      returning f.customer_id, f.asset_id, f.exploit, f.status)
    select distinct customer_id as "customerId" from moved`.execute(tx);
  await sql`
    update assets a set open_exploited = counted.n from (
      select f.asset_id, count(*) filter (where f.exploit = 2 and ${ofExposed('f')})::int as n
      from findings f where f.asset_id in (select f.asset_id from findings f join cves c on c.id = f.cve_id
        where c.cve_id = any (${sorted.map((fact) => fact.cveId)}::text[])) group by 1) counted
    where a.id = counted.asset_id and a.open_exploited <> counted.n`.execute(tx);
  return rows.map((row) => row.customerId);
}
