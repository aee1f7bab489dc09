import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { type Door, openDoor } from '../../test/door.ts';
import { createDatabase, type Database, type Tx } from './database.ts';
import { type Patience, requestPatience, watchPool } from './patience.ts';
import { systemScope } from './scope.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await cloneDatabase();
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => own.drop());

// A tenth and more of what requests are given, so that the tests are done soon on a busy machine.
const short: Patience = { answerMs: 400, statementMs: 1_000 };

function open(url: string, patience = short, max = 2): Database {
  const db = createDatabase(url, { max, patience });
  ends.push(db.close);
  return db;
}
async function behindDoor(): Promise<{ door: Door; db: Database }> {
  const door = await openDoor(own.url);
  ends.push(door.close);
  return { door, db: open(door.url) };
}
const select = (tx: Tx) => sql`select 1`.execute(tx);
const sleep = (seconds: number) => (tx: Tx) => sql`select pg_sleep(${seconds})`.execute(tx);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

test('somebody who asks hears within two seconds that the database is silent', () => {
  expect(requestPatience.answerMs).toBeLessThan(2_000);
});

test('a statement that takes longer than an answer may is waited for while the server lives', async () => {
  expect(await codeOf(open(own.url).read(systemScope, sleep(0.8)))).toBe('done');
});

test('a server that is slow to let anybody in is waited for by those who are in', async () => {
  const { door, db } = await behindDoor();
  await db.read(systemScope, select);
  door.delay(2_000);
  const running = codeOf(db.read(systemScope, sleep(0.8)));
  // Nobody else is let in within the time for an answer.
  expect(await codeOf(db.read(systemScope, select))).toBe('database.unavailable');
  expect(await running).toBe('done');
});

test('a statement beyond its limit is ended by the server and told as that; the connection goes on', async () => {
  const db = open(own.url, { answerMs: 400, statementMs: 100 }, 1);
  expect(await codeOf(db.read(systemScope, sleep(5)))).toBe('database.timeout');
  expect(await codeOf(db.read(systemScope, select))).toBe('done');
});

test('a path to the server that swallows everything: what runs, what begins and what connects is given up, and all is well when it is open', async () => {
  const { door, db } = await behindDoor();
  await db.read(systemScope, select);
  const running = codeOf(db.read(systemScope, sleep(60)));
  const watcher = open(own.url);
  const sleeping = async () =>
    await watcher.asOwner(async (owner) => {
      const found = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
      return (await found.execute(owner)).rows.length;
    });
  await expect.poll(sleeping, { interval: 20 }).toBe(1);
  door.mute();
  expect(await codeOf(db.read(systemScope, select))).toBe('database.unavailable');
  expect(await codeOf(db.write(systemScope, select))).toBe('database.unavailable');
  // What ran already is given up later, at the end of the time that a statement has.
  expect(await running).toBe('database.unavailable');
  door.unmute();
  await expect.poll(() => codeOf(db.write(systemScope, select)), { interval: 20 }).toBe('done');
});

test('a pause of our own is not taken for silence of the server', async () => {
  const db = open(own.url, { answerMs: 400, statementMs: 100 });
  const reading = db.read(systemScope, async (tx) => {
    const answer = sleep(0.05)(tx);
    await new Promise((resolve) => setImmediate(resolve));
    // The answer lies in the socket, unread, for longer than any is waited for.
    const until = performance.now() + 1_400;
    while (performance.now() < until);
    return answer;
  });
  expect(await codeOf(reading)).toBe('done');
});

test('who waits for a connection that others hold is told so, and nobody is cut for it', async () => {
  const db = open(own.url, short, 1);
  let letGo: () => void = () => undefined;
  const isFree = new Promise<void>((resolve) => (letGo = resolve));
  ends.push(() => letGo());
  const holding = codeOf(
    db.read(systemScope, async (tx) => {
      await select(tx);
      await isFree;
      await select(tx);
    }),
  );
  await expect(db.read(systemScope, select)).rejects.toMatchObject({
    code: 'database.unavailable',
    message: expect.stringContaining('Too much is asked at once'),
    retryAfterS: 2,
  });
  letGo();
  expect(await holding).toBe('done');
});

test('a broken connection is forgotten, whatever it is still asked before it is given back', async () => {
  const pool = new pg.Pool({ connectionString: own.url, max: 1 });
  ends.push(() => pool.end());
  const stop = watchPool(pool, { answerMs: 80, statementMs: 40 });
  ends.push(stop);
  const client = await pool.connect();
  const isBroken = new Promise((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  await expect(client.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
  await isBroken;
  await expect(client.query('rollback')).rejects.toThrow('not queryable');
  client.release();
  let cuts = 0;
  client.end = async () => void cuts++;
  // Far longer than any answer is waited for.
  await open(own.url).read(systemScope, sleep(0.4));
  expect(cuts).toBe(0);
});

test('maintenance as the owner has the time of work, however short that of requests is', async () => {
  const db = open(own.url, { answerMs: 400, statementMs: 100 });
  expect(await codeOf(db.asOwner((owner) => sql`select pg_sleep(0.5)`.execute(owner)))).toBe('done');
});
