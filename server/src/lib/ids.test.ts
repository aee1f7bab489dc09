import { AlertId, CustomerId } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromId, type IdKind, idPrefixes, toId } from './ids.ts';

const kinds = Object.keys(idPrefixes) as IdKind[];

test('a number comes back from its id, and from no other kind', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.maxSafeNat(), (kind, number) => {
      const id = toId(kind, number);
      expect(fromId(kind, id)).toBe(number);
      expect(kinds.filter((other) => other !== kind && fromId(other, id) !== null)).toEqual([]);
    }),
  );
});

test('ids are those of the contract, in small letters that are not mistaken for each other', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (number) => {
      expect(AlertId.safeParse(toId('alert', number)).success).toBe(true);
      expect(CustomerId.safeParse(toId('customer', number)).success).toBe(true);
      expect(toId('alert', number)).toMatch(/^alr_[^ilou]+$/);
    }),
  );
  expect(toId('alert', 42)).toBe('alr_1a');
});

test('prefixes are unique and have three letters', () => {
  expect(new Set(Object.values(idPrefixes)).size).toBe(kinds.length);
  expect(Object.values(idPrefixes).filter((prefix) => !/^[a-z]{3}$/.test(prefix))).toEqual([]);
});

test.each([
  '',
  'alr',
  'alr_',
  'alr_i',
  'alr_A',
  'alr_1!',
  ' alr_1',
  'alr_1 ',
  'alr_zzzzzzzzzzz',
  'alr_zzzzzzzzzzzz',
  'cas_1',
  '1',
  'alr_-1',
  'alr_1.5',
  '__proto__',
])('%j is no id of an alert', (text) => {
  expect(fromId('alert', text)).toBeNull();
});

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is no row number', (number) => {
  expect(() => toId('alert', number)).toThrow(RangeError);
});
