import { type Domains, withDomains } from '../app/domains.ts';
import { assertUsable, openStores } from '../app/stores.ts';
import type { Config } from '../config.ts';
import { startEmbedded } from '../db/embedded/index.ts';
import { type Context, type ContextParts, ensureRoles, systemContext } from '../domains/access/index.ts';
import { ensureDefaultCustomer } from '../domains/customers/index.ts';
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';

/** What most verbs work on. */
export type Opened = { parts: ContextParts; system: Context; domains: Domains; close(): Promise<void> };

/** Opens the database for one verb: borrowed from a running program, else started for the time of the verb. */
export async function openForVerb(config: Config): Promise<Opened> {
  const log = createLog(config.log === 'info' ? 'error' : config.log);
  const stores = await openStores(config, log, 'tool', systemClock.now());
  try {
    const parts: ContextParts = { db: stores.database, clock: systemClock, log };
    const system = systemContext(parts);
    await ensureRoles(system);
    await ensureDefaultCustomer(system);
    const domains = await withDomains(parts, stores.database, config);
    return {
      parts,
      system,
      domains,
      close: async () => {
        try {
          await domains.close();
        } finally {
          await stores.close();
        }
      },
    };
  } catch (error) {
    // The embedded server may have been started for this verb alone.
    await stores.close();
    throw error;
  }
}

/** Runs `work` on the address of the database without migrating it first. */
export async function onAddress<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl) {
    await assertUsable(config.databaseUrl);
    return work(config.databaseUrl);
  }
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const embedded = await startEmbedded({ dataDir: config.dataDir, log: quiet, as: 'tool' });
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}
