import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watch } from './supervise.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function server() {
  const state = { up: true, restarts: 0, refuse: 0, said: [] as string[] };
  const log = { info: (line: string) => state.said.push(line), warn: (line: string) => state.said.push(line) };
  const restart = async () => {
    state.restarts += 1;
    if (state.refuse-- > 0) throw new Error('the disk is full');
    state.up = true;
  };
  return { state, stop: watch({ isUp: () => state.up, restart, log }) };
}

test('a server that is up is left alone', async () => {
  const { state, stop } = server();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.restarts).toBe(0);
  await stop();
});

test('a server that fell is up again within half a second, each time it falls', async () => {
  const { state, stop } = server();
  for (const round of [1, 2, 3]) {
    state.up = false;
    await vi.advanceTimersByTimeAsync(500);
    expect(state).toMatchObject({ up: true, restarts: round });
  }
  await stop();
});

test('while it cannot start, it is tried again with growing pauses of at most five seconds, and the reason is logged', async () => {
  const { state, stop } = server();
  Object.assign(state, { up: false, refuse: 1000 });
  await vi.advanceTimersByTimeAsync(20_000);
  const early = state.restarts;
  expect(early).toBeGreaterThan(4);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(state.restarts - early).toBe(4);
  expect(state.said).toContain('PostgreSQL did not start again: the disk is full');
  state.refuse = 0;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(state.up).toBe(true);
  await stop();
});

test('nothing is started after the watch ended', async () => {
  const { state, stop } = server();
  await stop();
  state.up = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.restarts).toBe(0);
});
