import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasToken,
  isSameQuery,
  narrow,
  partsOf,
  queryOf,
  quoted,
  setField,
  toggleToken,
  toggleValue,
  tokensOf,
  valuesOf,
} from './query-tokens.ts';

const texts = (query: string) => tokensOf(query).map((token) => token.text);

test('a query splits at the spaces outside quotes and brackets', () => {
  expect(texts('status:open  is:unassigned')).toEqual(['status:open', 'is:unassigned']);
  expect(texts('title:"web shell" host:(a OR b) age:[1h TO 4h]')).toEqual([
    'title:"web shell"',
    'host:(a OR b)',
    'age:[1h TO 4h]',
  ]);
});

test('what is not closed reaches to the end instead of being cut', () => {
  expect(texts('title:"web shell')).toEqual(['title:"web shell']);
  expect(texts('host:(a OR b')).toEqual(['host:(a OR b']);
});

test('an escaped space or quote does not end a token', () => {
  expect(texts('title:web\\ shell x')).toEqual(['title:web\\ shell', 'x']);
  expect(texts('title:"a \\" b" x')).toEqual(['title:"a \\" b"', 'x']);
});

test('a token knows its sign, its field and its place', () => {
  const [first, second] = tokensOf('a -severity:low');
  expect(first).toMatchObject({ field: null, value: 'a', isNegated: false, start: 0, end: 1 });
  expect(second).toMatchObject({ field: 'severity', value: 'low', isNegated: true, start: 2, end: 15 });
});

test('a lone minus is a word, not a sign', () => {
  expect(tokensOf('-')[0]).toMatchObject({ isNegated: false, value: '-' });
});

test('splitting and joining keeps every token of any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = texts(text);
      // An unclosed quote may swallow what is joined behind it, but it never loses a character of its own.
      expect(once.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

test('tokens lie where they say', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const token of tokensOf(text)) expect(text.slice(token.start, token.end)).toBe(token.text);
    }),
  );
});

test('plain values stand bare, all others are quoted so that they mean themselves', () => {
  expect(quoted('ws-042')).toBe('ws-042');
  expect(quoted('KESTREL\\jo')).toBe('"KESTREL\\\\jo"');
  expect(quoted('two words')).toBe('"two words"');
  expect(quoted('a:b')).toBe('"a:b"');
  expect(quoted('ws-*')).toBe('"ws-*"');
  expect(quoted('-enc')).toBe('"-enc"');
  expect(quoted('OR')).toBe('"OR"');
  expect(quoted('')).toBe('""');
});

test('the values asked of a field come from single values and from lists', () => {
  expect(valuesOf('status:open status:closed', 'status')).toEqual(['open', 'closed']);
  expect(valuesOf('host:(ws-1 OR "two words")', 'host')).toEqual(['ws-1', 'two words']);
  expect(valuesOf('-status:closed', 'status')).toEqual([]);
});

test('a second value joins the first, and leaves it again', () => {
  const both = toggleValue('status:open is:unassigned', 'status', 'closed');
  expect(both).toBe('status:(open OR closed) is:unassigned');
  expect(toggleValue(both, 'status', 'open')).toBe('status:closed is:unassigned');
  expect(toggleValue('status:open', 'status', 'open')).toBe('');
});

test('values that need quotes survive the list', () => {
  expect(toggleValue('source:Wazuh', 'source', 'Microsoft 365')).toBe('source:(Wazuh OR "Microsoft 365")');
});

test('choosing a value twice asks the same values as before', () => {
  const value = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,4})?$/);
  fc.assert(
    fc.property(fc.uniqueArray(value, { maxLength: 4 }), value, (before, chosen) => {
      const query = before
        .filter((one) => one !== chosen)
        .reduce((text, one) => toggleValue(text, 'host', one), 'status:open');
      const back = toggleValue(toggleValue(query, 'host', chosen), 'host', chosen);
      expect(valuesOf(back, 'host')).toEqual(valuesOf(query, 'host'));
      expect(hasToken(back, 'status:open')).toBe(true);
    }),
  );
});

test('a word of the language comes and goes as a whole', () => {
  expect(toggleToken('status:open', 'is:unassigned')).toBe('status:open is:unassigned');
  expect(toggleToken('status:open is:unassigned', 'is:unassigned')).toBe('status:open');
});

test('a field is set in the place of everything said of it before', () => {
  expect(setField('severity:low a -severity:high', 'severity', '>=high')).toBe('a severity:>=high');
  expect(setField('severity:low a', 'severity', null)).toBe('a');
});

