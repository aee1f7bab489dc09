import { expect, test } from 'vitest';
import { startOfDay } from './day.ts';

test.each([
  ['2026-11-24T12:04:18.900Z', 'UTC', '2026-11-24T00:00:00.000Z'],
  ['2026-11-24T12:04:18.000Z', 'Europe/Berlin', '2026-11-23T23:00:00.000Z'],
  ['2026-11-24T23:30:00.000Z', 'Europe/Berlin', '2026-11-24T23:00:00.000Z'],
  ['2026-11-24T12:00:00.000Z', 'Asia/Kolkata', '2026-11-23T18:30:00.000Z'],
  ['2026-11-24T03:00:00.000Z', 'America/New_York', '2026-11-23T05:00:00.000Z'],
])('at %s in %s the day began at %s', (now, zone, start) => {
  expect(startOfDay(new Date(now), zone).toISOString()).toBe(start);
});

test('a day of 23 hours begins at midnight all the same', () => {
  expect(startOfDay(new Date('2026-03-29T12:00:00Z'), 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z');
});

test('a day of 25 hours begins at midnight all the same', () => {
  expect(startOfDay(new Date('2026-10-25T12:00:00Z'), 'Europe/Berlin').toISOString()).toBe('2026-10-24T22:00:00.000Z');
});

test('midnight is the start of its own day', () => {
  expect(startOfDay(new Date('2026-11-24T00:00:00Z'), 'UTC').toISOString()).toBe('2026-11-24T00:00:00.000Z');
});
