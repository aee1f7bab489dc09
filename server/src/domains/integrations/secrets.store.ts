import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export type SealedSecret = { name: string; sealed: string };

/** The sealed values of a connection; row-level security has the last word on whose. */
export async function listSealed(tx: Tx, connectionId: number): Promise<SealedSecret[]> {
  return tx
    .selectFrom('connection_secrets')
    .select(['name', 'sealed'])
    .where('connection_id', '=', connectionId)
    .orderBy('name')
    .execute();
}

/** The version of a connection by now, or `null` when it is gone. */
export async function findVersion(tx: Tx, connectionId: number): Promise<number | null> {
  const row = await tx.selectFrom('connections').select('version').where('id', '=', connectionId).executeTakeFirst();
  return row?.version ?? null;
}

/** Which secrets each connection has. */
export async function listNames(tx: Tx, ids: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ id: number; names: string[] }>`
    select connection_id as id, array_agg(name order by name) as names from connection_secrets
    where connection_id = any (${[...ids]}::bigint[]) group by connection_id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.names]));
}

/** Adds or replaces one sealed value. */
export async function saveSealed(
  tx: Tx,
  owner: { connectionId: number; customerId: number | null },
  secret: SealedSecret,
  now: Date,
): Promise<void> {
  await sql`
    insert into connection_secrets (connection_id, customer_id, name, sealed, created_at, updated_at)
    values (${owner.connectionId}, ${owner.customerId}, ${secret.name}, ${secret.sealed}, ${now}, ${now})
    on conflict (connection_id, name) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

/** Notes that the secrets of a connection were opened to be used. */
export async function noteUsed(tx: Tx, connectionId: number, now: Date): Promise<void> {
  await tx
    .updateTable('connection_secrets')
    .set({ last_used_at: now })
    .where('connection_id', '=', connectionId)
    .execute();
}

/** Every sealed value with the name of its connection, for the check of the key at start. */
export async function listAllSealed(
  tx: Tx,
): Promise<{ connectionId: number; connection: string; name: string; sealed: string }[]> {
  return tx
    .selectFrom('connection_secrets as s')
    .innerJoin('connections as c', 'c.id', 's.connection_id')
    .select(['s.connection_id as connectionId', 'c.name as connection', 's.name', 's.sealed'])
    .limit(10_000)
    .execute();
}
