import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export type Tries = { tries: number; windowAt: Date };

/** Counts a try; the count begins anew after `quietS` without one, and `windowAt` is the last of them. */
export const countTry = (tx: Tx, key: string, quietS: number, now: Date): Promise<Tries> =>
  count(tx, key, quietS, now, sql`${now}`);

/** Counts within windows of `windowS` seconds, whose first try is `windowAt`: however steady, no window knows of the one before. */
export const countInWindow = (tx: Tx, key: string, windowS: number, now: Date): Promise<Tries> =>
  count(tx, key, windowS, now, sql`case when ${isOver(windowS, now)} then ${now} else t.window_at end`);

const isOver = (seconds: number, now: Date) =>
  sql`t.window_at <= ${now}::timestamptz - make_interval(secs => ${seconds})`;

async function count(tx: Tx, key: string, seconds: number, now: Date, windowAt: RawBuilder<unknown>): Promise<Tries> {
  const { rows } = await sql<Tries>`
    insert into throttle as t (key, window_at, tries) values (${key}, ${now}, 1)
    on conflict (key) do update set
      tries = case when ${isOver(seconds, now)} then 1 else t.tries + 1 end,
      window_at = ${windowAt}
    returning tries, window_at as "windowAt"`.execute(tx);
  return rows[0] ?? { tries: 1, windowAt: now };
}

/** Forgets counts that no window reaches back to. */
export async function deleteTriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('throttle').where('window_at', '<', before).execute();
}

export async function findTries(tx: Tx, key: string): Promise<Tries | null> {
  const row = await tx
    .selectFrom('throttle')
    .select(['tries', 'window_at as windowAt'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

/** Begins anew; what was counted until now, also while the right one was being checked. */
export async function clearTries(tx: Tx, key: string): Promise<Tries | null> {
  const row = await tx
    .deleteFrom('throttle')
    .where('key', '=', key)
    .returning(['tries', 'window_at as windowAt'])
    .executeTakeFirst();
  return row ?? null;
}
