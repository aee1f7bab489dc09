import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbedded } from '../../src/db/embedded/index.ts';
import { migrateUp } from '../../src/db/migrator.ts';
import { requestPatience } from '../../src/db/patience.ts';
import { onServer, withDatabase } from '../database-server.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { SseStream } from '../sse.ts';

// Requests while the database is away, comes back, or has no connection left: answered soon, clearly, and well again by itself.
let dataDir: string;
let server: EmbeddedPostgres;
let app: TestApp;
let address: string;
let cookie: string;
const log = { info: () => undefined, warn: () => undefined };
const start = () => startEmbedded({ dataDir, log });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wf-away-'));
  server = await start();
  await onServer(server.url, 'create database away');
  const url = withDatabase(server.url, 'away');
  await migrateUp(url);
  app = await startTestApp({ url, start: new Date().toISOString(), patience: requestPatience });
  address = await app.listen();
  cookie = (await app.given.user()).cookie;
}, 60_000);
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

type Answer = { status: number; code: string; retryAfter: string | null };

async function ask(path: string): Promise<Answer> {
  const reply = await fetch(`${address}${path}`, { headers: { cookie }, signal: AbortSignal.timeout(20_000) });
  const body = (await reply.json()) as { code?: string };
  return {
    status: reply.status,
    code: body.code ?? '',
    retryAfter: reply.headers.get('retry-after'),
  };
}
const paths = ['/api/v1/alerts', '/api/v1/findings', '/api/v1/session', '/api/v1/health', '/api/v1/customers'];

test('a database that is killed and comes back: every request meanwhile is answered, with 503, and all is well again', {
  timeout: 60_000,
}, async () => {
  let isOver = false;
  const answers: Answer[] = [];
  const asking = paths.map(async (path) => {
    while (!isOver) {
      answers.push(await ask(path));
      await wait(5);
    }
  });
  for (let round = 0; round < 3; round++) {
    await expect.poll(async () => (await ask('/api/v1/alerts')).status, { interval: 50 }).toBe(200);
    const from = answers.length;
    process.kill(server.pid, 'SIGKILL');
    await expect
      .poll(() => answers.slice(from).filter(({ status }) => status === 503).length, { interval: 20 })
      .toBeGreaterThan(10);
    server = await start();
  }
  await expect
    .poll(async () => (await Promise.all(paths.map(ask))).map(({ status }) => status), {
      interval: 50,
    })
    .toEqual(paths.map(() => 200));
  isOver = true;
  await Promise.all(asking);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  for (const { status, code, retryAfter } of answers)
    if (status === 503) expect([code, retryAfter]).toEqual(['database.unavailable', '2']);
});

test('a stream that was open goes on, or resumes, over a restart of the database', { timeout: 30_000 }, async () => {
  const tell = (word: string) =>
    app.system.write((tx) =>
      app.system.record(tx, {
        type: 'told',
        description: 'A change.',
        customerId: null,
        topic: 'customers',
        payload: { word },
      }),
    );
  const before = await SseStream.open(address, cookie);
  await tell('before');
  await before.until(({ events }) => events.some(({ data }) => data.word === 'before'));
  await server.stop();
  server = await start();
  await expect
    .poll(
      () =>
        tell('after').then(
          () => true,
          () => false,
        ),
      { interval: 50 },
    )
    .toBe(true);
  const again = await SseStream.open(address, cookie, before.events.at(-1)?.id);
  await again.until(({ events }) => events.some(({ data }) => data.word === 'after'));
  expect(again.events.map(({ data }) => data.word)).toEqual(['after']);
  before.close();
  again.close();
});

test('when every connection is taken, who waits is told so instead of hanging, and is served once one is free', {
  timeout: 60_000,
}, async () => {
  let release: () => void = () => undefined;
  const isFree = new Promise<void>((resolve) => (release = resolve));
  const held = Array.from({ length: 5 }, () =>
    app.system.read(async (tx) => {
      await sql`select 1`.execute(tx);
      await isFree;
    }),
  );
  const answers = await Promise.all(paths.map(ask));
  for (const { status, code } of answers) expect([status, code]).toEqual([503, 'database.unavailable']);
  // One that is freed in time serves who waits.
  const waiting = ask('/api/v1/alerts');
  setTimeout(release, 300);
  expect((await waiting).status).toBe(200);
  await Promise.all(held);
  expect((await Promise.all(paths.map(ask))).map(({ status }) => status)).toEqual(paths.map(() => 200));
});

test('a hundred requests at once share the five connections and are all served', { timeout: 30_000 }, async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, (_, place) => ask(paths[place % paths.length] ?? '')));
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
});
