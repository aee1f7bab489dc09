import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TestClock } from '../../test/clock.ts';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { makeGiven } from '../../test/given.ts';
import { fakeStandby, positionOf } from '../../test/standby.ts';
import { readConfig } from '../config.ts';
import { createDatabase } from '../db/database.ts';
import { systemContext } from '../domains/access/index.ts';
import { createLog } from '../lib/log.ts';
import { type Program, startProgram } from './program.ts';

let database: TestDatabase;
let folder: string;
let program: Program;
beforeAll(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'wf-program-'));
});
afterEach(() => program.stop());
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const start = async (environment: Record<string, string>) => {
  program = await startProgram(
    readConfig(['--port', '0', '--data', folder], { DATABASE_URL: database.url, WF_LOG: 'silent', ...environment }),
  );
};
const statusOf = async (path: string, init: RequestInit = {}) => (await fetch(program.address + path, init)).status;

test('a worker answers whether it lives and is ready, and nothing else; it has no page for the first administrator', async () => {
  await start({ WF_ROLE: 'worker' });
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 200]);
  for (const path of ['/', '/setup', '/api/openapi.json', '/api/v1/session', '/api/v1/alerts'])
    expect(await statusOf(path), path).toBe(404);
  expect(await statusOf('/api/v1/hooks/some-key', { method: 'POST' })).toBe(404);
  expect(program.setupLink).toBeNull();
});

test('the setup link leads to where the program listens, and with a public address there', async () => {
  await start({ WF_ROLE: 'api' });
  expect(program.setupLink).toMatch(new RegExp(`^${program.address}/setup\\?token=[\\w-]{40,}$`));
  expect(await statusOf('/api/openapi.json')).toBe(200);
  await program.stop();
  await start({ WF_ROLE: 'api', WF_PUBLIC_URL: 'https://soc.harbor-dental.example' });
  expect(program.setupLink).toMatch(/^https:\/\/soc\.harbor-dental\.example\/setup\?token=[\w-]{40,}$/);
  expect(program.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('what a program tells of is in its lists, also when another has written it and the replica has not got it yet', async () => {
  const standby = await fakeStandby();
  const db = createDatabase(database.url, { max: 2 });
  const clock = new TestClock(new Date().toISOString());
  const elsewhere = systemContext({ db, clock, log: createLog('silent') });
  const given = makeGiven(elsewhere, clock);
  const { cookie } = await given.user();
  await start({ WF_ROLE: 'api', DATABASE_READ_URL: standby.url });
  const listed = async () => {
    const reply = await fetch(`${program.address}/api/v1/alerts?q=`, { headers: { cookie } });
    return ((await reply.json()) as { items: unknown[] }).items.length;
  };
  const { id: customerId } = await given.customer();
  await given.alerts(1, { customerId });
  expect(await listed()).toBe(0);
  await standby.hasReplayed(await positionOf(database.url));
  await elsewhere.write((tx) =>
    elsewhere.record(tx, { type: 'alerts_ingested', description: 'One.', customerId, topic: 'alerts', tagIds: [] }),
  );
  await expect.poll(listed, { interval: 20 }).toBe(1);
  await db.close();
  await program.stop();
  await standby.drop();
});
