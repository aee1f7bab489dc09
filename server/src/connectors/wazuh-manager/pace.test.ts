import { expect, test } from 'vitest';
import { requestsPerMinute, waitForTurn } from './pace.ts';

test('requests below the limit go at once', () => {
  expect(waitForTurn([], 0)).toBe(0);
  expect(waitForTurn(Array(requestsPerMinute - 1).fill(0), 0)).toBe(0);
});

test('a full minute is waited out from its first request on', () => {
  const sentAt = Array.from({ length: requestsPerMinute }, (_value, place) => place * 100);
  expect(waitForTurn(sentAt, 24_000)).toBe(36_000);
  expect(waitForTurn(sentAt, 60_000)).toBe(0);
});

test('the limit stays below what a manager takes from everybody together', () => {
  expect(requestsPerMinute).toBeLessThan(300);
});
