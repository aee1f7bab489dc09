import { operationRoutes as contract } from '@watchfloor/contract';
import { getSettings, updateSettings } from '../domains/customers/index.ts';
import { listSources } from '../domains/integrations/index.ts';
import { type JobDefinition, listJobs } from '../domains/jobs/index.ts';
import { countParked } from '../domains/siem/index.ts';
import { type Binding, on } from '../http/binding.ts';
import { adviceOf } from './advice.ts';
import { describeDatabase } from './store.ts';

/** Health and settings: they tell of several domains, so they stand where the domains are put together. */
export function operationRoutes(definitions: readonly JobDefinition[], isEmbedded: boolean): Binding[] {
  return [
    on(contract.getHealth, async (context) => {
      const [parked, database] = await context.read(
        async (tx) => [await countParked(tx, context.actor.scope.customers), await describeDatabase(tx)] as const,
      );
      return {
        sources: await listSources(context),
        parked: parked.map(({ lastAt, ...row }) => ({
          ...row,
          lastAt: lastAt.toISOString(),
          advice: adviceOf(row.reason),
        })),
        jobs: await listJobs(context, definitions),
        database: { ...database, isEmbedded },
        asOf: context.clock.now().toISOString(),
      };
    }),
    on(contract.getSettings, (context) => getSettings(context)),
    on(contract.updateSettings, (context, { body }) => updateSettings(context, body)),
  ];
}