test('narrowing takes its opposite away and is not said twice', () => {
  expect(narrow('a -host:dc-1', 'host', 'dc-1', false)).toBe('a host:dc-1');
  expect(narrow('a host:dc-1', 'host', 'dc-1', true)).toBe('a -host:dc-1');
  expect(narrow('host:dc-1', 'host', 'dc-1', false)).toBe('host:dc-1');
});

test('the order and the spaces of a query do not make it another one', () => {
  expect(isSameQuery('a  b', 'b a')).toBe(true);
  expect(isSameQuery('a b', 'a')).toBe(false);
  expect(queryOf([{ text: 'a' }, { text: 'b' }])).toBe('a b');
});

describe('beside alternatives what is added holds for all of them', () => {
  const either = 'host:a OR host:b';
  test.each([
    ['narrow', narrow(either, 'rule', '5', false), '(host:a OR host:b) rule:5'],
    ['rule out', narrow(either, 'rule', '5', true), '(host:a OR host:b) -rule:5'],
    ['a filter', toggleValue(either, 'severity', 'high'), '(host:a OR host:b) severity:high'],
    ['a word', toggleToken('a || b', 'is:mine'), '(a || b) is:mine'],
    ['a key', setField('NOT severity:low host:x', 'severity', '>=high'), '(NOT severity:low host:x) severity:>=high'],
    ['nothing', setField('host:a AND severity:low', 'severity', null), '(host:a AND severity:low)'],
    [
      'twice',
      toggleValue(narrow(either, 'rule', '5', false), 'severity', 'high'),
      '(host:a OR host:b) rule:5 severity:high',
    ],
  ])('%s', (_, query, expected) => {
    expect(query).toBe(expected);
  });

  test.each([
    'a ||b',
    'a OR(b)',
    '(a)OR(b)',
    '"a"OR b',
    'a OR"b"',
    'a NOT(b)',
    '/[(]/ OR x',
    '/["]/ OR x',
    '/a\\/(/ OR x',
    'host:/[(]/ OR host:x',
    '-/[(]/ OR x',
    '"("OR x',
    'a\\( OR x',
    'n:[( TO 5] OR x',
    'a~2/[(]/ OR x',
    '(a || /[)]/) OR x',
  ])('however they are written: %s', (query) => {
    expect(narrow(query, 'rule', '5', false)).toBe(`(${query}) rule:5`);
    expect(setField(query, 'severity', '>=high')).toBe(`(${query}) severity:>=high`);
    const chosen = toggleValue(query, 'severity', 'high');
    expect(chosen).toBe(`(${query}) severity:high`);
    expect(toggleValue(chosen, 'severity', 'high')).toBe(`(${query})`);
  });

  test.each([
    'title:"a OR b"',
    '/a OR b/',
    'host:(a OR(b))',
    '((a)OR(b))',
    '(/[)]/ OR x)',
    'order',
    'ORDER',
    'path/OR/file',
    'a||(b)',
    'a\\ OR\\ b',
  ])('where there are none, no brackets come: %s', (query) => {
    expect(narrow(query, 'rule', '5', false)).toBe(`${query} rule:5`);
  });

  test.each(['a) OR (b', 'a OR b) OR (c'])('what the server refuses is not made readable: %s', (query) => {
    expect(narrow(query, 'rule', '5', false)).toBe(`${query} rule:5`);
  });

  test('and is taken away again without touching them', () => {
    const narrowed = toggleValue(either, 'severity', 'high');
    expect(toggleValue(narrowed, 'severity', 'high')).toBe('(host:a OR host:b)');
  });

  test('a value that is only one of the alternatives is not what the query asks', () => {
    expect(valuesOf('severity:high OR host:a', 'severity')).toEqual([]);
    expect(hasToken('is:unassigned OR host:a', 'is:unassigned')).toBe(false);
    expect(valuesOf('severity:(high OR low) host:a', 'severity')).toEqual(['high', 'low']);
  });
});

test('queries that bind their words otherwise are not the same', () => {
  expect(isSameQuery('a OR b c', 'c OR b a')).toBe(false);
  expect(isSameQuery('NOT a b', 'NOT b a')).toBe(false);
  expect(isSameQuery('a OR  b', 'a OR b')).toBe(true);
});

test.each([
  ['a b', ['a', 'b']],
  ['a OR b', ['(a OR b)']],
  ['!a b', ['!a', 'b']],
  ['! a b', ['(! a b)']],
  ['"a OR b" c', ['"a OR b"', 'c']],
  ['host:(a OR b) c', ['host:(a OR b)', 'c']],
  ['order or', ['order', 'or']],
  ['', []],
])('the parts of "%s"', (query, parts) => {
  expect(partsOf(query).map((part) => part.text)).toEqual(parts);
});
