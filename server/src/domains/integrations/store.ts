import type { ProbeStep, TlsTrust } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { CustomerScope } from '../../db/scope.ts';
import { ofCustomers } from '../../db/scope-sql.ts';
import type { Neighbour } from './rules.ts';

export type ConnectionRow = {
  id: number;
  kind: string;
  customerId: number | null;
  name: string;
  baseUrl: string | null;
  instance: string | null;
  config: Record<string, unknown>;
  tls: TlsTrust;
  isEnabled: boolean;
  isDemo: boolean;
  status: 'unknown' | 'ok' | 'failing';
  statusDetail: string | null;
  remoteVersion: string | null;
  lastCheckedAt: Date | null;
  lastOkAt: Date | null;
  version: number;
};

const columns = sql`c.id, c.kind, c.customer_id as "customerId", c.name, c.base_url as "baseUrl", c.instance, c.config, c.tls,
  c.is_enabled as "isEnabled", c.is_demo as "isDemo", c.status, c.status_detail as "statusDetail",
  c.remote_version as "remoteVersion", c.last_checked_at as "lastCheckedAt", c.last_ok_at as "lastOkAt", c.version`;

const within = (scope: CustomerScope) => ofCustomers(scope, 'c.customer_id');

/** Connections inside the scope, by name; at most 1,000. The installation's own are seen with all customers only. */
export async function listConnections(tx: Tx, scope: CustomerScope): Promise<ConnectionRow[]> {
  const { rows } = await sql<ConnectionRow>`
    select ${columns} from connections c where ${within(scope)} order by lower(c.name), c.id limit 1000`.execute(tx);
  return rows;
}

export async function findConnection(tx: Tx, scope: CustomerScope, id: number): Promise<ConnectionRow | null> {
  const { rows } = await sql<ConnectionRow>`
    select ${columns} from connections c where c.id = ${id} and ${within(scope)}`.execute(tx);
  return rows[0] ?? null;
}

/** The same, held until the transaction ends, so that two changes cannot both believe that they were first. */
export async function lockConnection(tx: Tx, scope: CustomerScope, id: number): Promise<ConnectionRow | null> {
  const { rows } = await sql<ConnectionRow>`
    select ${columns} from connections c where c.id = ${id} and ${within(scope)} for update`.execute(tx);
  return rows[0] ?? null;
}

/** What other connections call their clusters, of all customers: only for the program itself, to keep names apart. */
export async function listNeighbours(tx: Tx, exceptId: number | null): Promise<Neighbour[]> {
  const { rows } = await sql<Neighbour>`
    select c.kind, c.customer_id as "customerId", c.base_url as "baseUrl", c.instance from connections c
    where c.instance is not null and c.id is distinct from ${exceptId}::bigint order by c.id limit 10000`.execute(tx);
  return rows;
}

/** Names that begin like this one, of all customers' connections: only for the program itself, to keep names apart. */
export async function listNames(tx: Tx, start: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.name from connections c where starts_with(lower(c.name), lower(${start})) limit 10000`.execute(tx);
  return rows.map((row) => row.name);
}

/** One at a time gives connections names and addresses, or two would find the same one free. Held until the transaction ends. */
export async function lockNames(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('connection_instance'))`.execute(tx);
}

