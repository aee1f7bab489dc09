import { setTimeout as wait } from 'node:timers/promises';
import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../access/index.ts';
import { beginTurn, holdTurn, tryLockSource } from './turn.store.ts';

/** Asked first in every transaction that writes what was read. @throws {LostTurn} when another worker reads the source by now. */
export type KeepTurn = (tx: Tx) => Promise<void>;

/** A worker that stood still, or was cut from the database, while another took its turn. */
export class LostTurn extends Error {}

const retryMs = 250;

/**
 * Runs `work` while no other worker has the source; `null` says that another has it, unless `waits` comes back for it. The
 * lock is a transaction that does nothing else, so that a killed worker lets go. A worker that only stood still does not
 * know that it let go; hence the number of its turn.
 */
export async function inTurn<T>(
  context: Context,
  sourceId: number,
  options: { waits: boolean; signal?: AbortSignal | undefined },
  work: (keepTurn: KeepTurn) => Promise<T>,
): Promise<T | null> {
  for (;;) {
    const done = await context.write(async (tx) => {
      if (!(await tryLockSource(tx, sourceId))) return null;
      const turn = await context.write((own) => beginTurn(own, sourceId));
      const keepTurn: KeepTurn = async (writing) => {
        if (!(await holdTurn(writing, sourceId, turn))) throw new LostTurn('Another worker reads this source by now.');
      };
      return { result: await work(keepTurn) };
    });
    if (done !== null || !options.waits) return done?.result ?? null;
    await wait(retryMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}
