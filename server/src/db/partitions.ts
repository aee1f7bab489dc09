import { sql } from 'kysely';
import type { Database } from './database.ts';

const monthly = ['audit_events', 'finding_events'] as const;

const monthStart = (now: Date, ahead: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);

/** Makes the partitions of this and the next month; called at start and daily, so that the default ones stay empty. */
export async function ensurePartitions(database: Database, now: Date): Promise<void> {
  await database.asOwner(async (db) => {
    for (const table of monthly) {
      for (const ahead of [0, 1]) {
        const from = monthStart(now, ahead);
        const name = `${table}_${from.slice(0, 7).replace('-', '')}`;
        const found = await sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`.execute(db);
        if (found.rows[0]?.there) continue;
        await sql
          .raw(
            `create table if not exists ${name} partition of ${table} for values from ('${from} 00:00:00+00') to ('${monthStart(now, ahead + 1)} 00:00:00+00')`,
          )
          .execute(db);
      }
    }
  });
}
