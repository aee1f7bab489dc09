import { sql } from 'kysely';
import { type Condition, compileSearch, joined, type SearchFields } from '../../../../db/search/index.ts';
import type { LeafNode, QueryNode } from '../../../../lib/lucene/index.ts';
import { timeFields } from '../query.ts';
import { dateCondition, iso } from './dates.ts';
import { barePath, namedPath } from './jsonpath.ts';

const occurredAt = { kind: 'time', column: sql.ref('events.occurred_at') } as const;

/** What is answered from columns. */
const columns: SearchFields = {
  fields: {
    _index: { kind: 'keyword', column: sql.ref('events.index_name') },
    _id: { kind: 'keyword', column: sql.ref('events.document_id') },
    ...Object.fromEntries(timeFields.map((name) => [name, occurredAt])),
  },
  defaults: [],
};

/**
 * The condition of an event query on a row of `events`; the path expressions are parameters too.
 * A field that no event has is no error: events have no declared fields, so it simply finds nothing.
 * @throws {QueryError}
 */
export function compileEvents(node: QueryNode, now: Date): Condition {
  switch (node.kind) {
    case 'all':
      return sql<boolean>`true`;
    case 'and':
    case 'or':
      return joined(
        node.children.map((child) => compileEvents(child, now)),
        node.kind,
      );
    case 'not':
      return sql<boolean>`(${compileEvents(node.child, now)}) is not true`;
    case 'boost':
      return compileEvents(node.child, now);
    default:
      return compileEvent(node, now);
  }
}

function compileEvent(leaf: LeafNode, now: Date): Condition {
  if (!leaf.field) return at(barePath(leaf));
  if (Object.hasOwn(columns.fields, leaf.field.name)) return compileSearch(leaf, columns, { now });
  const asDate = leaf.kind === 'range' ? dateCondition(leaf, now) : null;
  // What looks like a time is compared as one; the rest in the order of text, as a keyword would be.
  return asDate
    ? joined([at(namedPath(leaf, leaf.field.name, iso)), asDate], 'or')
    : at(namedPath(leaf, leaf.field.name));
}

const at = (path: string): Condition => sql<boolean>`events.body @? ${path}::jsonpath`;
