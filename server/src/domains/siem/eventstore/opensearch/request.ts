import type { CustomerScope } from '../../../../db/scope.ts';
import {
  checkRegex,
  type LeafNode,
  printQuery,
  type QueryNode,
  withQueryFailure,
} from '../../../../lib/lucene/index.ts';
import { checkPatterns } from '../indices.ts';
import type { EventQuery } from '../port.ts';
import { readEventQuery, rewriteLeaves } from '../query.ts';
import { ownPrefix } from './template.ts';

/** The field that orders events: our own where only our indices are read, else the one that Wazuh and shippers write. */
export const timeFieldOf = (indices: readonly string[]): string =>
  indices.every((index) => index.startsWith(ownPrefix)) ? 'watchfloor.occurredAt' : '@timestamp';

/** The clause that stands beside every query; indices that are not ours name no customer, so only `all` sees their events. */
export function customerClause(customers: CustomerScope): object[] {
  return customers.kind === 'all' ? [] : [{ terms: { 'watchfloor.customerId': [...customers.ids] } }];
}

/**
 * The `query` part of a search. What a person typed is parsed, and printed again with every bracket that Lucene's
 * parser needs to read it as ours does; it then stands alone in a query_string, beside the forced clauses.
 * @throws {Failure} `query.invalid`, `request.invalid`.
 */
export function toQuery(query: EventQuery, now: Date): object {
  checkPatterns(query.indices);
  const timeField = timeFieldOf(query.indices);
  const node = withQueryFailure(() => rewriteLeaves(readEventQuery(query.query, now), forLucene), '/query');
  const range = {
    ...(query.from ? { gte: query.from.toISOString() } : {}),
    ...(query.to ? { lt: query.to.toISOString() } : {}),
  };
  const isOpen = Object.keys(range).length === 0;
  return {
    bool: {
      filter: [
        // An event without a time has no place in the order.
        isOpen
          ? { exists: { field: timeField } }
          : { range: { [timeField]: { ...range, format: 'strict_date_optional_time' } } },
        ...customerClause(query.customers),
        ...(node.kind === 'all' ? [] : [queryString(node)]),
      ],
    },
  };
}

const queryString = (node: QueryNode): object => ({
  query_string: {
    query: printQuery(node),
    default_operator: 'AND',
    // A word asked of a number finds nothing; it is no error, as the same field may be text in the next index.
    lenient: true,
    analyze_wildcard: true,
    allow_leading_wildcard: true,
    time_zone: 'UTC',
  },
});

function forLucene(leaf: LeafNode): QueryNode {
  if (leaf.kind === 'regex') checkRegex(leaf.pattern, leaf.at);
  // Lucene takes a comparison out of the value itself, escaped or not; only quotation marks stop it.
  if (leaf.kind === 'term' && leaf.field && /^[<>]/.test(leaf.value)) return { ...leaf, kind: 'phrase', slop: null };
  return leaf;
}
