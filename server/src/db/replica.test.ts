import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { fakeStandby, farAhead, positionOf, type Standby } from '../../test/standby.ts';
import { createDatabase, type Database, type Tx } from './database.ts';
import { type Scope, systemScope } from './scope.ts';

let own: TestDatabase;
let standby: Standby;
let db: Database;
beforeAll(async () => {
  [own, standby] = [await cloneDatabase(), await fakeStandby()];
  await standby.owner.query("insert into tags (name) values ('of the replica')");
  db = createDatabase(own.url, { readUrl: standby.url, max: 2 });
});
afterAll(async () => {
  await db.close();
  await Promise.all([own.drop(), standby.drop()]);
});
beforeEach(() => standby.hasReplayed(farAhead));

const names = (tx: Tx) => tx.selectFrom('tags').select('name').orderBy('name').execute();
const write = (name: string) =>
  db.write(systemScope, (tx) => sql`insert into tags (name) values (${name})`.execute(tx));
const whereListsAreRead = async () =>
  (await db.readLagging(systemScope, names)).some(({ name }) => name === 'of the replica') ? 'replica' : 'primary';

test('what may lag is read from the replica; what may not, and what is written, never is', async () => {
  await write('of the primary');
  expect(await db.readLagging(systemScope, names)).toEqual([{ name: 'of the replica' }]);
  expect(await db.read(systemScope, names)).toEqual([{ name: 'of the primary' }]);
});

test('a replica that has not replayed the last change written here is passed over until it has', async () => {
  await standby.hasReplayed(await positionOf(own.url));
  await write('first');
  expect(await whereListsAreRead()).toBe('primary');
  expect(await db.readLagging(systemScope, names)).toContainEqual({ name: 'first' });
  await standby.hasReplayed(await positionOf(own.url));
  expect(await whereListsAreRead()).toBe('replica');
});

test('a change of another process is waited for in the same way once it was told of here, and not before', async () => {
  expect(await whereListsAreRead()).toBe('replica');
  await standby.hasReplayed(await positionOf(own.url));
  const elsewhere = createDatabase(own.url, { max: 1 });
  await elsewhere.write(systemScope, (tx) => sql`insert into tags (name) values ('elsewhere')`.execute(tx));
  await elsewhere.close();
  expect(await whereListsAreRead()).toBe('replica');
  db.noteChange();
  expect(await whereListsAreRead()).toBe('primary');
});

test('a copy whose position nobody knows is used', async () => {
  await standby.hasReplayed(null);
  await write('unknown');
  expect(await whereListsAreRead()).toBe('replica');
});

test('on the replica the same wall stands: the same role and scope, read only', async () => {
  await standby.owner.query(
    `insert into customers (code, name, mark, hue) values ('harbor-dental', 'Harbor Dental', 'HARB', '#7fb685')`,
  );
  const visible = async (customers: Scope['customers']) =>
    (
      await db.readLagging({ ...systemScope, customers }, (tx) =>
        sql<{ who: string; code: string }>`select current_user as who, code from customers`.execute(tx),
      )
    ).rows;
  expect(await visible({ kind: 'these', ids: [] })).toEqual([]);
  expect(await visible({ kind: 'all' })).toContainEqual({ who: 'wf_app', code: 'harbor-dental' });
  await expect(
    db.readLagging(systemScope, (tx) => sql`insert into tags (name) values ('no')`.execute(tx)),
  ).rejects.toMatchObject({ code: 'database.read_only' });
});

test('a query that the replica breaks off to go on replaying is asked again', async () => {
  let attempts = 0;
  const answer = await db.readLagging(systemScope, async (tx) => {
    attempts++;
    if (attempts === 1) await sql`do $$ begin raise sqlstate '40001'; end $$`.execute(tx);
    return attempts;
  });
  expect(answer).toBe(2);
});

test('where there is no replica, what may lag is read like everything else', async () => {
  const alone = createDatabase(own.url, { max: 1 });
  alone.noteChange();
  expect(await alone.readLagging(systemScope, names)).toEqual(await alone.read(systemScope, names));
  await alone.close();
});

test('a primary that is away is told as such, and is asked again when it is back', async () => {
  const gone = createDatabase('postgresql://nobody@127.0.0.1:1/none', { readUrl: standby.url });
  for (let time = 0; time < 2; time++)
    await expect(gone.readLagging(systemScope, names)).rejects.toMatchObject({ code: 'database.unavailable' });
  await gone.close();
});
