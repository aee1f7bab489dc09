import { sql } from 'kysely';
import type { Condition } from '../../../db/search/index.ts';

/** Leaves out what arrived after a count was shown: nobody closes an alert that they have not been told of. */
export const lastSeenUntil = (condition: Condition, until: string | undefined): Condition =>
  until === undefined ? condition : sql<boolean>`(${condition} and a.last_seen_at <= ${until}::timestamptz)`;
