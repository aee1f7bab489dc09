import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

/** Takes the right to read a source until the transaction ends; false while somebody else has it. */
export async function tryLockSource(tx: Tx, sourceId: number): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('source'), ${sourceId}::int) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

/** Begins a turn of a source; everything of earlier turns is refused from now on, and what they are writing is waited for. */
export async function beginTurn(tx: Tx, sourceId: number): Promise<number> {
  const { rows } = await sql<{ turn: number }>`
    update sources set turn = turn + 1 where id = ${sourceId} returning turn`.execute(tx);
  return rows[0]?.turn ?? 0;
}

/** Keeps a turn from ending before this transaction does; false when another one has begun. */
export async function holdTurn(tx: Tx, sourceId: number, turn: number): Promise<boolean> {
  const { rows } = await sql`select id from sources where id = ${sourceId} and turn = ${turn} for share`.execute(tx);
  return rows.length > 0;
}
