import type { PgBoss } from 'pg-boss';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { wantsDemo } from '../demo/load.ts';
import { actorOf, type ContextParts, readSession, systemContext } from '../domains/access/index.ts';
import { accessRoutes } from '../domains/access/routes.ts';
import { customerRoutes, listRefs, renameDefault } from '../domains/customers/index.ts';
import { integrationRoutes } from '../domains/integrations/index.ts';
import { type JobDefinition, type Jobs, jobRoutes, type OutboxReader, startJob } from '../domains/jobs/index.ts';
import { settingsRoutes } from '../domains/settings/index.ts';
import { workspaceRoutes } from '../domains/workspace/index.ts';
import type { Binding } from '../http/binding.ts';
import { tokenOf } from '../http/cookies.ts';
import { type Domains, withDomains } from './domains.ts';
import { healthRoutes } from './health.routes.ts';

export type Composition = {
  bindings: Binding[];
  jobs: JobDefinition[];
  domains: Domains;
  /** What is begun once the program answers. */
  onReady(): Promise<void>;
};

export type ComposeParts = {
  parts: ContextParts;
  /** The same database as in `parts`, for jobs: work never takes the connections of requests. */
  work: Database;
  config: Config;
  boss: PgBoss;
  reader: OutboxReader;
  isEmbedded: boolean;
};

/** The job that reads a source of a purpose once. */
const readers = { alerts: 'sync-alerts', findings: 'sync-findings', agents: 'sync-agents' } as const;

/** Puts the domains together: the one place that knows all of them. */
export async function compose({ parts, work, config, boss, reader, isEmbedded }: ComposeParts): Promise<Composition> {
  const system = systemContext(parts);
  const domains = await withDomains(parts, work, config);
  const { jobs } = domains;
  const queue: Jobs = { boss, definitions: jobs };
  const readScope = async (cookie: string | undefined) => {
    const token = tokenOf(cookie, config.isSecure);
    const session = token === null ? null : await readSession(system, token);
    return session && actorOf(session.row, null, null).scope;
  };
  const bindings: Binding[] = [
    ...accessRoutes(parts, {
      listCustomers: (context) => context.read((tx) => listRefs(tx, context.actor.scope.customers)),
      nameDefaultCustomer: renameDefault,
    }),
    ...customerRoutes(domains.replayForCustomerKey),
    ...workspaceRoutes(),
    ...jobRoutes(queue, reader, readScope),
    ...integrationRoutes({
      ...domains.integrations,
      startRun: (context, sourceId, purpose) => startJob(context, queue, readers[purpose], { sourceId }),
    }),
    ...healthRoutes(jobs, isEmbedded),
    ...settingsRoutes(),
    ...domains.bindings,
  ];
  const onReady = async () => {
    if (config.isDemo && config.role !== 'worker' && (await wantsDemo(system)))
      await startJob(system, queue, 'demo-load');
  };
  return { bindings, jobs, domains, onReady };
}
