import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Takes the right to read a source until the transaction ends; false while somebody else has it. */
export async function tryLockSource(tx: Tx, sourceId: number): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('source'), ${sourceId}::int) as taken`.execute(tx);
  return rows[0]?.taken === true;
}
