import { sql } from 'kysely';
import type { CustomerScope, TagScope } from './scope.ts';
import { joined } from './search/compile.ts';
import type { Condition } from './search/field.ts';

/** The rows of those customers; one customer is asked for by equality, which keeps the order of its index. */
export function ofCustomers(scope: CustomerScope, column: string): Condition {
  if (scope.kind === 'all') return sql<boolean>`true`;
  const [first, ...others] = scope.ids;
  if (first === undefined) return sql<boolean>`false`;
  return others.length === 0
    ? sql<boolean>`${sql.ref(column)} = ${first}::bigint`
    : sql<boolean>`${sql.ref(column)} = any (${[...scope.ids]}::bigint[])`;
}

/** The rows whose list of tags is inside; the same as `seesTags`. */
export function ofTags(scope: TagScope, column: string): Condition {
  if (scope.kind === 'all') return sql<boolean>`true`;
  const ways: Condition[] = [];
  if (scope.ids.length > 0) ways.push(sql<boolean>`${sql.ref(column)} && ${[...scope.ids]}::int[]`);
  if (scope.untagged) ways.push(sql<boolean>`${sql.ref(column)} = '{}'`);
  return joined(ways, 'or');
}
