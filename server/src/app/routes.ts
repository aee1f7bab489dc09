import { operationRoutes as contract } from '@watchfloor/contract';
import { getSettings, updateSettings } from '../domains/customers/index.ts';
import { listSources } from '../domains/integrations/index.ts';
import { type JobDefinition, listJobs } from '../domains/jobs/index.ts';
import { countParked } from '../domains/siem/index.ts';
import { type Binding, on } from '../http/binding.ts';
import { describeDatabase } from './store.ts';

/** What to do about parked events of a reason. */
export const adviceOf: Record<string, string> = {
  customer_unknown: 'Add the name as an alias of its customer; they are tried again by themselves.',
  time_invalid: 'The event has no time that can be true. Mend its source, then replay.',
  title_missing: 'The event names no rule. Check what writes into this index.',
  not_an_object: 'The document is no event. Check what writes into this index.',
  too_large: 'The document is larger than is read. Look at it in its index.',
  refused_by_database: 'A value could not be stored. Please report it with the body.',
};

/** Health and settings: they tell of several domains, so they stand where the domains are put together. */
export function operationRoutes(definitions: readonly JobDefinition[], isEmbedded: boolean): Binding[] {
  return [
    on(contract.getHealth, async (context) => {
      const [parked, database] = await context.read(async (tx) => [await countParked(tx, context.actor.scope.customers), await describeDatabase(tx)] as const);
      return {
        sources: await listSources(context),
        parked: parked.map((row) => ({ reason: row.reason, count: row.count, lastAt: row.lastAt.toISOString(), advice: adviceOf[row.reason] ?? 'Look at the body, mend the cause, then replay.' })),
        jobs: await listJobs(context, definitions),
        database: { ...database, isEmbedded },
        asOf: context.clock.now().toISOString(),
      };
    }),
    on(contract.getSettings, (context) => getSettings(context)),
    on(contract.updateSettings, (context, { body }) => updateSettings(context, body)),
  ];
}