/** True when a connection of that kind and customer has the address already. */
export async function isAddressTaken(
  tx: Tx,
  wanted: { kind: string; baseUrl: string; customerId: number | null },
  exceptId: number | null,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from connections c where c.kind = ${wanted.kind} and c.base_url = ${wanted.baseUrl}
      and c.customer_id is not distinct from ${wanted.customerId}::bigint and c.id is distinct from ${exceptId}::bigint
    limit 1`.execute(tx);
  return rows.length > 0;
}

export type NewConnection = {
  kind: string;
  customerId: number | null;
  name: string;
  baseUrl: string | null;
  instance: string | null;
  config: Record<string, unknown>;
  tls: TlsTrust;
};

/** Adds a connection; `null` when its address is connected already for that customer. */
export async function insertConnection(tx: Tx, row: NewConnection, now: Date): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into connections (kind, customer_id, name, base_url, instance, config, tls, created_at, updated_at)
    values (${row.kind}, ${row.customerId}, ${row.name}, ${row.baseUrl}, ${row.instance},
      ${JSON.stringify(row.config)}::jsonb, ${JSON.stringify(row.tls)}::jsonb, ${now}, ${now})
    on conflict do nothing returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Replaces what people set; the caller has locked the row and read its version. What belongs to it follows its customer. */
export async function updateConnection(
  tx: Tx,
  id: number,
  row: Pick<ConnectionRow, 'name' | 'baseUrl' | 'config' | 'tls' | 'customerId' | 'isEnabled'>,
  now: Date,
): Promise<void> {
  await sql`
    update connections set name = ${row.name}, base_url = ${row.baseUrl}, config = ${JSON.stringify(row.config)}::jsonb,
      tls = ${JSON.stringify(row.tls)}::jsonb, customer_id = ${row.customerId}, is_enabled = ${row.isEnabled},
      version = version + 1, updated_at = ${now} where id = ${id}`.execute(tx);
  for (const table of ['connection_secrets', 'connection_checks', 'sources']) {
    await sql`update ${sql.table(table)} set customer_id = ${row.customerId}
      where connection_id = ${id} and customer_id is distinct from ${row.customerId}::bigint`.execute(tx);
  }
}

export async function deleteConnection(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('connections').where('id', '=', id).execute();
}

/** Renames what identifies a webhook from outside. */
export async function saveKeyHash(tx: Tx, id: number, keyHash: string, now: Date): Promise<void> {
  await sql`update connections set config = config || jsonb_build_object('keyHash', ${keyHash}::text),
    version = version + 1, updated_at = ${now} where id = ${id}`.execute(tx);
}

/** The running webhook whose key has that hash, or `null`. */
export async function findHook(tx: Tx, keyHash: string): Promise<ConnectionRow | null> {
  const { rows } = await sql<ConnectionRow>`select ${columns} from connections c
    where c.kind = 'webhook' and c.config ->> 'keyHash' = ${keyHash} and c.is_enabled`.execute(tx);
  return rows[0] ?? null;
}

export type CheckResult = {
  steps: readonly ProbeStep[];
  status: 'ok' | 'failing';
  detail: string | null;
  remoteVersion: string | null;
  instance: string | null;
};

const keptChecks = 20;

/**
 * Notes a probe, unless the connection was changed after it began: then it speaks of something that is no more.
 * The instance is set once and stays, since assets are known by it.
 */
export async function saveCheck(
  tx: Tx,
  connection: { id: number; version: number },
  result: CheckResult,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ customerId: number | null }>`
    update connections set status = ${result.status}, status_detail = ${result.detail},
      remote_version = coalesce(${result.remoteVersion}, remote_version), instance = coalesce(instance, ${result.instance}),
      last_checked_at = ${now}, last_ok_at = case when ${result.status} = 'ok' then ${now} else last_ok_at end
    where id = ${connection.id} and version = ${connection.version} returning customer_id as "customerId"`.execute(tx);
  const saved = rows[0];
  if (saved === undefined) return false;
  await sql`insert into connection_checks (connection_id, customer_id, steps, is_ok, checked_at)
    values (${connection.id}, ${saved.customerId}, ${JSON.stringify(result.steps)}::jsonb, ${result.status === 'ok'}, ${now})`.execute(
    tx,
  );
  await sql`delete from connection_checks where connection_id = ${connection.id} and id not in (
    select id from connection_checks where connection_id = ${connection.id} order by checked_at desc, id desc limit ${keptChecks})`.execute(
    tx,
  );
  return true;
}

/** The steps of each connection's last probe. */
export async function listLastSteps(tx: Tx, ids: readonly number[]): Promise<Map<number, ProbeStep[]>> {
  const { rows } = await sql<{ id: number; steps: ProbeStep[] }>`
    select distinct on (connection_id) connection_id as id, steps from connection_checks
    where connection_id = any (${[...ids]}::bigint[]) order by connection_id, checked_at desc, id desc`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.steps]));
}
