import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { CustomerScope } from '../../../db/scope.ts';
import { type Condition, compileSearch } from '../../../db/search/index.ts';
import { leavesOf, QueryError, type QueryNode } from '../../../lib/lucene/index.ts';
import { boundsOf } from './bounds.ts';
import { type Asker, countFields, type Dictionary, findingFields, type Lookup } from './fields.store.ts';
import { asksExposed, asksOnly, conjunctsOf, raiseCves } from './query.ts';

/** One condition that every finding of a list meets. */
export type Part = {
  node: QueryNode | null;
  /** On a row of findings, `f`. */
  onRow: Condition;
  /** The same on a row of kept counts, `n`; `null` where counts do not know it. */
  onCount: Condition | null;
  /** The same on a row of kept groups, `g`; `null` where groups do not know it. */
  onGroup: Condition | null;
};

export type Filter = { scope: CustomerScope; parts: readonly Part[]; asOfS: number };

// More matches than this are asked by subquery: the planner weighs each listed one in each of many scans.
const mostIds = 200;

/** All of these. */
export const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);

/**
 * Reads a query into conditions. Words of dictionaries are looked up first, so that the findings are asked by number.
 * @throws {QueryError} with the place of what cannot be asked.
 */
export async function makeFilter(tx: Tx, scope: CustomerScope, query: QueryNode, asker: Asker): Promise<Filter> {
  const nodes = conjunctsOf(raiseCves(query));
  const context = { now: new Date(asker.asOfS * 1_000) };
  const asked: { dictionary: Dictionary; condition: Condition }[] = [];
  const note: Lookup = (dictionary, _column, condition) => {
    asked.push({ dictionary, condition });
    return sql<boolean>`true`;
  };
  for (const node of nodes) compileSearch(node, findingFields(asker, note), context);
  const answers: (number[] | null)[] = [];
  for (const { dictionary, condition } of asked) answers.push(await findIds(tx, dictionary, condition));
  // Compiling is deterministic: the second pass asks in the same order as the first.
  let place = 0;
  const use: Lookup = (dictionary, column, condition) => {
    const ids = answers[place++];
    return ids
      ? sql<boolean>`${sql.ref(`f.${column}`)} = any (${ids}::bigint[])`
      : // `is true` keeps it a filter, beside which an index still gives its order, where a join would not.
        sql<boolean>`(${sql.ref(`f.${column}`)} in (select d.id from ${sql.table(dictionary)} d where ${condition})) is true`;
  };
  const parts = nodes.map(
    (node): Part => ({
      node,
      onRow: inTenths(node, compileSearch(node, findingFields(asker, use), context), asker.asOfS),
      onCount: compileKept(node, asker, context),
      onGroup: compileGrouped(node, asker, context),
    }),
  );
  return { scope, parts, asOfS: asker.asOfS };
}

/** Asks a part about scores of the column itself, of which the planner knows the spread. */
function inTenths(node: QueryNode, condition: Condition, asOfS: number): Condition {
  const { minTenths, maxTenths } = boundsOf([node], asOfS);
  if (minTenths === null && maxTenths === null) return condition;
  if ((minTenths ?? 0) > (maxTenths ?? 100)) return sql<boolean>`false`;
  return sql<boolean>`(f.score_tenths between ${minTenths ?? 0}::smallint and ${maxTenths ?? 100}::smallint)`;
}

async function findIds(tx: Tx, dictionary: Dictionary, condition: Condition): Promise<number[] | null> {
  const { rows } = await sql<{ id: number }>`
    select d.id from ${sql.table(dictionary)} d where ${condition} limit ${mostIds + 1}`.execute(tx);
  return rows.length > mostIds ? null : rows.map((row) => row.id);
}

function compileKept(node: QueryNode, asker: Asker, context: { now: Date }): Condition | null {
  // A bare word is looked for in dictionaries, which counts know nothing of.
  if (leavesOf(node).some((leaf) => leaf.field === null)) return null;
  try {
    return compileSearch(node, countFields('n', asker), context);
  } catch (error) {
    // The row's fields took it, so it is no mistake of the reader's; counts just do not know the field.
    if (error instanceof QueryError) return null;
    throw error;
  }
}

const customerOnly = new Set(['customer']);

/** Groups are made of exposed findings, each of one customer: nothing else can be asked of them. */
function compileGrouped(node: QueryNode, asker: Asker, context: { now: Date }): Condition | null {
  if (asksExposed(node)) return sql<boolean>`true`;
  return asksOnly(node, customerOnly) ? compileSearch(node, countFields('g', asker), context) : null;
}

/** A condition on rows that the program itself adds, such as the group that a list is opened from. */
export const addedPart = (onRow: Condition): Part => ({
  node: null,
  onRow,
  onCount: null,
  onGroup: null,
});
