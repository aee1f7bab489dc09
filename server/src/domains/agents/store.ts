import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { CustomerScope } from '../../db/scope.ts';
import { ofCustomers } from '../../db/scope-sql.ts';

export type AgentRow = {
  assetId: number;
  customerId: number;
  externalId: string;
  externalName: string;
  groups: string[];
  version: string | null;
  status: string;
  statusAt: Date;
  lastSeenAt: Date | null;
  assetStatus: 'active' | 'inactive' | 'decommissioned';
  ip: string | null;
  system: string | null;
  platform: string | null;
  systemVersion: string | null;
  kernel: string | null;
};

/** Every agent of a cluster, or those named, with the asset that it is. */
export async function listAgentRows(tx: Tx, instance: string, externalIds?: readonly string[]): Promise<AgentRow[]> {
  const which = externalIds === undefined ? sql`true` : sql`s.external_id = any (${[...externalIds]}::text[])`;
  const { rows } = await sql<AgentRow>`
    select s.asset_id as "assetId", s.customer_id as "customerId", s.external_id as "externalId",
      s.external_name as "externalName", s.groups, s.agent_version as version, s.status, s.updated_at as "statusAt",
      a.last_seen_at as "lastSeenAt", a.status as "assetStatus", a.ip_address as ip, a.operating_system as system,
      a.os_platform as platform, a.os_version as "systemVersion", a.kernel_version as kernel
    from asset_sources s join assets a on a.id = s.asset_id
    where s.kind = 'wazuh' and s.instance = ${instance} and ${which}`.execute(tx);
  return rows;
}

/** Makes writers of one cluster's assets wait for each other until the transaction ends. */
export async function lockInstance(tx: Tx, instance: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('assets'), hashtext(${instance}))`.execute(tx);
}

/** What is told of an agent; `undefined` leaves a field as it is. */
export type AgentFacts = {
  externalId: string;
  name: string;
  customerId: number;
  version: string | null;
  groups: readonly string[] | null;
  status: string | null;
  assetStatus: string | null;
  ip: string | null;
  system: string | null;
  platform: string | null;
  systemVersion: string | null;
  kernel: string | null;
  lastSeenAt: Date | null;
};

const column = <K extends keyof AgentFacts>(facts: readonly AgentFacts[], key: K) => facts.map((fact) => fact[key]);

/** Adds hosts that nobody knew, in the order given; the row numbers of their assets. */
export async function insertAssets(
  tx: Tx,
  instance: string,
  facts: readonly AgentFacts[],
  now: Date,
): Promise<number[]> {
  const reserved = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('assets', 'id')) as id from generate_series(1, ${facts.length}::int)`.execute(
    tx,
  );
  const ids = reserved.rows.map((row) => row.id);
  await sql`
    insert into assets (id, customer_id, hostname, ip_address, operating_system, os_platform, os_version, kernel_version,
      origin, status, last_seen_at, created_at, updated_at)
    overriding system value
    select id, customer, name, ip, system, platform, version, kernel, 'wazuh', coalesce(state, 'active'), seen, ${now}, ${now}
    from unnest(${ids}::bigint[], ${column(facts, 'customerId')}::bigint[], ${column(facts, 'name')}::text[],
      ${column(facts, 'ip')}::text[], ${column(facts, 'system')}::text[], ${column(facts, 'platform')}::text[],
      ${column(facts, 'systemVersion')}::text[], ${column(facts, 'kernel')}::text[], ${column(facts, 'assetStatus')}::text[],
      ${column(facts, 'lastSeenAt')}::timestamptz[]) as told (id, customer, name, ip, system, platform, version, kernel, state, seen)`.execute(
    tx,
  );
  await sql`
    insert into asset_sources (asset_id, customer_id, kind, instance, external_id, external_name, groups, agent_version,
      status, last_seen_at, created_at, updated_at)
    select id, customer, 'wazuh', ${instance}, external, name, string_to_array(groups, E'\\n'), version,
      coalesce(state, 'unknown'), seen, ${now}, ${now}
    from (select id, customer, external, name, coalesce(groups, '') as groups, version, state, seen
      from unnest(${ids}::bigint[], ${column(facts, 'customerId')}::bigint[], ${column(facts, 'externalId')}::text[],
        ${column(facts, 'name')}::text[], ${groupLines(facts)}::text[], ${column(facts, 'version')}::text[],
        ${column(facts, 'status')}::text[], ${column(facts, 'lastSeenAt')}::timestamptz[])
        as told (id, customer, external, name, groups, version, state, seen)) as rows`.execute(tx);
  return ids;
}

const groupLines = (facts: readonly AgentFacts[]) => facts.map((fact) => (fact.groups ? fact.groups.join('\n') : null));

