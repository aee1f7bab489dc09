import { expect, test } from 'vitest';
import { historyText } from './history.ts';

const text = (kind: string, before: unknown = null, after: unknown = null) =>
  historyText({ kind, before, after, reason: null });

test('a change is told by what moved', () => {
  const before = { version: '1', condition: 'c', severity: 3, score: 7.5 };
  expect(text('changed', before, { ...before, version: '2' })).toBe('Changed: version 1 → 2.');
  expect(text('changed', before, { ...before, severity: null, score: null })).toBe(
    'Changed: severity high → unknown, score 7.5 → unknown.',
  );
  expect(text('changed', before, before)).toBe('The scanner changed its words.');
});

test('an absence names the moment of the first miss', () => {
  expect(text('absent', null, { at: '2025-02-01T08:00:00.000Z' })).toBe(
    'The scanner no longer states it; missed since 2025-02-01T08:00:00.000Z.',
  );
  expect(text('absent')).toBe('The scanner no longer states it.');
});

test('entries of any shape are told rather than refused', () => {
  expect(text('patched', 7, 'x')).toContain('patched');
  expect(text('a_kind_of_tomorrow')).toBe('a_kind_of_tomorrow');
});

test.each([
  ['missed', 'waiting for a second one'],
  ['returned', 'states it again'],
  ['reopened', 'open again'],
  ['patched', 'counted as patched'],
])('"%s" is told in a sentence of its own', (kind, words) => {
  expect(text(kind)).toContain(words);
});

test('only what moved is told: a value that became unknown, one that became known, and all at once', () => {
  const known = { version: '1', condition: 'c', severity: 4, score: 9.8 };
  expect(text('changed', { ...known, version: null }, known)).toBe('Changed: version – → 1.');
  expect(text('changed', { ...known, score: null }, known)).toBe('Changed: score unknown → 9.8.');
  expect(text('changed', known, { version: '2', condition: 'd', severity: 0, score: 0 })).toBe(
    'Changed: version 1 → 2, severity critical → info, score 9.8 → 0, condition "c" → "d".',
  );
  expect(text('changed', known, { ...known, condition: null })).toBe('Changed: condition "c" → "".');
});

test.each([
  [null, null],
  ['text', 4],
  [[], {}],
  [{ version: 7 }, { severity: 'high' }],
  [{ severity: 99 }, { severity: -1 }],
])(
  'facts that no entry should hold (%j → %j) are told as a change without particulars or as unknown',
  (before, after) => {
    expect(text('changed', before, after)).toMatch(
      /^(The scanner changed its words\.|Changed: .*unknown → unknown\.)$/,
    );
  },
);
