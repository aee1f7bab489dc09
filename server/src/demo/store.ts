import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { foldAlertCounts } from '../domains/incidents/index.ts';
import { foldFindingCounts } from '../domains/vulnerabilities/index.ts';

export type DemoSource = {
  id: number;
  customerId: number | null;
  product: string;
  minLevel: number;
  instance: string | null;
};

/** All of them push Wazuh documents; the generator keeps levels apart itself. */
const sourceOf = (id: number, customerId: number | null): DemoSource => ({
  id,
  customerId,
  product: 'wazuh',
  minLevel: 0,
  instance: null,
});

export type DemoSources = { alerts: DemoSource; findings: ReadonlyMap<number, DemoSource> };

/** The demo's connection with its sources, one of findings for each customer's cluster; nothing reads them, the loader writes. */
export async function insertDemoSources(
  tx: Tx,
  customerIds: readonly number[],
  checkpoint: object = {},
): Promise<DemoSources> {
  const connection = await tx
    .insertInto('connections')
    .values({
      kind: 'demo',
      name: 'Demo',
      is_demo: true,
      instance: 'demo',
      status: 'ok',
      config: JSON.stringify(checkpoint),
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
  const alerts = await add('alerts', 'wazuh-alerts-4.x-*', null);
  const findings = new Map<number, DemoSource>();
  for (const customerId of customerIds) {
    const { id } = await add('findings', 'wazuh-states-vulnerabilities-*', customerId);
    findings.set(customerId, sourceOf(id, customerId));
  }
  return { alerts: sourceOf(alerts.id, null), findings };
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
  const findings = new Map<number, DemoSource>();
  for (const { id, customerId, purpose } of rows)
    if (purpose === 'findings' && customerId !== null) findings.set(customerId, sourceOf(id, customerId));
  return { alerts: sourceOf(rows.find((row) => row.purpose === 'alerts')?.id ?? 0, null), findings };
}

/** Keeps how far the loading came; empty once it is over. */
export async function saveCheckpoint(tx: Tx, checkpoint: object): Promise<void> {
  await tx
    .updateTable('connections')
    .set({ config: JSON.stringify(checkpoint) })
    .where('is_demo', '=', true)
    .execute();
}

/** The demo's alert source, or `null` when there is no demo; not whole while it is loaded, or after its loader died. */
export async function findDemoSource(tx: Tx): Promise<(DemoSource & { isWhole: boolean; checkpoint: unknown }) | null> {
  const row = await tx
    .selectFrom('sources')
    .innerJoin('connections', 'connections.id', 'sources.connection_id')
    .select(['sources.id', 'sources.last_ok_at', 'connections.config'])
    .where('connections.is_demo', '=', true)
    .where('sources.purpose', '=', 'alerts')
    .executeTakeFirst();
  if (!row) return null;
  return { ...sourceOf(row.id, null), isWhole: row.last_ok_at !== null, checkpoint: row.config };
}

/** Makes this transaction the only loader of a demo until it ends, however it ends; false when there is another. */
export async function lockLoading(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{
    ours: boolean;
  }>`select pg_try_advisory_xact_lock(hashtext('demo-load')) as ours`.execute(tx);
  return rows[0]?.ours === true;
}

/** Waits for who loads a demo, and keeps others from loading one until this transaction ends. */
export async function awaitLoading(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('demo-load'))`.execute(tx);
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

/** Replays what analysts decided on the alerts that were not closed then; returns how many it found. */
export async function applyOutcomes(tx: Tx, outcomes: readonly Outcome[]): Promise<number> {
  const result = await sql`
    update alerts a set
      status = case when given.verdict is not null then 'closed' when "isStarted" then 'in_progress' else a.status end,
      assignee_id = "by", acknowledged_at = coalesce(a.acknowledged_at, "at"),
      verdict = given.verdict, verdict_note = note,
      verdict_by = case when given.verdict is not null then "by" end,
      closed_at = case when given.verdict is not null then "at" end,
      verdict_reason_id = (select r.id from verdict_reasons r where r.code = reason),
      duplicate_of_id = case when "duplicateOf" is not null then coalesce(
        (select d.id from alerts d where d.dedupe_key = "duplicateOf" and d.status <> 'closed'),
        (select d.id from alerts d where d.dedupe_key = "duplicateOf" and d.status = 'closed' order by d.closed_at desc limit 1)) end,
      version = a.version + 1, updated_at = "at"
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as given
      (key uuid, "by" bigint, "at" timestamptz, "isStarted" boolean, verdict text, reason text, note text, "duplicateOf" uuid)
    where a.dedupe_key = key and a.status <> 'closed'`.execute(tx);
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
  await sql`update assets a set owner = given.owner, criticality = given.criticality, ip_address = ip, description = given.description
    from jsonb_to_recordset(${JSON.stringify(hosts)}::jsonb) as given
      (instance text, "agentId" text, owner text, criticality smallint, ip text, description text)
    join asset_sources s on s.instance = given.instance and s.external_id = "agentId"
    where a.id = s.asset_id`.execute(tx);
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
  await sql`delete from operation_items where customer_id = any (${ids}::bigint[])`.execute(tx);
  // Not deleted, for somebody else may fold at this moment: what is gone adds up to nothing, and that is not kept.
  await foldAlertCounts(tx);
  await foldFindingCounts(tx);
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
