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
