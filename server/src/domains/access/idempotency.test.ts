import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { begin, finish, forget } from './idempotency.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const hash = (text: string) => createHash('sha256').update(text).digest();
const ask = (key: string, body = 'a', actor = 'analyst:1') => begin(app.system, actor, key, hash(body));

test('of many who begin with one key at the same time one is the first, and the others wait for it', async () => {
  const begun = await Promise.all(Array.from({ length: 8 }, () => ask('many')));
  expect(begun.map(({ state }) => state).sort()).toEqual(['new', ...Array.from({ length: 7 }, () => 'running')].sort());
  await finish(app.system, 'analyst:1', 'many', { id: 'alr_1' });
  expect(await ask('many')).toEqual({ state: 'done', reply: { id: 'alr_1' } });
});

test.each([[{ deep: [1, null, { a: 'b' }] }], ['text'], [null], [0], [false], [[]]])(
  'the reply %j is told again as it was',
  async (reply) => {
    const key = JSON.stringify(reply);
    await ask(key);
    await finish(app.system, 'analyst:1', key, reply);
    expect(await ask(key)).toEqual({ state: 'done', reply });
  },
);

test('a reply without a body is remembered as done', async () => {
  await ask('empty');
  await finish(app.system, 'analyst:1', 'empty', undefined);
  expect(await ask('empty')).toEqual({ state: 'done', reply: null });
});

test('a request whose program died is free again after a minute, and not before', async () => {
  await ask('died');
  app.clock.advance(59_000);
  expect((await ask('died')).state).toBe('running');
  app.clock.advance(1_001);
  expect((await ask('died')).state).toBe('new');
});

test('what was done is kept for a day, whatever else happens meanwhile', async () => {
  await ask('done');
  await finish(app.system, 'analyst:1', 'done', 1);
  app.clock.advance(24 * 3_600_000 - 1_000);
  await ask('another');
  expect((await ask('done')).state).toBe('done');
  app.clock.advance(2_000);
  expect((await ask('done')).state).toBe('new');
});

test('forgetting frees what failed, and never takes back what was done', async () => {
  await ask('failed');
  await forget(app.system, 'analyst:1', 'failed');
  expect((await ask('failed', 'b')).state).toBe('new');
  await finish(app.system, 'analyst:1', 'failed', 2);
  await forget(app.system, 'analyst:1', 'failed');
  expect((await ask('failed', 'b')).state).toBe('done');
});

test('a key is of one actor and one request', async () => {
  await ask('shared');
  expect((await ask('shared', 'b')).state).toBe('other');
  expect((await ask('shared', 'b', 'analyst:2')).state).toBe('new');
});
