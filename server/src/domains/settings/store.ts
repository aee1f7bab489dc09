import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What was set under that key, or `null`. */
export async function findSetting(tx: Tx, key: string): Promise<unknown> {
  const row = await tx.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** Lets one change of the settings happen at a time: they are read and written whole. */
export async function lockSettings(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('settings'))`.execute(tx);
}

/** Sets it anew, whole. */
export async function saveSetting(tx: Tx, key: string, value: unknown, now: Date): Promise<void> {
  await sql`insert into settings (key, value, updated_at) values (${key}, ${JSON.stringify(value)}::jsonb, ${now})
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(tx);
}
