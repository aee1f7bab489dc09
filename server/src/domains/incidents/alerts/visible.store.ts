import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CustomerScope, Scope } from '../../../db/scope.ts';

export type Condition = RawBuilder<SqlBool>;

/** The alerts of those customers; one customer is asked for by equality, which keeps the order of its index. */
export function ofCustomers(customers: CustomerScope, alias: string): Condition {
  if (customers.kind === 'all') return sql<boolean>`true`;
  const [first, ...others] = customers.ids;
  if (first === undefined) return sql<boolean>`false`;
  const column = sql.ref(`${alias}.customer_id`);
  return others.length === 0
    ? sql<boolean>`${column} = ${first}::bigint`
    : sql<boolean>`${column} = any (${[...customers.ids]}::bigint[])`;
}

/**
 * What an actor may see: of their customers, and by tag. Rows and kept counts carry the same columns, so both ask this
 * one predicate and cannot come to differ.
 */
export function visible(scope: Scope, alias: string): Condition {
  const { tags } = scope;
  const mine = ofCustomers(scope.customers, alias);
  if (tags.kind === 'all') return mine;
  const column = sql.ref(`${alias}.tag_ids`);
  const ways: Condition[] = [];
  if (tags.ids.length > 0) ways.push(sql<boolean>`${column} && ${[...tags.ids]}::int[]`);
  if (tags.untagged) ways.push(sql<boolean>`${column} = '{}'`);
  if (ways.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${mine} and (${sql.join(ways, sql` or `)}))`;
}
