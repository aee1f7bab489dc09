import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export async function claim(tx: Tx, actor: string, key: string, hash: Buffer, now: Date): Promise<boolean> {
  const row = await tx
    .insertInto('idempotency_keys')
    .values({ actor, key, request_hash: hash, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  return row !== undefined;
}

export async function find(
  tx: Tx,
  actor: string,
  key: string,
): Promise<{ requestHash: Buffer; isDone: boolean; reply: unknown } | null> {
  const row = await tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'status', 'reply'])
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? { requestHash: row.request_hash, isDone: row.status !== null, reply: row.reply } : null;
}

export async function finish(tx: Tx, actor: string, key: string, reply: unknown): Promise<void> {
  const text = reply === undefined ? null : JSON.stringify(reply);
  await sql`update idempotency_keys set status = 200, reply = ${text}::jsonb where actor = ${actor} and key = ${key}`.execute(
    tx,
  );
}

/** Takes the key anew for a request that still runs. */
export async function renew(tx: Tx, actor: string, key: string, now: Date): Promise<void> {
  await tx
    .updateTable('idempotency_keys')
    .set({ created_at: now })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}

export async function forget(tx: Tx, actor: string, key: string): Promise<void> {
  await tx
    .deleteFrom('idempotency_keys')
    .where('actor', '=', actor)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}

export async function deleteOlder(tx: Tx, done: Date, abandoned: Date): Promise<void> {
  await tx
    .deleteFrom('idempotency_keys')
    .where((eb) =>
      eb.or([eb('created_at', '<', done), eb.and([eb('status', 'is', null), eb('created_at', '<', abandoned)])]),
    )
    .execute();
}
