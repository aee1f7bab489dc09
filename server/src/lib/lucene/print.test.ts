import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../test/any-unit.ts';
import { QueryError } from './error.ts';
import { join, type PatternPart, type QueryNode } from './node.ts';
import { parseQuery } from './parse.ts';
import { escapeWord, printQuery } from './print.ts';

const at = { position: 0, length: 0 };
const nasty = [
  'AND',
  'OR',
  'NOT',
  'TO',
  '_exists',
  'a b',
  '"',
  '\\',
  '*',
  'ü',
  '\u3000',
  '<4h',
  '>=',
  '/x/',
  'now-24h',
  '𝄞',
  '\u0000',
  '\ud800',
];
const word = fc.oneof(fc.string({ minLength: 1, maxLength: 12, unit: anyUnit }), fc.constantFrom(...nasty));
const name = fc
  .oneof(fc.constantFrom('rule.id', 'data.srcip', 'is'), word)
  .filter((text) => text !== '_exists_' && text !== '*');
const field = name.map((text) => ({ name: text, at }));
const someField = fc.option(field);
const bound = fc.record({ value: fc.string({ maxLength: 8 }), isInclusive: fc.boolean(), at: fc.constant(at) });
// A lone star is another node, and the reader takes two stars for one.
const parts = fc
  .tuple(word, fc.constantFrom<PatternPart>('*', '?'), word)
  .chain(([before, mark, after]) =>
    fc.constantFrom<PatternPart[]>(
      [{ text: before }, mark],
      [mark, { text: after }],
      [{ text: before }, mark, { text: after }],
    ),
  );

const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
  fc.constant<QueryNode>({ kind: 'all', at }),
  fc.record({ kind: fc.constant('term' as const), field: someField, value: word, at: fc.constant(at) }),
  fc.record({
    kind: fc.constant('phrase' as const),
    field: someField,
    value: fc.string(),
    slop: fc.option(fc.nat(99)),
    at: fc.constant(at),
  }),
  fc.record({ kind: fc.constant('wildcard' as const), field: someField, parts, at: fc.constant(at) }),
  fc.record({
    kind: fc.constant('fuzzy' as const),
    field: someField,
    value: word,
    distance: fc.constantFrom<0 | 1 | 2 | null>(0, 1, 2, null),
    at: fc.constant(at),
  }),
  fc.record({
    kind: fc.constant('regex' as const),
    field: someField,
    pattern: fc.constantFrom('a+', '[0-9]{2}', 'a\\/b', '\\\\'),
    at: fc.constant(at),
  }),
  fc.record({ kind: fc.constant('exists' as const), field, at: fc.constant(at) }),
  fc
    .record({
      kind: fc.constant('range' as const),
      field,
      from: fc.option(bound),
      to: fc.option(bound),
      at: fc.constant(at),
    })
    .filter((node) => node.from !== null || node.to !== null),
);

const tree = fc.letrec<{ node: QueryNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc
      .tuple(
        fc.constantFrom<'and' | 'or'>('and', 'or'),
        tie('node'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      )
      .map(([kind, first, rest]) => join(kind, [first, ...rest])),
    tie('node').map((child): QueryNode => ({ kind: 'not', child, at })),
    fc
      .tuple(tie('node'), fc.constantFrom(0, 1, 2.5, 0.000001, 999999.999999))
      .map(([child, by]): QueryNode => ({ kind: 'boost', child, by, at })),
  ),
})).node;

/** The tree without positions, which printing cannot keep. */
const bare = (node: QueryNode): unknown =>
  JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'at' ? undefined : value)));

test('what is printed reads back as the same tree', () => {
  fc.assert(
    fc.property(tree, (node) => {
      expect(bare(parseQuery(printQuery(node)))).toEqual(bare(node));
    }),
    { numRuns: 1_500 },
  );
});

test('any text is read or refused with a place inside it, and what is read prints stably', () => {
  const piece = fc.constantFrom(
    'a',
    'f:',
    '(',
    ')',
    '"',
    '[',
    ']',
    '{',
    '}',
    ' TO ',
    ' AND ',
    ' OR ',
    ' NOT ',
    '-',
    '+',
    '!',
    '~',
    '^',
    '2',
    '*',
    '?',
    '\\',
    '/',
    '<',
    '>=',
    ' ',
    ':',
    '_exists_:',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: anyUnit }),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (text) => {
        let node: QueryNode;
        try {
          node = parseQuery(text);
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position + error.length).toBeLessThanOrEqual(text.length);
          return;
        }
        const printed = printQuery(node);
        expect(printQuery(parseQuery(printed))).toBe(printed);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('mixed levels and negations are bracketed, because Lucene itself knows no precedence', () => {
  expect(printQuery(parseQuery('a b OR -c d'))).toBe('(a AND b) OR ((NOT c) AND d)');
  expect(printQuery(parseQuery('f:(a OR >=3)'))).toBe('f:a OR f:["3" TO *]');
});

test('a word is escaped so that it means only itself', () => {
  expect(escapeWord('C:\\a b*')).toBe('C\\:\\\\a\\ b\\*');
  expect(escapeWord('OR')).toBe('\\OR');
});

test.each([
  ['open brackets', (n: number) => '('.repeat(n)],
  ['quotes', (n: number) => '"a'.repeat(n)],
  ['backslashes', (n: number) => '\\a'.repeat(n)],
  ['stars', (n: number) => '*a'.repeat(n)],
  ['colons', (n: number) => 'a:'.repeat(n)],
  ['blanks', (n: number) => ' '.repeat(n)],
  ['words before no colon', (n: number) => 'ab '.repeat(n / 4)],
])('hostile input of 20,000 characters is read or refused: %s', (_what, make) => {
  const text = make(10_000).slice(0, 20_000);
  try {
    parseQuery(text);
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
  }
});
