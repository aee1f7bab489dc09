import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { expect, test } from 'vitest';
import { leavesOf, parseQuery, QueryError } from '../../lib/lucene/index.ts';
import type { SearchField } from './field.ts';
import { compileLeaf } from './leaf.ts';

const db = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (on) => new PostgresIntrospector(on),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const now = new Date('2025-01-15T12:00:00.000Z');
const column = sql.ref('c');

/** The SQL of one leaf asked of a field of that kind, and its parameters. */
function compiled(text: string, field: SearchField): [string, readonly unknown[]] {
  const [leaf] = leavesOf(parseQuery(text));
  if (!leaf) throw new Error('no leaf');
  const { sql: written, parameters } = compileLeaf(leaf, field, 'f', { now }).compile(db);
  return [written.replace(/\s+/g, ' '), parameters];
}

test.each<[string, SearchField, string, unknown[]]>([
  ['f:a', { kind: 'keyword', column }, '"c" = $1', ['a']],
  ['f:a', { kind: 'keyword', column, isCaseless: true }, 'lower("c") = lower($1)', ['a']],
  ['f:a', { kind: 'keyword', column, isList: true }, '"c" @> array[$1]::text[]', ['a']],
  ['f:a_*', { kind: 'keyword', column }, '"c" like $1', ['a\\_%']],
  ['f:a*', { kind: 'keyword', column, isCaseless: true }, '"c" ilike $1', ['a%']],
  ['f:/a+/', { kind: 'keyword', column }, '"c" ~ $1', ['^(?:a+)$']],
  ['f:>a', { kind: 'keyword', column }, '("c" > $1 collate "C")', ['a']],
  ['f:[a TO b}', { kind: 'keyword', column }, '("c" >= $1 collate "C" and "c" < $2 collate "C")', ['a', 'b']],
  ['f:*', { kind: 'keyword', column }, '"c" is not null', []],
  ['f:*', { kind: 'keyword', column, isList: true }, 'cardinality("c") > 0', []],
  ['f:"50% off"', { kind: 'text', column }, '"c" ilike $1', ['%50\\% off%']],
  ['f:a?', { kind: 'text', column }, '"c" ilike $1', ['%a_%']],
  ['f:"a b"~2', { kind: 'text', column }, '"c" ilike $1', ['%a%b%']],
  ['f:HIGH', { kind: 'rank', column, words: { high: 3 } }, '"c" = $1', [3]],
  ['f:>high', { kind: 'rank', column, words: { high: 3 } }, '("c" > $1)', [3]],
  ['f:unknown', { kind: 'rank', column, words: { unknown: null } }, '"c" is null', []],
  [
    'f:2025-01-10',
    { kind: 'time', column },
    '("c" >= $1::timestamptz and "c" < $2::timestamptz)',
    ['2025-01-10T00:00:00.000Z', '2025-01-11T00:00:00.000Z'],
  ],
  ['f:<=2025-01-10', { kind: 'time', column }, '("c" < $1::timestamptz)', ['2025-01-11T00:00:00.000Z']],
  ['f:<=9999-12-31', { kind: 'time', column }, '("c" < $1::timestamptz)', ['infinity']],
  ['f:<4h', { kind: 'age', column }, '("c" > $1::timestamptz)', ['2025-01-15T08:00:00.000Z']],
  [
    'f:[1h TO 2h]',
    { kind: 'age', column },
    '("c" <= $1::timestamptz and "c" >= $2::timestamptz)',
    ['2025-01-15T11:00:00.000Z', '2025-01-15T10:00:00.000Z'],
  ],
  ['f:>=52w', { kind: 'age', column }, '("c" <= $1::timestamptz)', ['2024-01-17T12:00:00.000Z']],
  ['f:>=999999w', { kind: 'age', column }, '("c" <= $1::timestamptz)', ['0001-01-01T00:00:00.000Z']],
  ['f:7', { kind: 'number', column }, '"c" = $1::bigint', [7]],
  ['f:7.5', { kind: 'number', column }, 'false', []],
  ['f:>7.5', { kind: 'number', column }, '("c" >= $1::bigint)', [8]],
  ['f:<-7.5', { kind: 'number', column }, '("c" <= $1::bigint)', [-8]],
  ['f:>7.5', { kind: 'number', column, isDecimal: true }, '("c" > $1::double precision)', [7.5]],
  ['f:12', { kind: 'ids', column, read: Number, example: '12' }, '"c" = $1::bigint', [12]],
  ['f:12', { kind: 'ids', column, read: Number, example: '12', isList: true }, '"c" @> array[$1]::int[]', [12]],
  [
    'f:a',
    { kind: 'keyword', column, within: (inner) => sql<boolean>`id in (select id from x where ${inner})` },
    'id in (select id from x where "c" = $1)',
    ['a'],
  ],
  ['f:"a\\u0000"', { kind: 'keyword', column }, '"c" = $1', ['a\ufffd']],
])('%s of %j', (text, field, written, parameters) => {
  expect(compiled(text, field)).toEqual([written, parameters]);
});

test.each<[string, SearchField]>([
  ['f:a*', { kind: 'number', column }],
  ['f:a*', { kind: 'time', column }],
  ['f:/a/', { kind: 'age', column }],
  ['f:1*', { kind: 'ids', column, read: Number, example: '1' }],
  ['f:a~1', { kind: 'rank', column, words: { a: 1 } }],
  ['f:toString', { kind: 'rank', column, words: { a: 1 } }],
  ['f:[a TO b]', { kind: 'flag', words: {} }],
  ['f:*', { kind: 'flag', words: {} }],
  ['f:>a', { kind: 'text', column }],
  ['f:99999999999999999999', { kind: 'number', column }],
])('%s cannot be asked of %j', (text, field) => {
  expect(() => compiled(text, field)).toThrow(QueryError);
});
