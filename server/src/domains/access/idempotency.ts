import type { Context } from './context.ts';
import * as store from './idempotency.store.ts';

const memoryMs = 24 * 3_600_000;
/** A request that was silent for so long and left no reply died with its process; its key is free again. */
const abandonedMs = 60_000;
/** How often a request that runs says so. */
export const renewEveryMs = abandonedMs / 3;

export type Begun = { state: 'new' } | { state: 'running' } | { state: 'other' } | { state: 'done'; reply: unknown };

/** Claims a key for 24 h. */
export function begin(system: Context, actor: string, key: string, hash: Buffer): Promise<Begun> {
  const now = system.clock.now();
  return system.write(async (tx): Promise<Begun> => {
    await store.deleteOlder(tx, new Date(now.getTime() - memoryMs), new Date(now.getTime() - abandonedMs));
    if (await store.claim(tx, actor, key, hash, now)) return { state: 'new' };
    const row = await store.find(tx, actor, key);
    if (!row) return { state: 'running' };
    if (!row.requestHash.equals(hash)) return { state: 'other' };
    return row.isDone ? { state: 'done', reply: row.reply } : { state: 'running' };
  });
}

export const renew = (system: Context, actor: string, key: string) =>
  system.write((tx) => store.renew(tx, actor, key, system.clock.now()));
export const finish = (system: Context, actor: string, key: string, reply: unknown) =>
  system.write((tx) => store.finish(tx, actor, key, reply));
export const forget = (system: Context, actor: string, key: string) =>
  system.write((tx) => store.forget(tx, actor, key));
