import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  age,
  ago,
  bothZones,
  bytes,
  cappedCount,
  cityOf,
  clock,
  count,
  exactSpan,
  initials,
  instant,
  knownZone,
  middle,
  plural,
  shortClock,
  span,
} from './formats.ts';

const now = new Date('2026-11-24T12:04:18.000Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();

test('an age says its largest whole unit', () => {
  expect([0, 59, 60, 3_599, 3_600, 86_399, 86_400, 864_000].map((seconds) => age(before(seconds), now))).toEqual([
    '0s',
    '59s',
    '1m',
    '59m',
    '1h',
    '23h',
    '1d',
    '10d',
  ]);
});

test('a time ahead of our clock is now, not negative', () => {
  expect(age(before(-300), now)).toBe('0s');
  expect(ago(before(-300), now)).toBe('just now');
});

test('an age in a sentence has its unit in words', () => {
  expect(ago(before(60), now)).toBe('1 min ago');
  expect(ago(before(7_200), now)).toBe('2 h ago');
});

test('a length of time has one unit, or two where asked', () => {
  expect(span(40)).toBe('40 s');
  expect(span(8_580)).toBe('2 h');
  expect(exactSpan(8_580)).toBe('2 h 23 min');
  expect(exactSpan(7_200)).toBe('2 h');
  expect(exactSpan(90_000)).toBe('1 d 1 h');
  expect(exactSpan(-5)).toBe('0 s');
});

test('thousands are set apart, and a count that stopped says so', () => {
  expect(count(11_642)).toBe('11,642');
  expect(cappedCount({ value: 10_000, isCapped: true })).toBe('10,000+');
  expect(plural(1, 'alert', 'alerts')).toBe('1 alert');
  expect(plural(0, 'alert', 'alerts')).toBe('0 alerts');
});

test('an instant cannot be misread', () => {
  expect(instant('2026-11-24T13:03:21.000Z', 'Europe/Berlin')).toMatch(/^2026-11-24 14:03:21 (CET|GMT\+1)$/);
  expect(instant('2026-11-24T13:03:21.000Z', 'UTC')).toBe('2026-11-24 13:03:21 UTC');
  expect(instant('2026-11-24T00:00:00.000Z', 'UTC')).toBe('2026-11-24 00:00:00 UTC');
});

test('the same instant an hour apart in winter and summer shows the change of the clock', () => {
  expect(clock('2026-10-25T00:30:00.000Z', 'Europe/Berlin')).toBe('02:30:00');
  expect(clock('2026-10-25T01:30:00.000Z', 'Europe/Berlin')).toBe('02:30:00');
});

test('clocks and cities are short', () => {
  expect(shortClock(now, 'Europe/Berlin')).toBe('13:04');
  expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  expect(cityOf('UTC')).toBe('UTC');
});

test('a zone the browser does not know becomes UTC', () => {
  expect(knownZone('Mars/Olympus')).toBe('UTC');
  expect(knownZone('Europe/Berlin')).toBe('Europe/Berlin');
});

test('initials come from the first and the last word', () => {
  expect(initials('Ana Ruiz')).toBe('AR');
  expect(initials('ana.maria.ruiz')).toBe('AR');
  expect(initials('mk')).toBe('MK');
  expect(initials('')).toBe('');
});

test('sizes keep three figures at most', () => {
  expect(bytes(0)).toBe('0 B');
  expect(bytes(14_200)).toBe('14 kB');
  expect(bytes(2_340_000_000)).toBe('2.3 GB');
});

test('long hashes are cut in the middle, short ones not at all', () => {
  expect(middle('9f2c41d07be1a69f', 9)).toBe('9f2c…a69f');
  expect(middle('short', 9)).toBe('short');
});

test('an exact time is told in the own zone and in UTC, and once where both are one', () => {
  expect(bothZones('2026-11-24T13:03:21.000Z', 'Europe/Berlin')).toMatch(
    /^2026-11-24 14:03:21 \S+ · 2026-11-24 13:03:21 UTC$/,
  );
  expect(bothZones('2026-11-24T13:03:21.000Z', 'UTC')).toBe('2026-11-24 13:03:21 UTC');
});

describe('whatever the number', () => {
  const seconds = fc.integer({ min: 0, max: 400 * 86_400 });

  test('a longer time is never told as a shorter one of the same unit', () => {
    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)].map((one) => span(one).split(' ')) as [
          string[],
          string[],
        ];
        if (shorter[1] === longer[1]) expect(Number(shorter[0])).toBeLessThanOrEqual(Number(longer[0]));
      }),
    );
  });

  test('a time in two units loses less than one of the smaller', () => {
    const size: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400 };
    fc.assert(
      fc.property(seconds, (whole) => {
        const told = exactSpan(whole).split(' ');
        let sum = 0;
        for (let at = 0; at < told.length; at += 2) sum += Number(told[at]) * (size[told[at + 1] ?? ''] ?? Number.NaN);
        expect(sum).toBeLessThanOrEqual(whole);
        expect(whole - sum).toBeLessThan(whole < 60 ? 1 : whole < 86_400 ? 60 : 3_600);
      }),
    );
  });

  test('a size keeps its value within a hundredth part and at most four signs', () => {
    const units: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9e14 }), (value) => {
        const [number = '', unit = ''] = bytes(value).split(' ');
        const told = Number(number) * (units[unit] ?? Number.NaN);
        expect(Math.abs(told - value) / value).toBeLessThanOrEqual(0.051);
        expect(number.length).toBeLessThanOrEqual(4);
      }),
    );
  });

  test('a text cut in the middle is never too long and keeps both its ends', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 3, max: 40 }), (text, most) => {
        const cut = middle(text, most);
        expect(cut.length).toBeLessThanOrEqual(Math.max(most, 0));
        expect(cut.startsWith(text.slice(0, Math.min(text.length, 1)))).toBe(true);
        expect(cut.endsWith(text.slice(-1))).toBe(true);
      }),
    );
  });

  test('an instant reads back as itself, to the second, in UTC', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }), (at) => {
        const [day, time] = instant(at, 'UTC').split(' ');
        expect(Date.parse(`${day}T${time}Z`)).toBe(Math.floor(at.getTime() / 1_000) * 1_000);
      }),
    );
  });
});
