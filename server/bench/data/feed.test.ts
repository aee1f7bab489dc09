import { expect, test } from 'vitest';
import { countBefore, timeOf } from './feed.ts';

const feed = { startedAt: 1_000_000, perSecond: 3_000 };

test('nothing has come before the start, and then as many as the rate says', () => {
  const counts = [999_000, 1_000_000, 1_001_000, 1_060_000].map((at) => countBefore(feed, at));
  expect(counts).toEqual([0, 0, 3_000, 180_000]);
});

test.each([1_000_001, 1_000_333, 1_060_000])('no event is skipped or given twice around %i', (at) => {
  const first = countBefore(feed, at);
  expect(timeOf(feed, first)).toBeGreaterThanOrEqual(at);
  expect(timeOf(feed, first - 1)).toBeLessThan(at);
});

test('a feed that has not begun has brought nothing', () => {
  expect(countBefore({ startedAt: Number.POSITIVE_INFINITY, perSecond: 3_000 }, Date.now())).toBe(0);
});
