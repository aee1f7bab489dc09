import { sql } from 'kysely';
import { type LeafNode, QueryError, type QueryNode } from '../../lib/lucene/index.ts';
import type { Condition, SearchContext, SearchField, SearchFields } from './field.ts';
import { compileLeaf } from './leaf.ts';
import { nearest } from './suggest.ts';

/**
 * The WHERE condition of a query over declared fields; every value is a parameter.
 * @throws {QueryError} for a field that is not declared or a value that its kind cannot hold, with the place of it.
 */
export function compileSearch(node: QueryNode, table: SearchFields, context: SearchContext): Condition {
  switch (node.kind) {
    case 'all':
      return sql<boolean>`true`;
    case 'and':
      return joined(
        node.children.map((child) => compileSearch(child, table, context)),
        'and',
      );
    case 'or':
      return joined(
        node.children.map((child) => compileSearch(child, table, context)),
        'or',
      );
    case 'not':
      // Rows without a value are not "unknown" to the person who excludes one: they stay.
      return sql<boolean>`(${compileSearch(node.child, table, context)}) is not true`;
    case 'boost':
      // Lists are not ranked.
      return compileSearch(node.child, table, context);
    default:
      return node.field ? compileNamed(node, node.field.name, table, context) : compileBare(node, table, context);
  }
}

/** Joins conditions; none is false under `or` and true under `and`. */
export function joined(conditions: readonly Condition[], by: 'and' | 'or'): Condition {
  if (conditions.length === 0) return by === 'and' ? sql<boolean>`true` : sql<boolean>`false`;
  return sql<boolean>`(${sql.join(conditions, by === 'and' ? sql` and ` : sql` or `)})`;
}

function compileNamed(node: LeafNode, name: string, table: SearchFields, context: SearchContext): Condition {
  // hasOwn: `constructor:x` must not find what every object has.
  const field = Object.hasOwn(table.fields, name) ? table.fields[name] : undefined;
  if (!field) throw unknownField(name, node.field?.at ?? node.at, Object.keys(table.fields));
  return compileLeaf(node, field, name, context);
}

/** The refusal of a name that nobody declared, naming the nearest that exist. */
export function unknownField(
  name: string,
  at: { position: number; length: number },
  known: readonly string[],
): QueryError {
  const close = nearest(name, known);
  const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Fields are ${[...known].sort().join(', ')}.`;
  return new QueryError(`There is no field "${name}".`, at, hint);
}

function compileBare(node: LeafNode, table: SearchFields, context: SearchContext): Condition {
  const conditions: Condition[] = [];
  let refusal: QueryError | null = null;
  for (const name of table.defaults) {
    const field = table.fields[name];
    if (!field || !canHoldBareWords(field, node)) continue;
    try {
      conditions.push(compileLeaf(node, field, name, context));
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      refusal = error;
    }
  }
  // One field that can answer is enough; if none can, the last one says why.
  if (conditions.length === 0 && refusal) throw refusal;
  return joined(conditions, 'or');
}

/** A bare word that cannot be a number or an id simply does not occur in such a field. */
function canHoldBareWords(field: SearchField, node: LeafNode): boolean {
  if (field.kind === 'keyword' || field.kind === 'text') return true;
  const value = node.kind === 'term' || node.kind === 'phrase' ? node.value : null;
  if (value === null) return false;
  if (field.kind === 'ids') return field.read(value) !== null;
  return field.kind === 'number' && /^-?\d+$/.test(value);
}
