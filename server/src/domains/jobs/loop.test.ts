import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { startLoop } from './loop.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const errors: string[] = [];
const context = {
  log: {
    info: () => undefined,
    warn: () => undefined,
    error: (_details: object, message: string) => void errors.push(message),
  },
} as unknown as Context;
const job = (run: JobDefinition['run']): JobDefinition => ({
  name: 'loop',
  description: 'A loop of a test.',
  cron: null,
  everyS: 10,
  run,
});
const timetable = (seconds: () => number | null) => {
  let rounds = 0;
  return { secondsOf: seconds, noteRound: async () => void rounds++, rounds: () => rounds };
};

test('it runs every so many seconds, and stops', async () => {
  let times = 0;
  const table = timetable(() => 10);
  const loop = startLoop(
    context,
    job(async () => ({ n: ++times })),
    table,
    new AbortController().signal,
  );
  await vi.advanceTimersByTimeAsync(35_000);
  expect([times, table.rounds()]).toEqual([3, 3]);
  loop.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toBe(3);
});

test('rounds never overlap, however long one takes', async () => {
  let running = 0;
  let most = 0;
  const slow = job(async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 25_000));
    running--;
    return {};
  });
  const loop = startLoop(
    context,
    slow,
    timetable(() => 1),
    new AbortController().signal,
  );
  await vi.advanceTimersByTimeAsync(120_000);
  loop.stop();
  expect(most).toBe(1);
});

test('a round that fails is told and the next one comes', async () => {
  let times = 0;
  const table = timetable(() => 10);
  const loop = startLoop(
    context,
    job(async () => {
      if (++times === 1) throw new Error('once');
      return {};
    }),
    table,
    new AbortController().signal,
  );
  await vi.advanceTimersByTimeAsync(21_000);
  loop.stop();
  expect([times, table.rounds(), errors]).toEqual([2, 1, ['loop failed']]);
});

test('it rests while it is switched off and goes on afterwards', async () => {
  let times = 0;
  let seconds: number | null = null;
  const loop = startLoop(
    context,
    job(async () => ({ n: ++times })),
    timetable(() => seconds),
    new AbortController().signal,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(times).toBe(0);
  seconds = 5;
  await vi.advanceTimersByTimeAsync(31_000);
  loop.stop();
  expect(times).toBeGreaterThan(2);
});

test('a stopping worker begins no new round', async () => {
  const stop = new AbortController();
  let times = 0;
  startLoop(
    context,
    job(async () => {
      times++;
      stop.abort();
      return {};
    }),
    timetable(() => 1),
    stop.signal,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBe(1);
});
