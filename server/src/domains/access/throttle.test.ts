import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { countInWindow, countTry } from './throttle.store.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** Counts once at each second given, and tells what the count was. */
const countAt = (count: typeof countTry, key: string, seconds: readonly number[]) =>
  app.system.write(async (tx) => {
    const counts: number[] = [];
    for (const second of seconds)
      counts.push((await count(tx, key, 60, new Date(Date.UTC(2026, 7, 20) + second * 1_000))).tries);
    return counts;
  });
const every = (seconds: number, many: number) => Array.from({ length: many }, (_, n) => n * seconds);

test('sign-ins that come steadily never add up beyond what one minute holds', async () => {
  expect(Math.max(...(await countAt(countInWindow, 'office', every(2, 200))))).toBe(30);
  expect(await countAt(countInWindow, 'rare', every(60, 4))).toEqual([1, 1, 1, 1]);
});

test('who comes too often is let in again when the minute is over, however they go on trying', async () => {
  const counts = await countAt(countInWindow, 'flood', every(0.5, 240));
  expect(counts.slice(0, 120)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));
  expect(counts[120]).toBe(1);
});

test('wrong tries add up until there is a while without one', async () => {
  expect(await countAt(countTry, 'guesser', [0, 59, 118, 177])).toEqual([1, 2, 3, 4]);
  expect(await countAt(countTry, 'pausing', [0, 60, 61, 121])).toEqual([1, 1, 2, 1]);
});

test('many who count at the same time are each counted', async () => {
  const now = app.clock.now();
  const counted = await Promise.all(
    Array.from({ length: 12 }, () => app.system.write((tx) => countInWindow(tx, 'together', 60, now))),
  );
  expect(counted.map(({ tries }) => tries).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
});
