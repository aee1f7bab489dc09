import type { Config } from '../config.ts';
import { connectors } from '../connectors/list.ts';
import type { Database } from '../db/database.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { demoJobs } from '../demo/jobs.ts';
import type { DemoPipelines } from '../demo/load.ts';
import { type Context, type ContextParts, forgetEnded, systemContext } from '../domains/access/index.ts';
import { agentJobs } from '../domains/agents/index.ts';
import { incidentJobs, incidentRoutes, ingestBatch } from '../domains/incidents/index.ts';
import {
  type IntegrationParts,
  makeVault,
  type Vault,
  warnOfUnreadable,
  writeCatalogue,
} from '../domains/integrations/index.ts';
import { housekeepingJobs, type JobDefinition } from '../domains/jobs/index.ts';
import { getSettings } from '../domains/settings/index.ts';
import {
  type EventStore,
  parkedRoutes,
  type ReplayParts,
  replayForCustomerKey,
  siemJobs,
} from '../domains/siem/index.ts';
import { findingRoutes, moveFindings, vulnerabilityJobs } from '../domains/vulnerabilities/index.ts';
import type { Binding } from '../http/binding.ts';
import { openKeyRing } from '../lib/key-ring.ts';
import { openEvents } from './event-store.ts';
import { demoPipelines } from './pipelines.ts';

/** The domains as the program and the command line use them: opened once, on one database. */
export type Domains = {
  integrations: IntegrationParts;
  vault: Vault;
  events: EventStore;
  demo: DemoPipelines;
  /** Tries the parked events again that wait for a customer of that name. */
  replayForCustomerKey(context: Context, key: string): Promise<unknown>;
  bindings: Binding[];
  jobs: JobDefinition[];
  close(): Promise<void>;
};

/** @param work the same database as in `parts`, for jobs. */
export async function withDomains(parts: ContextParts, work: Database, config: Config): Promise<Domains> {
  const system = systemContext(parts);
  const integrations: IntegrationParts = {
    connectors,
    keys: await openKeyRing(config),
  };
  const vault = makeVault(integrations);
  await writeCatalogue(system, connectors);
  await warnOfUnreadable(system, integrations.keys);
  const { openConnection, findWebhook } = vault;
  const { store: events, workStore, close: closeEvents } = await openEvents(parts, work, config);
  const replay: ReplayParts = { ingest: ingestBatch, openConnection, events };
  const demo = demoPipelines(workStore);
  return {
    integrations,
    vault,
    events,
    demo,
    replayForCustomerKey: (context, key) => replayForCustomerKey(context, replay, key),
    bindings: [
      ...incidentRoutes({ findWebhook, events, clock: parts.clock }),
      ...parkedRoutes(replay),
      ...findingRoutes({ clock: parts.clock }),
    ],
    jobs: [
      ...housekeepingJobs({
        runRetentionDays: async (context) => (await getSettings(context)).runRetentionDays,
        forgetEnded,
        makePartitions: (now) => ensurePartitions(work, now),
      }),
      ...incidentJobs({ openConnection, findWebhook, events: workStore }),
      ...siemJobs({ ...replay, events: workStore }),
      ...agentJobs({ openConnection, onMove: moveFindings }),
      ...vulnerabilityJobs({ openConnection }),
      ...demoJobs(demo, config.isDemo),
    ],
    close: async () => {
      await vault.close();
      await closeEvents();
    },
  };
}
