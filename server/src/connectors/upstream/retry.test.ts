import { expect, test } from 'vitest';
import { isWorthRetrying, readRetryAfter, waitBeforeRetry } from './retry.ts';

const now = new Date('2026-01-02T03:04:05Z');

test.each([
  ['7', 7_000],
  ['0', 0],
  ['1.5', 1_500],
  ['Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
  ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [undefined, null],
])('Retry-After %s means %s ms', (header, expected) => {
  expect(readRetryAfter(header, now)).toBe(expected);
});

test('waits double, stay under ten seconds and are spread', () => {
  expect([1, 2, 3, 4].map((tried) => waitBeforeRetry(tried, null, 0.999999)).map(Math.round)).toEqual([
    250, 500, 1000, 2000,
  ]);
  expect(waitBeforeRetry(20, null, 0.999999)).toBeLessThanOrEqual(10_000);
  expect(waitBeforeRetry(1, null, 0)).toBe(125);
  expect(waitBeforeRetry(1, 3_000, 0.5)).toBe(3_000);
});

test('only an overloaded or absent server is asked again', () => {
  expect([200, 400, 401, 403, 404, 429, 500, 502, 503, 504].filter(isWorthRetrying)).toEqual([429, 502, 503, 504]);
});
