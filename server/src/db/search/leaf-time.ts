import { type RawBuilder, sql } from 'kysely';
import { endOfTime, startOfTime } from '../../lib/instant.ts';
import { type LeafNode, type Moment, parseAge, parseMoment, QueryError, type Span } from '../../lib/lucene/index.ts';
import type { Condition, SearchContext } from './field.ts';

/** Reads a date of a query. @throws {QueryError} when it is none, or outside what PostgreSQL can hold. */
export function momentOf(text: string, at: Span, name: string, now: Date): Moment {
  const moment = parseMoment(text, now);
  const isOutside = moment !== null && (moment.from < startOfTime || moment.to > endOfTime);
  if (moment && !isOutside) return moment;
  throw new QueryError(
    `${name} is a time, and "${text}" is none.`,
    at,
    `For example ${name}:>=now-24h or ${name}:2025-01-31.`,
  );
}

/** The half-open stretch that a range asks for: an excluded day is excluded whole, an included one is included whole. */
export function stretchOf(
  node: Extract<LeafNode, { kind: 'range' }>,
  name: string,
  now: Date,
): { from: number | null; to: number | null } {
  const start = node.from && momentOf(node.from.value, node.from.at, name, now);
  const end = node.to && momentOf(node.to.value, node.to.at, name, now);
  return {
    from: start && (node.from?.isInclusive ? start.from : start.to),
    to: end && (node.to?.isInclusive ? end.to : end.from),
  };
}

/** An instant as PostgreSQL reads it; the end of year 9999 is the end of all, as the next year has no ISO form there. */
export const instantText = (ms: number): string => (ms >= endOfTime ? 'infinity' : new Date(ms).toISOString());

const instant = (ms: number) => sql`${instantText(ms)}::timestamptz`;

export function compileTime(
  node: LeafNode,
  column: RawBuilder<unknown>,
  name: string,
  context: SearchContext,
): Condition {
  if (node.kind === 'term' || node.kind === 'phrase') {
    const { from, to } = momentOf(node.value, node.at, name, context.now);
    return sql<boolean>`(${column} >= ${instant(from)} and ${column} < ${instant(to)})`;
  }
  if (node.kind !== 'range')
    throw new QueryError(`${name} is a time.`, node.at, `For example ${name}:>=now-24h or ${name}:2025-01-31.`);
  const { from, to } = stretchOf(node, name, context.now);
  const ends: Condition[] = [];
  if (from !== null) ends.push(sql<boolean>`${column} >= ${instant(from)}`);
  if (to !== null) ends.push(sql<boolean>`${column} < ${instant(to)}`);
  return sql<boolean>`(${sql.join(ends, sql` and `)})`;
}

/** `age:<4h` is "later than four hours ago". */
export function compileAge(
  node: LeafNode,
  column: RawBuilder<unknown>,
  name: string,
  context: SearchContext,
): Condition {
  const example = `For example ${name}:<4h or ${name}:>=7d.`;
  if (node.kind !== 'range') throw new QueryError(`${name} is compared with a length of time.`, node.at, example);
  const since = (bound: NonNullable<typeof node.from>) => {
    const age = parseAge(bound.value);
    if (age === null)
      throw new QueryError(
        `"${bound.value}" is not a length of time.`,
        bound.at,
        `${example} Units are s, m, h, d and w.`,
      );
    const ms = context.now.getTime() - age;
    // Older than the calendar is older than everything.
    return instant(Math.max(ms, startOfTime));
  };
  const ends: Condition[] = [];
  if (node.from) ends.push(sql<boolean>`${column} ${sql.raw(node.from.isInclusive ? '<=' : '<')} ${since(node.from)}`);
  if (node.to) ends.push(sql<boolean>`${column} ${sql.raw(node.to.isInclusive ? '>=' : '>')} ${since(node.to)}`);
  return sql<boolean>`(${sql.join(ends, sql` and `)})`;
}
