import { expect, test } from 'vitest';
import { dayMs, dayStart, daysAgo, isWeekend, momentOfDay } from './calendar.ts';
import { randomFrom } from './random.ts';

const at = (text: string): number => new Date(text).getTime();

test('a day starts at midnight UTC, also across a leap day', () => {
  expect(dayStart(at('2028-03-01T05:00:00Z'), 0)).toBe(at('2028-03-01T00:00:00Z'));
  expect(dayStart(at('2028-03-01T05:00:00Z'), 1)).toBe(at('2028-02-29T00:00:00Z'));
  expect(dayStart(at('2026-01-01T00:00:00Z'), 0)).toBe(at('2026-01-01T00:00:00Z'));
});

test('days ago counts midnights, not spans of 24 hours', () => {
  const now = at('2026-11-24T00:00:10Z');
  expect(daysAgo(now, at('2026-11-24T00:00:05Z'))).toBe(0);
  expect(daysAgo(now, at('2026-11-23T23:59:59Z'))).toBe(1);
  expect(daysAgo(now, dayStart(now, 89))).toBe(89);
});

test('Saturday and Sunday are the weekend', () => {
  const monday = at('2026-11-23T12:00:00Z');
  const week = Array.from({ length: 7 }, (_, day) => isWeekend(monday + day * dayMs));
  expect(week).toEqual([false, false, false, false, false, true, true]);
});

test('people work in office hours, machines around the clock, nobody outside the day', () => {
  const random = randomFrom(1);
  const share = (isForPeople: boolean): number => {
    const hours = Array.from({ length: 3000 }, () => momentOfDay(random, isForPeople) / 3_600_000);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...hours)).toBeLessThan(24);
    return hours.filter((hour) => hour >= 6 && hour < 18).length / hours.length;
  };
  expect(share(true)).toBeGreaterThan(0.85);
  expect(share(false)).toBeLessThan(0.8);
});
