import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { groupKey, parseGroup } from './group.ts';

test('a key names its group again, whatever the numbers', () => {
  const number = fc.integer({ min: 0, max: 2_147_483_647 });
  fc.assert(
    fc.property(fc.constantFrom('fix' as const, 'cve' as const, 'asset' as const), number, number, (by, one, two) => {
      expect(parseGroup(groupKey(by, one, two))).toEqual({ by, one, two });
    }),
  );
});

test('groups of different kinds and numbers have different keys', () => {
  const keys = (['fix', 'cve', 'asset'] as const).flatMap((by) => [
    groupKey(by, 1, 11),
    groupKey(by, 11, 1),
    groupKey(by, 111, 0),
  ]);
  expect(new Set(keys).size).toBe(9);
});

test.each([
  '',
  'f',
  'f1',
  'f1.',
  'f.1',
  'x1.1',
  'F1.1',
  'f1.1.1',
  'f-1.1',
  'f1,1',
  'f1.1 ',
  ' f1.1',
  'f1.1\n',
  'f12345678.1',
  'f1.12345678',
  "f1.1' or true",
])('%j is no key and is refused, not guessed', (key) => {
  let thrown: unknown;
  try {
    parseGroup(key);
  } catch (error) {
    thrown = error;
  }
  expect(isFailure(thrown, 'query.invalid')).toBe(true);
});
