import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { once } from './idempotency.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => {
  vi.useRealTimers();
});

const ask = (key: string, run: () => Promise<unknown>) => once(app.system, key, {}, Buffer.from('key'), run);
const never = () => Promise.reject(new Error('It ran a second time.'));
const takenAt = async (key: string) => {
  const { rows } = await app.system.read((tx) =>
    sql<{ at: Date }>`select created_at as at from idempotency_keys where key = ${key}`.execute(tx),
  );
  return rows[0]?.at;
};

test('a request that works for minutes keeps its key: asked again meanwhile it does not run a second time', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let finish: (reply: string) => void = () => undefined;
  const first = ask('long', () => new Promise((resolve) => (finish = resolve)));
  await expect.poll(() => takenAt('long')).toEqual(app.clock.now());
  for (let round = 0; round < 9; round++) {
    app.clock.advance(20_000);
    vi.advanceTimersByTime(20_000);
    await expect.poll(() => takenAt('long')).toEqual(app.clock.now());
  }
  await expect(ask('long', never)).rejects.toMatchObject({ code: 'idempotency.mismatch', retryAfterS: 1 });
  finish('done');
  expect(await first).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  expect(await ask('long', never)).toBe('done');
});
