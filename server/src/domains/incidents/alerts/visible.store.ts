import { sql } from 'kysely';
import type { Scope } from '../../../db/scope.ts';
import { ofCustomers, ofTags } from '../../../db/scope-sql.ts';
import type { Condition } from '../../../db/search/index.ts';

/**
 * What an actor may see: of their customers, and by tag. Rows and kept counts carry the same columns, so both ask this
 * one predicate and cannot come to differ.
 */
export function visible(scope: Scope, alias: string): Condition {
  const mine = ofCustomers(scope.customers, `${alias}.customer_id`);
  return scope.tags.kind === 'all' ? mine : sql<boolean>`(${mine} and ${ofTags(scope.tags, `${alias}.tag_ids`)})`;
}
