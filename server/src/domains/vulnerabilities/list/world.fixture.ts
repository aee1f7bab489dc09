import { sql } from 'kysely';
import { cloneDatabase } from '../../../../test/database.ts';
import { createDatabase, type Database, type Tx } from '../../../db/database.ts';
import type { Clock } from '../../../lib/clock.ts';
import {
  type Actor,
  type Context,
  type ContextParts,
  makeContext,
  systemActor,
  systemContext,
} from '../../access/index.ts';
import { createCustomer, ensureDefaultCustomer } from '../../customers/index.ts';
import { basePriority } from '../priority.ts';

export type World = { db: Database; parts: ContextParts; system: Context; close(): Promise<void> };

/** A database with the default customer and a clock that the test turns. */
export async function openWorld(clock: Clock): Promise<World> {
  const clone = await cloneDatabase();
  const db = createDatabase(clone.url);
  const parts = { db, clock, log: { info: () => {}, warn: () => {}, error: () => {} } };
  const system = systemContext(parts);
  await ensureDefaultCustomer(system);
  const close = async () => {
    await db.close();
    await clone.drop();
  };
  return { db, parts, system, close };
}

/** Adds a customer; its row number. */
export async function addCustomer({ system }: World, code: string, name: string): Promise<number> {
  await createCustomer(system, { code, name });
  const { rows } = await system.read((tx) =>
    sql<{ id: number }>`select id from customers where code = ${code}`.execute(tx),
  );
  return rows[0]?.id ?? 0;
}

/** Somebody who sees these customers only. */
export function asAnalyst({ parts }: World, customerIds: readonly number[]): Context {
  const actor: Actor = {
    ...systemActor,
    name: 'ana',
    role: 'analyst',
    permissions: new Set(['finding:read']),
    scope: { customers: { kind: 'these', ids: customerIds }, tags: { kind: 'all' } },
  };
  return makeContext(parts, actor);
}

/** What this transaction read of the findings so far, as the server counted it: rows by whole scans, and by indexes. */
export async function readSoFar(tx: Tx): Promise<{ scanned: number; fetched: number }> {
  const { rows } = await sql<{ scanned: number; fetched: number }>`
    select seq_tup_read as scanned, idx_tup_fetch as fetched from pg_stat_xact_user_tables where relname = 'findings'`.execute(
    tx,
  );
  return rows[0] ?? { scanned: 0, fetched: 0 };
}

export type Planted = {
  customerId: number;
  /** Number of the host; findings of one number share it. */
  host: number;
  cve: number;
  package: number;
  status: string;
  isPresent: boolean;
  severity: number | null;
  scoreTenths: number | null;
  exploit: number;
  basePriority: number;
  isAged: boolean;
  detectedS: number;
  fixed: string | null;
};

/** A finding of a customer as most are, but for what is told; its base priority follows from its own facts. */
export function finding(more: Pick<Planted, 'customerId' | 'detectedS'> & Partial<Planted>): Planted {
  const one = {
    host: 1,
    cve: 1,
    package: 1,
    status: 'open',
    isPresent: true,
    severity: 3,
    scoreTenths: 75,
    exploit: 0,
    isAged: false,
    fixed: '2.0',
    ...more,
  };
  return { ...one, basePriority: basePriority(one.scoreTenths, one.severity, one.exploit) };
}

/** Writes findings as they are given, past every rule; their row numbers, in order. */
export async function plant({ system }: World, rows: readonly Planted[]): Promise<number[]> {
  return system.write(async (tx) => {
    const column = <K extends keyof Planted>(key: K) => rows.map((row) => row[key]);
    await sql`insert into cves (cve_id, title) select 'CVE-2031-' || n, 'Flaw number ' || n || ' in the parser' from generate_series(1, 50) n on conflict do nothing`.execute(
      tx,
    );
    await sql`insert into packages (format, name, architecture) select 'deb', 'package-' || n, 'amd64' from generate_series(1, 20) n on conflict do nothing`.execute(
      tx,
    );
    await sql`insert into package_versions (value) select distinct v from unnest(array['1.0'] || ${column('fixed')}::text[]) v where v is not null on conflict do nothing`.execute(
      tx,
    );
    await sql`insert into assets (customer_id, hostname, origin) select distinct c, 'host-' || c || '-' || h, 'wazuh'
      from unnest(${column('customerId')}::bigint[], ${column('host')}::int[]) as told (c, h)
      where not exists (select 1 from assets a where a.hostname = 'host-' || c || '-' || h)`.execute(tx);
    const { rows: made } = await sql<{ id: number }>`
      insert into findings (customer_id, asset_id, number, cve_id, package_id, path_id, installed_version_id, fixed_version_id, status, presence,
        presence_at, severity, score_tenths, exploit, base_priority, is_aged, detected_at, content_hash)
      select c, (select id from assets a where a.hostname = 'host-' || c || '-' || h), (select coalesce(max(number), 0) from findings)::int + place::int,
        (select id from cves where cve_id = 'CVE-2031-' || v), (select id from packages where name = 'package-' || p), place + 1000 * (select count(*) from findings),
        (select id from package_versions where value = '1.0'), (select id from package_versions where value = f), st, pr,
        to_timestamp(d), se, sc, x, b, ag, to_timestamp(d), place
      from unnest(${column('customerId')}::bigint[], ${column('host')}::int[], ${column('cve')}::int[], ${column('package')}::int[], ${column('status')}::text[],
        ${column('isPresent')}::bool[], ${column('severity')}::smallint[], ${column('scoreTenths')}::smallint[], ${column('exploit')}::smallint[],
        ${column('basePriority')}::int[], ${column('isAged')}::bool[], ${column('detectedS')}::bigint[], ${column('fixed')}::text[]) with ordinality
        as told (c, h, v, p, st, pr, se, sc, x, b, ag, d, f, place)
      order by place returning id`.execute(tx);
    return made.map((row) => row.id);
  });
}
