import { sql } from 'kysely';
import type { CustomerScope, Scope } from '../../../../db/scope.ts';
import { ofCustomers } from '../../../../db/scope-sql.ts';
import { type Condition, escapeLike, joined } from '../../../../db/search/index.ts';
import { withQueryFailure } from '../../../../lib/lucene/index.ts';
import { checkPatterns } from '../indices.ts';
import type { EventQuery } from '../port.ts';
import { readEventQuery } from '../query.ts';
import { compileEvents } from './compile.ts';

/** The scope that row-level security gets; the statement carries the same predicate itself. */
export const toScope = (customers: CustomerScope): Scope => ({ customers, tags: { kind: 'all' } });

export function ofIndices(indices: readonly string[]): Condition {
  const patterns = checkPatterns(indices);
  if (patterns.includes('*')) return sql<boolean>`true`;
  const names = patterns.filter((pattern) => !pattern.includes('*'));
  const likes = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => escapeLike(pattern).replaceAll('*', '%'));
  return joined(
    [
      ...(names.length > 0 ? [sql<boolean>`events.index_name = any(${names}::text[])`] : []),
      ...(likes.length > 0 ? [sql<boolean>`events.index_name like any(${likes}::text[])`] : []),
    ],
    'or',
  );
}

/** All that a query asks of a row. @throws {Failure} `query.invalid`, `request.invalid`. */
export function conditionOf(query: EventQuery, now: Date): Condition {
  const asked = withQueryFailure(() => compileEvents(readEventQuery(query.query, now), now), '/query');
  const conditions = [ofIndices(query.indices), ofCustomers(query.customers, 'events.customer_id')];
  if (query.from) conditions.push(sql<boolean>`events.occurred_at >= ${query.from}`);
  if (query.to) conditions.push(sql<boolean>`events.occurred_at < ${query.to}`);
  return joined([...conditions, asked], 'and');
}
