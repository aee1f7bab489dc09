import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';
import type { Table } from './contract-rules.ts';

/** The tables of a live database, without partitions and the journal of migrations. */
export const readTables = (db: Database): Promise<Table[]> =>
  db.asOwner(async (owner) => {
    const { rows } = await sql<Table>`
      select c.relname as name, c.relrowsecurity as "isWalled",
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped) as "hasCustomer"
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> 'schema_migrations' order by 1`.execute(owner);
    return rows;
  });
