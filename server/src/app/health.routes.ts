import { healthRoutes as contract } from '@watchfloor/contract';
import { listSources } from '../domains/integrations/index.ts';
import { type JobDefinition, listJobs } from '../domains/jobs/index.ts';
import { countParked } from '../domains/siem/index.ts';
import { type Binding, on } from '../http/binding.ts';
import { adviceOf } from './advice.ts';
import { describeDatabase } from './health.store.ts';

/** Health tells of several domains, so it stands where the domains are put together. */
export function healthRoutes(definitions: readonly JobDefinition[], isEmbedded: boolean): Binding[] {
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
          advice: adviceOf[row.reason],
        })),
        jobs: await listJobs(context, definitions),
        database: { ...database, isEmbedded },
        asOf: context.clock.now().toISOString(),
      };
    }),
  ];
}
