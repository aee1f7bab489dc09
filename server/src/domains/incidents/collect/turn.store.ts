import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

/** Takes the right to collect a source until the transaction ends; false while another worker has it. */
export async function tryTakeTurn(tx: Tx, sourceId: number): Promise<boolean> {
  const { rows } = await sql<{
    taken: boolean;
  }>`select pg_try_advisory_xact_lock(hashtext('collect'), ${sourceId}::int) as taken`.execute(tx);
  return rows[0]?.taken === true;
}
