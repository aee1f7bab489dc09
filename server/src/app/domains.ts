import type { Customer, Source } from '@watchfloor/contract';
import { connectors } from '../connectors/list.ts';
import type { Config } from '../config.ts';
import { type Context, type ContextParts, systemContext } from '../domains/access/index.ts';
import { listCustomers } from '../domains/customers/index.ts';
import {
  connectFromCli,
  type ConnectResult,
  type ConnectWish,
  type IntegrationParts,
  listSources,
  makeVault,
  type Vault,
  warnOfUnreadable,
  writeCatalogue,
} from '../domains/integrations/index.ts';
import { type EventStore, postgresEventStore } from '../domains/siem/index.ts';
import type { JobDefinition } from '../domains/jobs/index.ts';
import type { Binding } from '../http/binding.ts';
import { loadKeyRing, loadOrMakeKeyRing } from '../lib/seal.ts';

/** The domains as the program and the command line use them: opened once, on one database. */
export type Domains = {
  integrations: IntegrationParts;
  vault: Vault;
  events: EventStore;
  connect(context: Context, wish: ConnectWish, onStep: Parameters<typeof connectFromCli>[3]): Promise<ConnectResult>;
  listCustomers(context: Context): Promise<Customer[]>;
  listSources(context: Context): Promise<Source[]>;
  /** Tries the parked events again that wait for a customer of that name. */
  replayForCustomerKey(context: Context, key: string): Promise<unknown>;
  bindings: Binding[];
  jobs: JobDefinition[];
  close(): Promise<void>;
};

export async function withDomains(parts: ContextParts, config: Config): Promise<Domains> {
  const system = systemContext(parts);
  const integrations: IntegrationParts = { connectors, keys: await (config.isKeyFileGiven ? loadKeyRing : loadOrMakeKeyRing)(config.keyFile) };
  const vault = makeVault(integrations);
  await writeCatalogue(system, connectors);
  await warnOfUnreadable(system, integrations.keys);
  return {
    integrations,
    vault,
    events: postgresEventStore(parts.db, parts.clock),
    connect: (context, wish, onStep) => connectFromCli(context, integrations, wish, onStep),
    listCustomers: (context) => listCustomers(context),
    listSources: (context) => listSources(context),
    replayForCustomerKey: async () => undefined,
    bindings: [],
    jobs: [],
    close: () => vault.close(),
  };
}
