import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { createDatabase, type Database } from './database.ts';
import { requestPatience } from './patience.ts';
import { systemScope } from './scope.ts';

let own: TestDatabase;
let db: Database;
beforeAll(async () => {
  own = await cloneDatabase();
  db = createDatabase(own.url, { max: 4 });
});
afterAll(async () => {
  await db.close();
  await own.drop();
});

const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T | undefined> =>
  (await db.read(systemScope, (tx) => query.execute(tx))).rows[0];

test('the pool works as wf_app in UTC, with a limit on each query: half a minute for requests, five for work', async () => {
  const look = sql<{
    who: string;
    zone: string;
    limit: string;
  }>`select current_user as who, current_setting('TimeZone') as zone, current_setting('statement_timeout') as limit`;
  expect(await one(look)).toEqual({ who: 'wf_app', zone: 'UTC', limit: '5min' });
  const requests = createDatabase(own.url, { max: 1, patience: requestPatience });
  const { rows } = await requests.read(systemScope, (tx) => look.execute(tx));
  await requests.close();
  expect(rows).toEqual([{ who: 'wf_app', zone: 'UTC', limit: '30s' }]);
});

test('a reader cannot write, and a writer can', async () => {
  const insert = sql`insert into tags (name) values ('made')`;
  await expect(db.read(systemScope, (tx) => insert.execute(tx))).rejects.toMatchObject({ code: 'database.read_only' });
  await db.write(systemScope, (tx) => insert.execute(tx));
  expect(await one(sql`select name from tags where name = 'made'`)).toEqual({ name: 'made' });
});

test("wf_app owns nothing: it makes no table, drops none and reads no other role's secrets", async () => {
  const attempt = (text: string) => db.write(systemScope, (tx) => sql.raw(text).execute(tx));
  for (const text of [
    'create table planted (id int)',
    'drop table alerts',
    'alter table alerts disable row level security',
    'drop policy customer_wall on alerts',
    "select pg_read_file('/etc/passwd')",
    'select rolpassword from pg_authid',
  ])
    await expect(attempt(text), text).rejects.toThrow(/permission denied|must be owner/);
});

test('large numbers, their arrays, and nulls among them are numbers', async () => {
  const row = await one(
    sql`select 9007199254740991::bigint as n, array[1, null, 3]::bigint[] as list, '{}'::bigint[] as none, count(*) as count from generate_series(1, 3)`,
  );
  expect(row).toEqual({ n: 9_007_199_254_740_991, list: [1, null, 3], none: [], count: 3 });
});

test('what fails is taken back whole', async () => {
  await expect(
    db.write(systemScope, async (tx) => {
      await sql`insert into tags (name) values ('half')`.execute(tx);
      throw new Error('on the way');
    }),
  ).rejects.toThrow('on the way');
  expect(await one(sql`select 1 from tags where name = 'half'`)).toBeUndefined();
});

test('two writers that block each other both succeed: the one that was sacrificed runs again', async () => {
  await db.write(systemScope, (tx) => sql`insert into tags (name) values ('left'), ('right')`.execute(tx));
  let attempts = 0;
  let arrived = 0;
  let meet: () => void = () => undefined;
  const bothHold = new Promise<void>((resolve) => (meet = resolve));
  const touch = (tx: Parameters<Parameters<Database['write']>[1]>[0], name: string) =>
    sql`update tags set created_at = now() where name = ${name}`.execute(tx);
  const writer = (first: string, second: string) =>
    db.write(systemScope, async (tx) => {
      attempts++;
      await touch(tx, first);
      if (++arrived === 2) meet();
      await bothHold;
      await touch(tx, second);
      return `${first} ${second}`;
    });
  expect(await Promise.all([writer('left', 'right'), writer('right', 'left')])).toEqual(['left right', 'right left']);
  expect(attempts).toBe(3);
});

test('a broken rule of the schema is not tried again', async () => {
  let attempts = 0;
  const writing = db.write(systemScope, (tx) => {
    attempts++;
    return sql`insert into tags (name) values ('MADE')`.execute(tx);
  });
  await expect(writing).rejects.toMatchObject({ code: '23505' });
  expect(attempts).toBe(1);
});

test('a connection that the server ends is told as such, and the next query gets another', async () => {
  const ended = db.write(systemScope, (tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx));
  await expect(ended).rejects.toMatchObject({ code: expect.stringMatching(/42501|database.unavailable/) });
  const { rows } = await db.asOwner((owner) =>
    sql<{
      n: number;
    }>`select count(pg_terminate_backend(pid)) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      owner,
    ),
  );
  expect(rows[0]?.n).toBeGreaterThan(0);
  await expect
    .poll(() => one(sql`select 1 as there`).catch((error: { code: string }) => error.code))
    .toEqual({ there: 1 });
});

test('nobody answers at a wrong address within the time that a request has', async () => {
  const nowhere = createDatabase('postgresql://nobody@127.0.0.1:1/none');
  await expect(nowhere.read(systemScope, (tx) => sql`select 1`.execute(tx))).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  await nowhere.close();
});
