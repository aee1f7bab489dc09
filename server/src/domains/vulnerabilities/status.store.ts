import { sql } from 'kysely';
import type { Condition } from '../../db/search/index.ts';
import { closedStatuses, exposedStatuses } from './status.ts';

// Words, not parameters: the planner takes a partial index only for its own words.
const isOneOf = (statuses: readonly string[]) => (alias: string) =>
  sql<boolean>`${sql.ref(`${alias}.status`)} in (${sql.join(statuses.map((status) => sql.lit(status)))})`;

export const ofExposed: (alias: string) => Condition = isOneOf(exposedStatuses);
export const ofClosed: (alias: string) => Condition = isOneOf(closedStatuses);
