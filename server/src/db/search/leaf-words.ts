import { type RawBuilder, sql } from 'kysely';
import { type LeafNode, QueryError, translateRegex } from '../../lib/lucene/index.ts';
import { cleanText } from '../../lib/text.ts';
import type { Condition, SearchField } from './field.ts';
import { editsRegex, escapeLike, fuzzyDistance, toLike } from './pattern.ts';

type Keyword = Extract<SearchField, { kind: 'keyword' }>;

/** Whole values: exact, by wildcard, by expression, by alphabetical range, by edits. */
export function compileKeyword(node: LeafNode, field: Keyword, name: string): Condition {
  const caseless = field.isCaseless === true;
  if (node.kind === 'term' || node.kind === 'phrase') {
    const value = cleanText(node.value);
    // Containment is what an index over a list serves.
    if (field.isList && !caseless) return sql<boolean>`${field.column} @> array[${value}]::text[]`;
    return eachValue(field, (column) =>
      caseless ? sql<boolean>`lower(${column}) = lower(${value})` : sql<boolean>`${column} = ${value}`,
    );
  }
  switch (node.kind) {
    case 'wildcard':
      return eachValue(
        field,
        (column) => sql<boolean>`${column} ${sql.raw(caseless ? 'ilike' : 'like')} ${cleanText(toLike(node.parts))}`,
      );
    case 'regex': {
      const regex = `^(?:${translateRegex(cleanText(node.pattern), node.at)})$`;
      return eachValue(field, (column) => sql<boolean>`${column} ${sql.raw(caseless ? '~*' : '~')} ${regex}`);
    }
    case 'fuzzy': {
      const regex = `^(?:${editsRegex(cleanText(node.value), fuzzyDistance(node.value, node.distance))})$`;
      return eachValue(field, (column) => sql<boolean>`${column} ${sql.raw(caseless ? '~*' : '~')} ${regex}`);
    }
    case 'range': {
      const { from, to } = node;
      return eachValue(field, (column) => {
        const ends: Condition[] = [];
        if (from)
          ends.push(
            sql<boolean>`${column} ${sql.raw(from.isInclusive ? '>=' : '>')} ${cleanText(from.value)} collate "C"`,
          );
        if (to)
          ends.push(sql<boolean>`${column} ${sql.raw(to.isInclusive ? '<=' : '<')} ${cleanText(to.value)} collate "C"`);
        return sql<boolean>`(${sql.join(ends, sql` and `)})`;
      });
    }
    case 'exists':
      throw new QueryError(`${name} cannot be asked so.`, node.at);
  }
}

function eachValue(field: Keyword, condition: (column: RawBuilder<unknown>) => Condition): Condition {
  if (!field.isList) return condition(field.column);
  return sql<boolean>`exists (select 1 from unnest(${field.column}) as element(value) where ${condition(sql.ref('element.value'))})`;
}

/** Parts of a longer text, without regard to case. */
export function compileText(node: LeafNode, column: RawBuilder<unknown>, name: string): Condition {
  switch (node.kind) {
    case 'term':
      return sql<boolean>`${column} ilike ${`%${escapeLike(cleanText(node.value))}%`}`;
    case 'phrase': {
      const words = cleanText(node.value)
        .split(/\s+/)
        .filter((word) => word !== '');
      const pattern = node.slop ? words.map(escapeLike).join('%') : escapeLike(cleanText(node.value));
      return sql<boolean>`${column} ilike ${`%${pattern}%`}`;
    }
    case 'wildcard':
      return sql<boolean>`${column} ilike ${`%${cleanText(toLike(node.parts))}%`}`;
    case 'regex':
      return sql<boolean>`${column} ~* ${`(^|\\W)(?:${translateRegex(cleanText(node.pattern), node.at)})(\\W|$)`}`;
    case 'fuzzy':
      return sql<boolean>`${column} ~* ${`(^|\\W)(?:${editsRegex(cleanText(node.value), fuzzyDistance(node.value, node.distance))})(\\W|$)`}`;
    default:
      throw new QueryError(
        `${name} is a text and has no order.`,
        node.at,
        `For example ${name}:"failed login" or ${name}:fail*.`,
      );
  }
}
