import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Touched } from './sync/store.ts';

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
  // A second one would not see what the first is about to put right.
  await sql`select pg_advisory_xact_lock(hashtext('reconcile-finding-counts'))`.execute(tx);
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
