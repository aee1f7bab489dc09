import { type RawBuilder, sql } from 'kysely';
import { type LeafNode, QueryError } from '../../lib/lucene/index.ts';
import type { Condition, SearchContext, SearchField } from './field.ts';
import { compileAge, compileTime } from './leaf-time.ts';
import { compileKeyword, compileText } from './leaf-words.ts';
import { nearest } from './suggest.ts';

/** The condition of one leaf on one declared field. @throws {QueryError} when the field cannot be asked that way. */
export function compileLeaf(node: LeafNode, field: SearchField, name: string, context: SearchContext): Condition {
  if (field.kind === 'flag') return compileFlag(node, field.words, name);
  const condition = compileOnColumn(node, field, name, context);
  return field.within ? field.within(condition) : condition;
}

type OnColumn = Exclude<SearchField, { kind: 'flag' }>;

function compileOnColumn(node: LeafNode, field: OnColumn, name: string, context: SearchContext): Condition {
  if (node.kind === 'exists') {
    const isList = 'isList' in field && field.isList === true;
    return isList ? sql<boolean>`cardinality(${field.column}) > 0` : sql<boolean>`${field.column} is not null`;
  }
  switch (field.kind) {
    case 'keyword':
      return compileKeyword(node, field, name);
    case 'text':
      return compileText(node, field.column, name);
    case 'rank':
      return compileRank(node, field.column, field.words, name);
    case 'time':
      return compileTime(node, field.column, name, context);
    case 'age':
      return compileAge(node, field.column, name, context);
    case 'number':
      return compileNumber(node, field.column, name, field.isDecimal === true);
    case 'ids':
      return compileIds(node, field, name);
  }
}

function exactValue(node: LeafNode, name: string, hint: string): string {
  if (node.kind === 'term' || node.kind === 'phrase') return node.value;
  throw new QueryError(`${name} takes one exact value.`, node.at, hint);
}

function lookUp<T>(words: Readonly<Record<string, T>>, word: string, name: string, at: LeafNode['at']): T {
  const value = Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()] : undefined;
  if (value !== undefined) return value;
  const known = Object.keys(words);
  const close = nearest(word, known);
  throw new QueryError(
    `${name}: has no value "${word}".`,
    at,
    `Known: ${(close.length > 0 ? close : known).join(', ')}.`,
  );
}

function compileFlag(node: LeafNode, words: Readonly<Record<string, Condition>>, name: string): Condition {
  const word = exactValue(node, name, `Known: ${Object.keys(words).join(', ')}.`);
  return lookUp(words, word, name, node.at);
}

function compileRank(
  node: LeafNode,
  column: RawBuilder<unknown>,
  words: Readonly<Record<string, number | null>>,
  name: string,
): Condition {
  if (node.kind !== 'range') {
    const rank = lookUp(words, exactValue(node, name, `For example ${name}:>=high.`), name, node.at);
    return rank === null ? sql<boolean>`${column} is null` : sql<boolean>`${column} = ${rank}`;
  }
  const rankOf = (value: string, at: LeafNode['at']): number => {
    const rank = lookUp(words, value, name, at);
    if (rank === null) throw new QueryError(`"${value}" has no place in the order.`, at, `Ask ${name}:${value} alone.`);
    return rank;
  };
  return compileEnds(node, column, (bound) => sql`${rankOf(bound.value, bound.at)}`);
}

type Range = Extract<LeafNode, { kind: 'range' }>;

function compileEnds(
  node: Range,
  column: RawBuilder<unknown>,
  value: (bound: NonNullable<Range['from']>) => RawBuilder<unknown>,
): Condition {
  const ends: Condition[] = [];
  if (node.from) ends.push(sql<boolean>`${column} ${sql.raw(node.from.isInclusive ? '>=' : '>')} ${value(node.from)}`);
  if (node.to) ends.push(sql<boolean>`${column} ${sql.raw(node.to.isInclusive ? '<=' : '<')} ${value(node.to)}`);
  return sql<boolean>`(${sql.join(ends, sql` and `)})`;
}

function compileNumber(node: LeafNode, column: RawBuilder<unknown>, name: string, isDecimal: boolean): Condition {
  const read = (text: string, at: LeafNode['at']): number => {
    const number = /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(number))
      throw new QueryError(`${name} is a number, and "${text}" is none.`, at, `For example ${name}:>=7.`);
    return number;
  };
  // bigint compares with every whole type through its index, where numeric would not.
  const cast = sql.raw(isDecimal ? '::double precision' : '::bigint');
  if (node.kind !== 'range') {
    const number = read(exactValue(node, name, `For example ${name}:>=7.`), node.at);
    return isDecimal || Number.isInteger(number) ? sql<boolean>`${column} = ${number}${cast}` : sql<boolean>`false`;
  }
  const whole = (bound: NonNullable<Range['from']>, round: (value: number) => number) => {
    const number = read(bound.value, bound.at);
    return isDecimal || Number.isInteger(number)
      ? { ...bound, value: String(number) }
      : { ...bound, value: String(round(number)), isInclusive: true };
  };
  const ends = { ...node, from: node.from && whole(node.from, Math.ceil), to: node.to && whole(node.to, Math.floor) };
  return compileEnds(ends, column, (bound) => sql`${Number(bound.value)}${cast}`);
}

function compileIds(node: LeafNode, field: Extract<SearchField, { kind: 'ids' }>, name: string): Condition {
  const word = exactValue(node, name, `For example ${name}:${field.example}.`);
  const id = field.read(word);
  if (id === null)
    throw new QueryError(`${name}: cannot be "${word}".`, node.at, `For example ${name}:${field.example}.`);
  return field.isList
    ? sql<boolean>`${field.column} @> array[${id}]::int[]`
    : sql<boolean>`${field.column} = ${id}::bigint`;
}
