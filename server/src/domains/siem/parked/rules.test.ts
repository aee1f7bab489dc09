import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyInError, unknownCustomerError } from './rules.ts';

test('the key of an error is found again, whatever is in it', () => {
  expect(keyInError(unknownCustomerError(' Aurora '))).toBe('aurora');
  expect(keyInError('The time "soon" cannot be read.')).toBeNull();
  fc.assert(
    fc.property(fc.string(), (key) => {
      expect(keyInError(unknownCustomerError(key))).toBe(key.trim().toLowerCase());
    }),
  );
});
