import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adviceFor, keyInError, unknownCustomerError } from './rules.ts';

test('the key of an error is found again, whatever is in it', () => {
  expect(keyInError(unknownCustomerError(' Aurora '))).toBe('aurora');
  expect(keyInError('The time "soon" cannot be read.')).toBeNull();
  fc.assert(
    fc.property(fc.string(), (key) => {
      expect(keyInError(unknownCustomerError(key))).toBe(key.trim().toLowerCase());
    }),
  );
});

test('every reason has advice, an unknown one too', () => {
  for (const reason of [
    'customer_unknown',
    'time_invalid',
    'title_missing',
    'too_large',
    'refused_by_database',
    'whatever',
    'constructor',
  ])
    expect(adviceFor(reason)).toMatch(/\.$/);
});
