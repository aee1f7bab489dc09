import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** The server's version and the size of the database in bytes. */
export async function describeDatabase(tx: Tx): Promise<{ version: string; sizeBytes: number }> {
  const { rows } = await sql<{ version: string; sizeBytes: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as "sizeBytes"`.execute(
    tx,
  );
  return rows[0] ?? { version: 'unknown', sizeBytes: 0 };
}
