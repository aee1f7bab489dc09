import { sql } from 'kysely';
import type { World } from './world.ts';

/** Tables that tell what happened rather than what is: an attempt may well be written there. */
const journals = new Set(['audit_events', 'outbox', 'job_runs']);

type Rows = { whose: string; table: string; column: string; id: number };

/** A digest of the rows of each table that no caller may change, as the owner sees them; the keys say whose they are. */
export const stateOf = ({ app, foreign, hiddenAlert, somebody }: World): Promise<Record<string, string>> =>
  app.db.asOwner(async (owner) => {
    const of = async (whose: string, column: string, id: number): Promise<Rows[]> => {
      const { rows } = await sql<{ table: string }>`
        select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = ${column}
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`.execute(
        owner,
      );
      return rows.filter(({ table }) => !journals.has(table)).map(({ table }) => ({ whose, table, column, id }));
    };
    const state: Record<string, string> = {};
    for (const { whose, table, column, id } of [
      ...(await of('foreign', 'customer_id', foreign.customer.id)),
      { whose: 'hidden', table: 'alerts', column: 'id', id: hiddenAlert.id },
      ...(await of('hidden', 'alert_id', hiddenAlert.id)),
      ...(await of("somebody's", 'owner_id', somebody.id)),
      ...(await of("somebody's", 'done_by', somebody.id)),
    ]) {
      const { rows } = await sql<{ digest: string }>`
        select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${sql.table(table)} t where ${sql.ref(column)} = ${id}`.execute(
        owner,
      );
      state[`${whose} rows of ${table}`] = rows[0]?.digest ?? '';
    }
    return state;
  });
