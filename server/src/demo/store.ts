import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

export type DemoSource = {
  id: number;
  customerId: number | null;
  product: string;
  minLevel: number;
  instance: string | null;
};

export type DemoSources = { alerts: DemoSource; findings: ReadonlyMap<number, DemoSource> };

/** The demo's connection with its sources, one of findings for each customer's cluster; nothing reads them, the loader writes. */
export async function insertDemoSources(
  tx: Tx,
  customerIds: readonly number[],
  place: object = {},
): Promise<DemoSources> {
  const connection = await tx
    .insertInto('connections')
    .values({
      kind: 'demo',
      name: 'Demo',
      is_demo: true,
      instance: 'demo',
      status: 'ok',
      config: JSON.stringify(place),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const add = (purpose: 'alerts' | 'findings', indexPattern: string, customerId: number | null) =>
    tx
      .insertInto('sources')
      .values({
        connection_id: connection.id,
        customer_id: customerId,
        purpose,
        delivery: 'push',
        name: `Demo ${purpose}`,
        product: 'wazuh',
        index_pattern: indexPattern,
        min_level: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
  const shape = { product: 'wazuh', minLevel: 0, instance: null };
  const alerts = await add('alerts', 'wazuh-alerts-4.x-*', null);
  const findings = new Map<number, DemoSource>();
  for (const customerId of customerIds)
    findings.set(customerId, {
      ...shape,
      customerId,
      id: (await add('findings', 'wazuh-states-vulnerabilities-*', customerId)).id,
    });
  return { alerts: { ...shape, customerId: null, id: alerts.id }, findings };
}

/** The demo's customers by code. */
export async function findDemoCustomers(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.selectFrom('customers').select(['id', 'code']).where('is_demo', '=', true).execute();
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** The sources of a demo that is being loaded. */
export async function findDemoSources(tx: Tx): Promise<DemoSources> {
  const rows = await tx
    .selectFrom('sources')
    .innerJoin('connections', 'connections.id', 'sources.connection_id')
    .select(['sources.id', 'sources.customer_id as customerId', 'sources.purpose'])
    .where('connections.is_demo', '=', true)
    .execute();
  const shape = { product: 'wazuh', minLevel: 0, instance: null };
  return {
    alerts: { ...shape, customerId: null, id: rows.find((row) => row.purpose === 'alerts')?.id ?? 0 },
    findings: new Map(
      rows.flatMap(({ id, customerId, purpose }) =>
        purpose === 'findings' && customerId !== null ? [[customerId, { ...shape, customerId, id }] as const] : [],
      ),
    ),
  };
}

/** Notes how far the loading came; empty once it is over. */
export async function notePlace(tx: Tx, place: object): Promise<void> {
  await tx
    .updateTable('connections')
    .set({ config: JSON.stringify(place) })
    .where('is_demo', '=', true)
    .execute();
}

/** The demo's alert source, or `null` when there is no demo; not whole while it is loaded, or after its loader died. */
export async function findDemoSource(tx: Tx): Promise<(DemoSource & { isWhole: boolean; place: unknown }) | null> {
  const row = await tx
    .selectFrom('sources')
    .innerJoin('connections', 'connections.id', 'sources.connection_id')
    .select(['sources.id', 'sources.last_ok_at', 'connections.config'])
    .where('connections.is_demo', '=', true)
    .where('sources.purpose', '=', 'alerts')
    .executeTakeFirst();
  if (!row) return null;
  const isWhole = row.last_ok_at !== null;
  return { id: row.id, customerId: null, product: 'wazuh', minLevel: 0, instance: null, isWhole, place: row.config };
}

/** Makes this transaction the only loader of a demo until it ends, however it ends; false when there is another. */
export async function lockLoading(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    ours: boolean;
  }>`select pg_try_advisory_xact_lock(hashtext('demo-load')) as ours`.execute(tx);
  return rows[0]?.ours === true;
}

/** Marks the demo's sources and their connection as heard from just now. */
export async function noteDemoRead(tx: Tx, now: Date): Promise<void> {
  await sql`update sources set last_run_at = ${now}, last_ok_at = ${now}, last_event_at = ${now}, last_error = null
    where connection_id in (select id from connections where is_demo)`.execute(tx);
  await sql`update connections set status = 'ok', status_detail = null, last_ok_at = ${now} where is_demo`.execute(tx);
}

const mailDomain = '@demo.example';

/** The demo's analysts: names to read, without a password and switched off, so that nobody can sign in as them. */
export async function insertAnalysts(
  tx: Tx,
  analysts: readonly { code: string; username: string }[],
): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  for (const analyst of analysts) {
    const { rows } = await sql<{ id: number }>`
      insert into users (username, email, role_id, is_active)
      select ${analyst.username}, ${analyst.username + mailDomain}, id, false from roles where name = 'analyst'
      on conflict (lower(username)) do update set is_active = users.is_active returning id`.execute(tx);
    if (rows[0]) made.set(analyst.code, rows[0].id);
  }
  return made;
}

export type Outcome = {
  /** The dedupe key of the alert; one alert of a key is open at a time. */
  key: string;
  by: number;
  at: Date;
  isStarted: boolean;
  verdict: string | null;
  reason: string | null;
  note: string | null;
  /** The dedupe key of the alert that says the same. */
  duplicateOf: string | null;
};

/** Replays what analysts decided on the alerts that were not closed then. */
export async function applyOutcomes(tx: Tx, outcomes: readonly Outcome[]): Promise<number> {
  const result = await sql`
    update alerts a set
      status = case when v is not null then 'closed' when s then 'in_progress' else a.status end,
      assignee_id = b, acknowledged_at = coalesce(a.acknowledged_at, t), verdict = v, verdict_note = n,
      verdict_by = case when v is not null then b end, closed_at = case when v is not null then t end,
      verdict_reason_id = (select r.id from verdict_reasons r where r.code = why), duplicate_of_id = case when u is not null then coalesce(
        (select d.id from alerts d where d.dedupe_key = u and d.status <> 'closed'),
        (select d.id from alerts d where d.dedupe_key = u and d.status = 'closed' order by d.closed_at desc limit 1)) end,
      version = a.version + 1, updated_at = t
    from unnest(${outcomes.map((one) => one.key)}::uuid[], ${outcomes.map((one) => one.by)}::bigint[], ${outcomes.map((one) => one.at.toISOString())}::timestamptz[],
      ${outcomes.map((one) => one.isStarted)}::boolean[], ${outcomes.map((one) => one.verdict)}::text[], ${outcomes.map((one) => one.reason)}::text[],
      ${outcomes.map((one) => one.note)}::text[], ${outcomes.map((one) => one.duplicateOf)}::uuid[]) as given (k, b, t, s, v, why, n, u)
    where a.dedupe_key = k and a.status <> 'closed'`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Counts the open alerts of the demo's hosts, once all is decided. */
export async function countOpenAlerts(tx: Tx): Promise<void> {
  await sql`update assets a set open_alerts = (select count(*) from alerts l where l.asset_id = a.id and l.status <> 'closed')
    where customer_id in (select id from customers where is_demo)`.execute(tx);
}

/** Hosts as people see them: what no scanner tells. */
export async function describeHosts(
  tx: Tx,
  hosts: readonly {
    instance: string;
    agentId: string;
    owner: string;
    criticality: number;
    ip: string;
    description: string;
  }[],
): Promise<void> {
  await sql`update assets a set owner = o, criticality = k, ip_address = p, description = d
    from unnest(${hosts.map((host) => host.instance)}::text[], ${hosts.map((host) => host.agentId)}::text[], ${hosts.map((host) => host.owner)}::text[],
      ${hosts.map((host) => host.criticality)}::smallint[], ${hosts.map((host) => host.ip)}::text[], ${hosts.map((host) => host.description)}::text[]) as given (i, e, o, k, p, d)
    join asset_sources s on s.instance = i and s.external_id = e where a.id = s.asset_id`.execute(tx);
}

/** Removes the demo's customers with all that is theirs; returns how many there were. */
export async function deleteDemo(tx: Tx, analysts: readonly string[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from customers where is_demo`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`delete from events where source_id in (select s.id from sources s join connections c on c.id = s.connection_id where c.is_demo)`.execute(
    tx,
  );
  await sql`delete from finding_events where customer_id = any (${ids}::bigint[])`.execute(tx);
  await sql`delete from outbox where customer_id = any (${ids}::bigint[])`.execute(tx);
  await sql`delete from alerts where customer_id = any (${ids}::bigint[])`.execute(tx);
  await sql`delete from findings where customer_id = any (${ids}::bigint[])`.execute(tx);
  await sql`delete from connections where is_demo`.execute(tx);
  await sql`delete from customers where id = any (${ids}::bigint[])`.execute(tx);
  for (const table of ['alert_counts', 'rule_verdicts', 'finding_counts', 'operation_items'])
    await sql`delete from ${sql.table(table)} where customer_id = any (${ids}::bigint[])`.execute(tx);
  // Not a person of this house who is called the same and has yet to choose a password.
  await sql`delete from users where password_hash is null and username = any (${[...analysts]}::text[])
    and email = username || ${mailDomain}`.execute(tx);
  return ids.length;
}

const removedKey = 'demoRemoved';

export async function wasRemoved(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('settings').select('key').where('key', '=', removedKey).executeTakeFirst()) !== undefined;
}

export async function noteRemoved(tx: Tx, now: Date): Promise<void> {
  await sql`insert into settings (key, value, updated_at) values (${removedKey}, 'true', ${now}) on conflict do nothing`.execute(
    tx,
  );
}
