import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbedded } from '../../src/db/embedded/index.ts';
import { migrateUp } from '../../src/db/migrator.ts';
import { requestPatience } from '../../src/db/patience.ts';
import { onServer, withDatabase } from '../database-server.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { rowsOf } from './tally.ts';

// A database that stands still without a word, and one that takes no writes: told within 2 s, and over when it is over.
let dataDir: string;
let server: EmbeddedPostgres;
let app: TestApp;
let address: string;
let cookie: string;
const stopped = new Set<number>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wf-frozen-'));
  server = await startEmbedded({ dataDir, log: { info: () => undefined, warn: () => undefined } });
  await onServer(server.url, 'create database frozen');
  const url = withDatabase(server.url, 'frozen');
  await migrateUp(url);
  app = await startTestApp({ url, start: new Date().toISOString(), patience: requestPatience });
  address = await app.listen();
  cookie = (await app.given.user()).cookie;
}, 60_000);
const thaw = () => {
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  stopped.clear();
};
afterEach(thaw);
afterAll(async () => {
  await app.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

const freeze = (...pids: readonly number[]) => {
  for (const pid of pids) {
    stopped.add(pid);
    process.kill(pid, 'SIGSTOP');
  }
};

/** The processes that the server started. */
async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return [Number(pid), Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1])] as const;
    }),
  );
  return parents.filter(([, of]) => of === parent).map(([pid]) => pid);
}

async function ask(path: string, init: RequestInit = {}) {
  const reply = await fetch(`${address}${path}`, {
    ...init,
    headers: { cookie, origin: app.config.publicUrl, ...(init.body ? { 'content-type': 'application/json' } : {}) },
    signal: AbortSignal.timeout(20_000),
  });
  const { code = '' } = (await reply.json()) as { code?: string };
  return { status: reply.status, code, retryAfter: reply.headers.get('retry-after') };
}
const paths = ['/api/v1/alerts', '/api/v1/findings', '/api/v1/session', '/api/v1/health', '/api/v1/customers'];
const askAll = () => Promise.all([...paths, ...paths, ...paths, ...paths].map((path) => ask(path)));
const statuses = async () => [...new Set((await askAll()).map(({ status }) => status))];
const patch = (path: string, body: unknown) => ask(path, { method: 'PATCH', body: JSON.stringify(body) });

test('a server that stands still: more requests than connections are all answered with 503, and well again without a restart', {
  timeout: 30_000,
}, async () => {
  expect(await statuses()).toEqual([200]);
  freeze(server.pid, ...(await childrenOf(server.pid)));
  for (let round = 0; round < 2; round++)
    for (const { status, code, retryAfter } of await askAll())
      expect([status, code, retryAfter]).toEqual([503, 'database.unavailable', '2']);
  thaw();
  expect(await statuses()).toEqual([200]);
});

test('a statement that runs while the server stands still goes on after it; what is asked meanwhile is refused', {
  timeout: 30_000,
}, async () => {
  const sleeping = app.system.read((tx) =>
    sql<{ done: boolean }>`select pg_sleep(0.5) is not null as done`.execute(tx),
  );
  await expect
    .poll(() => rowsOf(app.url, "select 1 from pg_stat_activity where wait_event = 'PgSleep'"))
    .toHaveLength(1);
  freeze(server.pid, ...(await childrenOf(server.pid)));
  expect(await statuses()).toEqual([503]);
  thaw();
  expect((await sleeping).rows).toEqual([{ done: true }]);
});

test('when the sessions alone stand still, one round of requests is refused and the next has new ones', {
  timeout: 30_000,
}, async () => {
  await statuses();
  const sessions = await rowsOf<{ pid: number }>(
    app.url,
    "select pid from pg_stat_activity where application_name = 'watchfloor' and datname = current_database()",
  );
  freeze(...sessions.map(({ pid }) => pid));
  for (const { status } of await askAll()) expect([200, 503]).toContain(status);
  expect(await statuses()).toEqual([200]);
});

/** Puts the database into a state in which no write succeeds; answers what undoes it. */
const refusals: [string, () => Promise<() => Promise<unknown>>][] = [
  [
    'is set to read only',
    async () => {
      const set = async (value: string) => {
        await onServer(server.url, `alter system set default_transaction_read_only = ${value}`);
        await onServer(server.url, 'select pg_reload_conf()');
        // The setting arrives in the sessions a moment later, in those of the program too.
        const now = sql<{ now: string }>`select current_setting('default_transaction_read_only') as now`;
        const seen = () => Promise.all([1, 2, 3, 4, 5].map(() => app.system.write((tx) => now.execute(tx))));
        await expect
          .poll(async () => new Set((await seen()).map(({ rows }) => rows[0]?.now)))
          .toEqual(new Set([value]));
      };
      await set('on');
      return async () => {
        await onServer(server.url, 'alter system reset default_transaction_read_only');
        await onServer(server.url, 'select pg_reload_conf()');
      };
    },
  ],
  [
    'has no room left',
    async () => {
      await rowsOf(
        app.url,
        `create function no_room() returns trigger language plpgsql as $$ begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
      );
      for (const table of ['audit_events', 'settings', 'sessions'])
        await rowsOf(
          app.url,
          `create trigger no_room before insert or update on ${table} for each row execute function no_room()`,
        );
      return () => rowsOf(app.url, 'drop function no_room cascade');
    },
  ],
];

test.each(refusals)(
  'a database that %s: reading goes on, a change is refused with what to do, and taken again when it is over',
  { timeout: 30_000 },
  async (_name, refuse) => {
    const change = () => patch('/api/v1/settings', { runRetentionDays: 31 });
    expect((await change()).status).toBe(200);
    const undo = await refuse();
    try {
      // Old enough that reading would move the end of the session.
      app.clock.advance(61_000);
      expect(await statuses()).toEqual([200]);
      expect(await change()).toMatchObject({ status: 503, code: 'database.read_only', retryAfter: '5' });
    } finally {
      await undo();
    }
    await expect.poll(async () => (await change()).status).toBe(200);
  },
);
