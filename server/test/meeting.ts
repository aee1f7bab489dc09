import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { systemScope } from '../src/db/scope.ts';
import type { Context } from '../src/domains/access/index.ts';

/** How many connections to the database wait for a lock that another holds. */
export async function countBlocked(db: Database): Promise<number> {
  const look = sql`select distinct pid from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`;
  return (await db.read(systemScope, (tx) => look.execute(tx))).rows.length;
}

type Ended<T> = PromiseSettledResult<T>;

const ended = async <T>(work: Promise<T>): Promise<Ended<T>> => {
  const [one] = await Promise.allSettled([work]);
  return one;
};

/**
 * Lets two writers meet in the one way that tells: `second` starts when the `nth` transaction of `first` has done its work
 * and is not yet saved, and `first` saves once `second` waits for it or has ended. No clock decides.
 */
export async function meet<A, B>(
  db: Database,
  context: Context,
  first: (held: Context) => Promise<A>,
  second: () => Promise<B>,
  nth = 1,
): Promise<[Ended<A>, Ended<B>]> {
  let other: Promise<Ended<B>> | undefined;
  let writes = 0;
  const begin = async () => {
    let isOver = false;
    other = ended(second()).finally(() => {
      isOver = true;
    });
    await expect.poll(async () => isOver || (await countBlocked(db)) > 0, { interval: 10 }).toBe(true);
  };
  const holding = (own: Context): Context => ({
    ...own,
    asSystem: () => holding(own.asSystem()),
    write: (work) =>
      own.write(async (tx) => {
        const result = await work(tx);
        if (++writes === nth) await begin();
        return result;
      }),
  });
  const one = await ended(first(holding(context)));
  if (other === undefined) throw new Error(`There was no transaction ${nth} to hold.`, { cause: one });
  return [one, await other];
}

/** What came of each: its failure's code, or `done`. */
export const outcomesOf = (both: readonly Ended<unknown>[]): string[] =>
  both.map((one) =>
    one.status === 'fulfilled' ? 'done' : ((one.reason as { code?: string }).code ?? String(one.reason)),
  );
