import { sql } from 'kysely';
import type { Database, Tx } from '../../../../db/database.ts';
import { systemScope } from '../../../../db/scope.ts';
import { codeOf } from '../../../../lib/error-code.ts';

/** Drops the partitions of days that ended before, then deletes what is left of them; returns how many rows went, dropped ones included. */
export async function expireEvents(db: Database, before: Date): Promise<number> {
  const day = before.toISOString().slice(0, 10).replaceAll('-', '');
  let gone = 0;
  await db.asOwner(async (owner) => {
    const { rows } = await sql<{ name: string }>`
      select child.relname as name from pg_inherits
      join pg_class child on child.oid = inhrelid where inhparent = 'events'::regclass and child.relname ~ '^events_[0-9]{8}$'
        and right(child.relname, 8) < ${day} order by 1`.execute(owner);
    for (const { name } of rows) gone += await dropDay(owner, name);
  });
  // The day of the limit itself, and what lies in the default partition.
  const { numAffectedRows } = await db.write(systemScope, (tx) =>
    sql`delete from events where occurred_at < ${before}`.execute(tx),
  );
  return gone + Number(numAffectedRows ?? 0);
}

async function dropDay(owner: Tx, name: string): Promise<number> {
  try {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.id(name)}`.execute(owner);
    await sql`drop table ${sql.id(name)}`.execute(owner);
    return rows[0]?.count ?? 0;
  } catch (error) {
    // Another one forgets at this moment, and counts it.
    if (codeOf(error) !== '42P01') throw error;
    return 0;
  }
}
