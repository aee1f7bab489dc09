import { sql } from 'kysely';
import { codeOf } from '../lib/error-code.ts';
import type { Database, Tx } from './database.ts';

const monthly = ['audit_events', 'finding_events'] as const;
const checkViolated = '23514';

const monthStart = (now: Date, ahead: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);

/**
 * Makes the partitions of this and the next month; called at start and daily, so that the default ones stay empty.
 * Safe in several programs at once. A month whose rows lie in the default partition already stays there.
 */
export async function ensurePartitions(database: Database, now: Date): Promise<void> {
  for (const table of monthly)
    for (const ahead of [0, 1]) {
      const from = monthStart(now, ahead);
      const name = `${table}_${from.slice(0, 7).replace('-', '')}`;
      await database
        .asOwner((db) =>
          db.transaction().execute((tx) => makePartition(tx, table, name, from, monthStart(now, ahead + 1))),
        )
        .catch((error: unknown) => {
          if (codeOf(error) !== checkViolated) throw error;
        });
    }
}

async function makePartition(tx: Tx, table: string, name: string, from: string, to: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('partitions'))`.execute(tx);
  const found = await sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`.execute(tx);
  if (found.rows[0]?.there) return;
  await sql
    .raw(`create table ${name} partition of ${table} for values from ('${from} 00:00:00+00') to ('${to} 00:00:00+00')`)
    .execute(tx);
  // The wall stands on the whole table; a part asked for by its own name would be behind none.
  await sql.raw(`revoke all on ${name} from wf_app`).execute(tx);
}
