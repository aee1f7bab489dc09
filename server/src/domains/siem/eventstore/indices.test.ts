import { expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { checkPatterns, isIndexName } from './indices.ts';

test.each(['wazuh-alerts-4.x-2025.01.15', 'wazuh-alerts-*', '*', '.internal', 'gl-events_1'])(
  '%s may be read',
  (index) => {
    expect(checkPatterns([index])).toEqual([index]);
  },
);

test.each([
  '',
  'A',
  '-x',
  '_all',
  '_search',
  'a,b',
  'a/b',
  '../_cluster',
  '..',
  '.',
  'a b',
  'a%2fb',
  'a?x',
  'a#',
  '<x>',
  'é',
  'a'.repeat(256),
])('%j may not', (index) => {
  expect(() => checkPatterns(['ok', index])).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  expect(isIndexName(index)).toBe(false);
});

test('none and too many are refused', () => {
  for (const indices of [[], Array.from({ length: 51 }, () => 'a')]) {
    try {
      checkPatterns(indices);
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error, 'request.invalid')).toBe(true);
    }
  }
});

test('a pattern is no name to write to', () => {
  expect(isIndexName('watchfloor-*')).toBe(false);
  expect(isIndexName('watchfloor-events')).toBe(true);
});
