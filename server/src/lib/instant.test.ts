import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlausible, readInstant } from './instant.ts';

const iso = (value: unknown) => readInstant(value)?.toISOString() ?? null;

test.each([
  ['2025-01-06T10:11:12.123+0000', '2025-01-06T10:11:12.123Z'],
  ['2025-01-06T10:11:12.123+02:00', '2025-01-06T08:11:12.123Z'],
  ['2025-01-06T10:11:12-0330', '2025-01-06T13:41:12.000Z'],
  ['2025-01-15 10:00:00.000', '2025-01-15T10:00:00.000Z'],
  ['2025-01-15T10:00Z', '2025-01-15T10:00:00.000Z'],
  ['2025-01-15T10:00:00.123456789Z', '2025-01-15T10:00:00.123Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
  [1_736_158_272, '2025-01-06T10:11:12.000Z'],
  [1_736_158_272_123, '2025-01-06T10:11:12.123Z'],
  ['1736158272', '2025-01-06T10:11:12.000Z'],
])('%s is read', (value, expected) => {
  expect(iso(value)).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2025-02-30T00:00:00Z',
  '2025-13-01T00:00:00Z',
  '2025-01-01',
  '2025-01-01T25:00:00Z',
  '2025-01-06T10:11:12\u0000Z',
  '12345-01-01T00:00:00Z',
  {},
  null,
  undefined,
  true,
  Number.NaN,
  -5,
  1e300,
])('%s is no instant', (value) => {
  expect(readInstant(value)).toBeNull();
});

test('every instant of four-digit years is read back as it was written', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(iso(date.toISOString())).toBe(date.toISOString());
    }),
  );
});

test('events of the far past and of the day after tomorrow are not plausible', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  expect(isPlausible(new Date('2000-01-01T00:00:00Z'), now)).toBe(true);
  expect(isPlausible(new Date('1999-12-31T23:59:59.999Z'), now)).toBe(false);
  expect(isPlausible(new Date('2026-06-02T12:00:00Z'), now)).toBe(true);
  expect(isPlausible(new Date('2026-06-02T12:00:00.001Z'), now)).toBe(false);
  expect(isPlausible(new Date('9999-01-01T00:00:00Z'), now)).toBe(false);
});
