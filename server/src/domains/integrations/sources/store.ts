import type { Source } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';
import type { NewSource } from './rules.ts';

/** One stream of documents of a connection, as the parts that read it know it. */
export type SourceRow = {
  id: number;
  connectionId: number;
  connectionName: string;
  /** False while the connection is paused: then none of its sources is read. */
  isConnectionEnabled: boolean;
  /** Whose events they are when no key names a customer; `null` = the default customer. */
  customerId: number | null;
  purpose: Source['purpose'];
  delivery: Source['delivery'];
  name: string;
  product: string;
  indexPattern: string;
  /** Where reading starts; `null` = everything. */
  sinceAt: Date | null;
  minLevel: number;
  everyS: number;
  overlapS: number;
  watermarkAt: Date | null;
  isEnabled: boolean;
  isDemo: boolean;
  lastRunAt: Date | null;
  lastOkAt: Date | null;
  lastError: string | null;
  lastEventAt: Date | null;
  lastLagS: number | null;
  lastSweptAt: Date | null;
  /** The longest pause between events since it was made, in seconds; it fades over weeks. `null` before there was one. */
  usualGapS: number | null;
  /** When somebody made it or changed how it is read. */
  updatedAt: Date;
  /** Name of the Wazuh cluster that assets are known by; `null` before the first good probe. */
  instance: string | null;
  version: number;
};

const select = sql`
  select s.id, s.connection_id as "connectionId", c.name as "connectionName", c.is_enabled as "isConnectionEnabled",
    s.customer_id as "customerId", s.purpose, s.delivery, s.name, s.product, s.index_pattern as "indexPattern",
    s.since_at as "sinceAt", s.min_level as "minLevel", s.every_s as "everyS", s.overlap_s as "overlapS",
    s.watermark_at as "watermarkAt", s.is_enabled as "isEnabled", c.is_demo as "isDemo", s.last_run_at as "lastRunAt",
    s.last_ok_at as "lastOkAt", s.last_error as "lastError", s.last_event_at as "lastEventAt",
    s.last_lag_s as "lastLagS", s.last_swept_at as "lastSweptAt", s.usual_gap_s as "usualGapS", s.updated_at as "updatedAt",
    c.instance, s.version
  from sources s join connections c on c.id = s.connection_id`;

const within = (scope: CustomerScope) => ofCustomers(scope, 's.customer_id');

export type SourceFilter = {
  purpose?: Source['purpose'] | undefined;
  connectionId?: number | undefined;
  /** `true`: those to be read, so neither the source nor its connection is paused. */
  isEnabled?: boolean | undefined;
};

/** Sources for the program's own loops, by id; what the transaction's scope hides is not among them. */
export async function listSourceRows(tx: Tx, filter: SourceFilter = {}): Promise<SourceRow[]> {
  const conditions = [
    filter.purpose === undefined ? null : sql`s.purpose = ${filter.purpose}`,
    filter.connectionId === undefined ? null : sql`s.connection_id = ${filter.connectionId}`,
    filter.isEnabled === undefined ? null : sql`(s.is_enabled and c.is_enabled) = ${filter.isEnabled}`,
  ].filter((condition) => condition !== null);
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  return (await sql<SourceRow>`${select} ${where} order by s.id limit 10000`.execute(tx)).rows;
}

/** One source, or `null` when it is absent or hidden. */
export async function findSourceRow(tx: Tx, id: number): Promise<SourceRow | null> {
  return (await sql<SourceRow>`${select} where s.id = ${id}`.execute(tx)).rows[0] ?? null;
}

/** Sources inside a scope, of one connection or of all, in the order of their making. */
export async function listVisibleSources(
  tx: Tx,
  scope: CustomerScope,
  connectionIds: readonly number[] | null,
): Promise<SourceRow[]> {
  const chosen = connectionIds === null ? sql`true` : sql`s.connection_id = any (${[...connectionIds]}::bigint[])`;
  return (await sql<SourceRow>`${select} where ${within(scope)} and ${chosen} order by s.id limit 5000`.execute(tx))
    .rows;
}

export async function findVisibleSource(tx: Tx, scope: CustomerScope, id: number): Promise<SourceRow | null> {
  return (await sql<SourceRow>`${select} where s.id = ${id} and ${within(scope)}`.execute(tx)).rows[0] ?? null;
}

/** The same, held until the transaction ends. */
export async function lockSource(tx: Tx, scope: CustomerScope, id: number): Promise<SourceRow | null> {
  const { rows } = await sql<SourceRow>`${select} where s.id = ${id} and ${within(scope)} for update of s`.execute(tx);
  return rows[0] ?? null;
}

/** How many events of each source wait, parked. */
export async function countParked(tx: Tx, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; count: number }>`
    select source_id as id, count(*)::int as count from parked_events
    where source_id = any (${[...ids]}::bigint[]) group by source_id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.count]));
}

export async function insertSources(
  tx: Tx,
  owner: { connectionId: number; customerId: number | null },
  sources: readonly NewSource[],
  now: Date,
): Promise<void> {
  if (sources.length === 0) return;
  await tx
    .insertInto('sources')
    .values(
      sources.map((source) => ({
        connection_id: owner.connectionId,
        customer_id: owner.customerId,
        purpose: source.purpose,
        delivery: source.delivery,
        name: source.name,
        product: source.product,
        index_pattern: source.indexPattern,
        since_at: source.sinceAt,
        min_level: source.minLevel,
        every_s: source.everyS,
        is_enabled: source.isEnabled,
        created_at: now,
        updated_at: now,
      })),
    )
    .execute();
}

export type SourceSettings = Pick<SourceRow, 'sinceAt' | 'minLevel' | 'everyS' | 'isEnabled' | 'watermarkAt'>;

export async function updateSource(tx: Tx, id: number, settings: SourceSettings, now: Date): Promise<void> {
  await tx
    .updateTable('sources')
    .set((eb) => ({
      since_at: settings.sinceAt,
      min_level: settings.minLevel,
      every_s: settings.everyS,
      is_enabled: settings.isEnabled,
      watermark_at: settings.watermarkAt,
      // A source that is paused or begins anew is no longer late because of what happened before.
      last_error: settings.isEnabled ? eb.ref('last_error') : null,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute();
}

/** Follows a changed pattern of the connection; reading goes on where it was. */
export async function updatePattern(tx: Tx, connectionId: number, purpose: string, pattern: string): Promise<void> {
  await tx
    .updateTable('sources')
    .set({ index_pattern: pattern })
    .where('connection_id', '=', connectionId)
    .where('purpose', '=', purpose)
    .execute();
}