/** Changes assets and agents by row number; a field that is null stays as it is. */
export async function updateAssets(
  tx: Tx,
  instance: string,
  changes: readonly (AgentFacts & { assetId: number })[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map((change) => change.assetId);
  await sql`
    update assets a set hostname = name, customer_id = customer, ip_address = coalesce(ip, ip_address),
      operating_system = coalesce(system, operating_system), os_platform = coalesce(platform, os_platform),
      os_version = coalesce(told.version, os_version), kernel_version = coalesce(kernel, kernel_version),
      status = coalesce(state, status), last_seen_at = greatest(seen, last_seen_at), version = a.version + 1, updated_at = ${now}
    from unnest(${ids}::bigint[], ${column(changes, 'customerId')}::bigint[], ${column(changes, 'name')}::text[],
      ${column(changes, 'ip')}::text[], ${column(changes, 'system')}::text[], ${column(changes, 'platform')}::text[],
      ${column(changes, 'systemVersion')}::text[], ${column(changes, 'kernel')}::text[], ${column(changes, 'assetStatus')}::text[],
      ${column(changes, 'lastSeenAt')}::timestamptz[])
      as told (id, customer, name, ip, system, platform, version, kernel, state, seen)
    where a.id = told.id`.execute(tx);
  await sql`
    update asset_sources s set external_name = name, customer_id = customer,
      groups = case when told.groups is null then s.groups when told.groups = '' then '{}' else string_to_array(told.groups, E'\\n') end,
      agent_version = coalesce(told.version, agent_version), status = coalesce(state, status),
      last_seen_at = greatest(seen, last_seen_at), updated_at = ${now}
    from unnest(${column(changes, 'externalId')}::text[], ${column(changes, 'customerId')}::bigint[],
      ${column(changes, 'name')}::text[], ${groupLines(changes)}::text[], ${column(changes, 'version')}::text[],
      ${column(changes, 'status')}::text[], ${column(changes, 'lastSeenAt')}::timestamptz[])
      as told (external, customer, name, groups, version, state, seen)
    where s.kind = 'wazuh' and s.instance = ${instance} and s.external_id = told.external`.execute(tx);
}

/** Notes that a listing did not name these agents: `missing` at first, `removed` with the host taken out of service. */
export async function markGone(
  tx: Tx,
  instance: string,
  agents: readonly { assetId: number; externalId: string }[],
  status: 'missing' | 'removed',
  now: Date,
): Promise<void> {
  if (agents.length === 0) return;
  await sql`
    update asset_sources set status = ${status}, updated_at = ${now}
    where kind = 'wazuh' and instance = ${instance} and external_id = any (${agents.map((agent) => agent.externalId)}::text[])`.execute(
    tx,
  );
  if (status === 'missing') return;
  await sql`
    update assets set status = 'decommissioned', version = version + 1, updated_at = ${now}
    where id = any (${agents.map((agent) => agent.assetId)}::bigint[])`.execute(tx);
}

export type AgentName = { instance: string; externalId: string; name: string };
export type AssetLink = { assetId: number; customerId: number };

/** The asset of each name where instance, id and name agree, else `null`; in the order asked. */
export async function findAssets(tx: Tx, names: readonly AgentName[]): Promise<(AssetLink | null)[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<AssetLink & { place: number }>`
    select asked.place::int - 1 as place, s.asset_id as "assetId", s.customer_id as "customerId"
    from unnest(${names.map((name) => name.instance)}::text[], ${names.map((name) => name.externalId)}::text[],
      ${names.map((name) => name.name)}::text[]) with ordinality as asked (instance, external, name, place)
    join asset_sources s on s.kind = 'wazuh' and s.instance = asked.instance and s.external_id = asked.external
    where lower(s.external_name) = lower(asked.name)`.execute(tx);
  const found = new Map(rows.map(({ place, assetId, customerId }) => [place, { assetId, customerId }]));
  return names.map((_, place) => found.get(place) ?? null);
}

const openAlerts = sql`(select count(*) from alerts l where l.asset_id = a.id and l.status <> 'closed')::int`;

/** Counts the open alerts of these assets anew; holds and writes only those where the number moved. */
export async function refreshOpenAlerts(tx: Tx, assetIds: readonly number[]): Promise<void> {
  if (assetIds.length === 0) return;
  const { rows } = await sql<{ id: number }>`
    with moved as materialized (
      select id from assets a where id = any (${[...new Set(assetIds)]}::bigint[]) and open_alerts <> ${openAlerts})
    select id from assets where id in (select id from moved) order by id for no key update`.execute(tx);
  if (rows.length === 0) return;
  // Counted once they are held: what another saved who held them before is seen only now.
  await sql`update assets a set open_alerts = ${openAlerts} where id = any (${rows.map((row) => row.id)}::bigint[])`.execute(
    tx,
  );
}

export type FindingCounter = { assetId: number; open: number; exploited: number; scannedAt: Date };

/** Keeps what the sync counted on the assets themselves, where other rows show it. */
export async function setOpenFindings(tx: Tx, counters: readonly FindingCounter[]): Promise<void> {
  if (counters.length === 0) return;
  await sql`
    update assets a set open_findings = told.open, open_exploited = told.exploited, last_scan_at = told.scanned
    from unnest(${counters.map((counter) => counter.assetId)}::bigint[], ${counters.map((counter) => counter.open)}::int[],
      ${counters.map((counter) => counter.exploited)}::int[], ${counters.map((counter) => counter.scannedAt)}::timestamptz[])
      as told (id, open, exploited, scanned)
    where a.id = told.id`.execute(tx);
}

/** Hosts in service inside the scope, and how many of them were not seen since `silentSince`. */
export async function countAssets(
  tx: Tx,
  scope: CustomerScope,
  silentSince: Date,
): Promise<{ assets: number; silent: number }> {
  const { rows } = await sql<{ assets: number; silent: number }>`
    select count(*)::int as assets, count(*) filter (where last_seen_at < ${silentSince})::int as silent
    from assets where status <> 'decommissioned' and ${ofCustomers(scope, 'customer_id')}`.execute(tx);
  return rows[0] ?? { assets: 0, silent: 0 };
}
