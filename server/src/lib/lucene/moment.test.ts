import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAge, parseMoment } from './moment.ts';

const now = new Date('2025-01-15T10:11:12.345Z');
const read = (text: string) => {
  const moment = parseMoment(text, now);
  return moment && `${new Date(moment.from).toISOString()} ${new Date(moment.to).toISOString()}`;
};

test.each([
  ['2025', '2025-01-01T00:00:00.000Z 2026-01-01T00:00:00.000Z'],
  ['2024-02', '2024-02-01T00:00:00.000Z 2024-03-01T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z 2024-03-01T00:00:00.000Z'],
  ['2025-01-10T10', '2025-01-10T10:00:00.000Z 2025-01-10T11:00:00.000Z'],
  ['2025-01-10 10:30', '2025-01-10T10:30:00.000Z 2025-01-10T10:31:00.000Z'],
  ['2025-01-10T10:30:05Z', '2025-01-10T10:30:05.000Z 2025-01-10T10:30:06.000Z'],
  ['2025-01-10T10:30:05.123+0200', '2025-01-10T08:30:05.123Z 2025-01-10T08:30:05.124Z'],
  ['2025-01-10T10:30:05.123456-05:30', '2025-01-10T16:00:05.123Z 2025-01-10T16:00:05.124Z'],
  ['0007-01-01', '0007-01-01T00:00:00.000Z 0007-01-02T00:00:00.000Z'],
  ['now', '2025-01-15T10:11:12.345Z 2025-01-15T10:11:12.346Z'],
  ['now-24h', '2025-01-14T10:11:12.345Z 2025-01-14T10:11:12.346Z'],
  ['now-1d/d', '2025-01-14T00:00:00.000Z 2025-01-15T00:00:00.000Z'],
  ['now/w', '2025-01-13T00:00:00.000Z 2025-01-20T00:00:00.000Z'],
  ['now/M', '2025-01-01T00:00:00.000Z 2025-02-01T00:00:00.000Z'],
  ['now-1y+2M', '2024-03-15T10:11:12.345Z 2024-03-15T10:11:12.346Z'],
  ['2025-01-31||+1M', '2025-02-28T00:00:00.000Z 2025-03-01T00:00:00.000Z'],
  ['2025-01-10||/M', '2025-01-01T00:00:00.000Z 2025-02-01T00:00:00.000Z'],
])('%s covers %s', (text, stretch) => {
  expect(read(text)).toBe(stretch);
});

test.each([
  '',
  'yesterday',
  '2025-13',
  '2025-02-30',
  '2025-01-10T25:00',
  'now-',
  'now-4',
  '10',
  'now||+',
  '2025-01-10T10:00:00junk',
])('"%s" is no time', (text) => {
  expect(read(text)).toBeNull();
});

test.each([
  ['4h', 14_400_000],
  ['30m', 1_800_000],
  ['1.5d', 129_600_000],
  ['2w', 1_209_600_000],
  ['4', null],
  ['1M', null],
  ['-4h', null],
])('an age of %s is %s ms', (text, ms) => {
  expect(parseAge(text)).toBe(ms);
});

test('every instant that JavaScript prints is read back to the millisecond', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        expect(parseMoment(date.toISOString(), now)?.from).toBe(date.getTime());
      },
    ),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseMoment(text, now)));
  fc.assert(
    fc.property(
      fc.stringMatching(/^(now|2025-01-10\|\|)([+-]\d{1,6}[yMwdhHms]){0,3}(\/[yMwdhHms])?$/),
      (text) => void parseMoment(text, now),
    ),
  );
});
