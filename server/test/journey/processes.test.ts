import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobRun, Me } from '@watchfloor/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDatabase, type TestDatabase } from '../database.ts';
import { SseStream } from '../sse.ts';
import { freePort, type Program, startProgram } from './program.ts';

// Two programs that serve and two that work, on one database and one key file, as a larger installation runs them.
let database: TestDatabase;
let folder: string;
let apis: Program[];
let workers: Program[];
let owner: pg.Client;
const streams: SseStream[] = [];

const start = async (role: 'api' | 'worker') =>
  startProgram({ dataDir: folder, port: await freePort(), env: { DATABASE_URL: database.url, WF_ROLE: role } });

beforeAll(async () => {
  database = await emptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'wf-processes-'));
  const programs = await Promise.all([start('api'), start('api'), start('worker'), start('worker')]);
  apis = programs.slice(0, 2);
  workers = programs.slice(2);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
}, 120_000);
afterAll(async () => {
  for (const stream of streams) stream.close();
  await owner.end();
  await Promise.all([...apis, ...workers].map((program) => program.end('SIGKILL')));
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A signed-in administrator, made in the database. */
async function signIn(): Promise<string> {
  const name = `admin-${randomBytes(3).toString('hex')}`;
  const token = randomBytes(32).toString('base64url');
  await owner.query(
    `insert into users (username, email, role_id) select $1, $1 || '@harbor-dental.example', id from roles where name = 'admin'`,
    [name],
  );
  await owner.query(
    `insert into sessions (token_hash, user_id, created_at, expires_at, idle_at) select $2, id, now(), now() + interval '1 h', now() + interval '1 h' from users where username = $1`,
    [name, createHash('sha256').update(token).digest()],
  );
  return `wf=${token}`;
}

const ask = async <T>(
  program: Program | undefined,
  cookie: string,
  method: string,
  path: string,
): Promise<{ status: number; body: T }> => {
  const reply = await fetch(`${program?.address}/api/v1${path}`, { method, headers: { cookie } });
  const text = await reply.text();
  return { status: reply.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
};

const startRuns = async (cookie: string, many: number) =>
  Promise.all(
    Array.from(
      { length: many },
      async (_, n) => (await ask<JobRun>(apis[n % 2], cookie, 'POST', '/jobs/tidy-runs/runs')).body.id,
    ),
  );

const ended = (cookie: string, ids: readonly string[]) =>
  expect
    .poll(
      async () =>
        (await Promise.all(ids.map((id) => ask<JobRun>(apis[0], cookie, 'GET', `/runs/${id}`))))
          .filter(({ body }) => body.state !== 'done')
          .map(({ body }) => `${body.state}: ${body.error ?? ''}`),
      { timeout: 80_000, interval: 200 },
    )
    .toEqual([]);

test('four programs start at once on an empty database and migrate it once', async () => {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from schema_migrations');
  expect(rows[0]?.count).toBeGreaterThan(8);
  const { rows: defaults } = await owner.query('select 1 from customers where is_default');
  expect(defaults).toHaveLength(1);
});

test('a session of one program is good in the other, and ends in both', async () => {
  const cookie = await signIn();
  for (const api of apis) expect((await ask<Me>(api, cookie, 'GET', '/session')).body.role).toBe('admin');
  expect((await ask(apis[0], cookie, 'DELETE', '/session')).status).toBe(204);
  await expect.poll(async () => (await ask(apis[1], cookie, 'GET', '/session')).status).toBe(401);
});

test('runs started in either program are done once by the two workers, and both programs tell of it', {
  timeout: 40_000,
}, async () => {
  const cookie = await signIn();
  for (const api of apis) streams.push(await SseStream.open(api.address, cookie));
  const ids = await startRuns(cookie, 20);
  await ended(cookie, ids);
  expect(new Set(ids).size).toBe(20);
  const { rows } = await owner.query<{ type: string; count: number }>(
    `select event_type as type, count(*)::int as count from audit_events where resource_id = any ($1) group by 1 order by 1`,
    [ids],
  );
  expect(rows).toEqual([
    { type: 'job_done', count: 20 },
    { type: 'job_started', count: 20 },
  ]);
  for (const stream of streams)
    await stream.until(
      ({ events }) => events.filter((event) => event.event === 'runs' && event.data.state === 'done').length >= 20,
    );
  const heard = streams.map((stream) => stream.events.map((event) => event.id));
  expect(heard[0]).toEqual(heard[1]);
});

test('kill -9 of a worker loses no run and does none twice', { timeout: 120_000 }, async () => {
  const cookie = await signIn();
  const ids = await startRuns(cookie, 10);
  expect(await workers[0]?.end('SIGKILL')).toBe(137);
  const more = await startRuns(cookie, 10);
  // What the dead worker held is taken up after 30 s of silence; it is told in one statement rather than waited for.
  await owner.query(
    `update job_runs set heartbeat_at = now() - interval '1 min', created_at = created_at - interval '1 min'
     where state in ('waiting', 'running')`,
  );
  await ended(cookie, [...ids, ...more]);
  const { rows } = await owner.query<{ count: number }>(
    `select count(*)::int as count from audit_events where event_type = 'job_done' and resource_id = any ($1)`,
    [[...ids, ...more]],
  );
  expect(rows[0]?.count).toBe(20);
});

test('one that is asked to end ends by itself, and the others go on', async () => {
  for (const program of [apis[1], workers[1]]) expect(await program?.end('SIGTERM')).toBe(0);
  expect((await ask(apis[0], await signIn(), 'GET', '/session')).status).toBe(200);
});
