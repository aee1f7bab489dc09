import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';

/** Tables that tell what happened rather than what is: an attempt may well be written there. */
const journals = new Set(['audit_events', 'outbox', 'job_runs']);

/** A digest of each walled table's rows of one customer, as the owner sees them. */
export const stateOf = (db: Database, customerId: number): Promise<Record<string, string>> =>
  db.asOwner(async (owner) => {
    const { rows: tables } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'customer_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`.execute(
      owner,
    );
    const state: Record<string, string> = {};
    for (const { name } of tables.filter((table) => !journals.has(table.name))) {
      const { rows } = await sql<{ digest: string }>`
        select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${sql.table(name)} t where customer_id = ${customerId}`.execute(
        owner,
      );
      state[name] = rows[0]?.digest ?? '';
    }
    return state;
  });
