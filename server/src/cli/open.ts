import { openStores } from '../app/stores.ts';
import { withDomains, type Domains } from '../app/domains.ts';
import type { Config } from '../config.ts';
import { type Context, type ContextParts, ensureRoles, systemContext } from '../domains/access/index.ts';
import { ensureDefaultCustomer } from '../domains/customers/index.ts';
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';

export type Opened = { parts: ContextParts; system: Context; domains: Domains; url: string; close(): Promise<void> };

/** Opens the database for one verb: borrowed from a running program, else started for the time of the verb. */
export async function openForVerb(config: Config): Promise<Opened> {
  const log = createLog(config.log === 'info' ? 'error' : config.log);
  const stores = await openStores(config, log, 'tool', systemClock.now());
  const parts: ContextParts = { db: stores.database, clock: systemClock, log };
  const system = systemContext(parts);
  await ensureRoles(system);
  await ensureDefaultCustomer(system);
  return { parts, system, domains: await withDomains(parts, config), url: stores.database.url, close: stores.close };
}
