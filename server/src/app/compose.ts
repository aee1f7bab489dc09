import type { PgBoss } from 'pg-boss';
import type { Config } from '../config.ts';
import { type ContextParts, readSession, systemContext } from '../domains/access/index.ts';
import { accessRoutes } from '../domains/access/routes.ts';
import { customerRoutes, getSettings, listRefs, renameDefault } from '../domains/customers/index.ts';
import {
  housekeepingJobs,
  type JobDefinition,
  type Jobs,
  jobRoutes,
  type OutboxReader,
} from '../domains/jobs/index.ts';
import { workspaceRoutes } from '../domains/workspace/index.ts';
import type { Binding } from '../http/binding.ts';
import { tokenOf } from '../http/cookies.ts';

export type Composition = { bindings: Binding[]; jobs: JobDefinition[]; onReady(): Promise<void> };

export type ComposeParts = {
  parts: ContextParts;
  config: Config;
  boss: PgBoss;
  reader: OutboxReader;
  isEmbedded: boolean;
};

/** Puts the domains together: the one place that knows all of them. */
export async function compose({ parts, config, boss, reader }: ComposeParts): Promise<Composition> {
  const system = systemContext(parts);
  const jobs: JobDefinition[] = [...housekeepingJobs(async (context) => (await getSettings(context)).runRetentionDays)];
  const queue: Jobs = { boss, definitions: jobs };
  const isAllowed = async (cookie: string | undefined) => {
    const token = tokenOf(cookie, config.isSecure);
    return token !== null && (await readSession(system, token)) !== null;
  };
  const bindings: Binding[] = [
    ...accessRoutes(parts, {
      listCustomers: (context) => context.read((tx) => listRefs(tx, context.actor.scope.customers)),
      nameDefaultCustomer: renameDefault,
    }),
    ...customerRoutes(async () => undefined),
    ...workspaceRoutes(),
    ...jobRoutes(queue, reader, isAllowed),
  ];
  return { bindings, jobs, onReady: async () => undefined };
}
