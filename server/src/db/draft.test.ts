import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { type CatalogEntry, readCatalog } from './catalog.ts';
import { databaseOf, draftBetween, draftMigration } from './draft.ts';

let own: TestDatabase;
let client: pg.Client;
let before: CatalogEntry[];
beforeAll(async () => {
  own = await cloneDatabase();
  client = new pg.Client({ connectionString: own.url });
  await client.connect();
  before = await readCatalog(own.url);
});
afterAll(async () => {
  await client.end();
  await own.drop();
});

/** Makes a change by hand, drafts it, takes it back by the draft and brings it again by the draft. */
async function roundTrip(change: string): Promise<{ up: string; down: string }> {
  await client.query(change);
  const after = await readCatalog(own.url);
  const draft = draftBetween(before, after);
  expect(draft.open, draft.up).toBe(0);
  await client.query(draft.down);
  expect(await readCatalog(own.url)).toEqual(before);
  await client.query(draft.up);
  expect(await readCatalog(own.url)).toEqual(after);
  await client.query(draft.down);
  return draft;
}

test.each([
  ['a column', "alter table assets add column rack text not null default 'none'"],
  ['a column with a rule', 'alter table assets add column floor int check (floor > 0)'],
  ['an index', 'create index assets_of_owner on assets (owner) where owner is not null'],
  ['a unique rule', 'alter table tags add constraint tags_created unique (name, created_at)'],
  ['a reference', 'alter table assets add column buyer_id bigint references users on delete set null'],
  [
    'a table',
    "create table notes (id bigint generated always as identity primary key, body text not null default '', at timestamptz not null default now())",
  ],
  [
    'a walled table',
    "create table notes (id bigint generated always as identity primary key, customer_id bigint not null references customers on delete cascade); create index notes_customer on notes (customer_id); select wf_wall('notes')",
  ],
])('%s made by hand becomes a migration of both directions', async (_name, change) => {
  const { up, down } = await roundTrip(change);
  expect([up, down].join('\n')).not.toContain('TODO');
});

test('what was dropped by hand comes back by the way down', async () => {
  await client.query('drop index assets_customer');
  const draft = draftBetween(before, await readCatalog(own.url));
  expect(draft.up).toBe('drop index assets_customer;');
  await client.query(draft.down);
  expect(await readCatalog(own.url)).toEqual(before);
});

test('what a program cannot decide is left to a person, and says so in a way that cannot be run', async () => {
  const after = before.map((entry) =>
    entry.kind === 'column' && entry.table === 'assets' && entry.name === 'hostname'
      ? { ...entry, definition: 'character varying(300) not null' }
      : entry,
  );
  const draft = draftBetween(before, after);
  expect(draft.open).toBe(1);
  expect(draft.up).toBe(
    'TODO change from (text not null) to (character varying(300) not null): column assets.hostname',
  );
  await expect(client.query(draft.up)).rejects.toThrow('syntax error');
});

test('a database as the migrations make it has nothing to draft', async () => {
  expect(await draftMigration(own.url)).toEqual({ up: '', down: '', open: 0 });
});

test('a change by hand is found against a fresh database, which is removed again', async () => {
  await client.query('alter table assets add column rack text');
  const count = async () => (await client.query("select 1 from pg_database where datname like 'wf_draft_%'")).rowCount;
  expect(await draftMigration(own.url)).toEqual({
    up: 'alter table assets add column rack text;',
    down: 'alter table assets drop column rack;',
    open: 0,
  });
  expect(await count()).toBe(0);
  await client.query('alter table assets drop column rack');
});

test('another database of the same server keeps the login and the settings of the address', () => {
  expect(databaseOf('postgresql://u:p@h:5432/one?sslmode=require', 'two')).toBe(
    'postgresql://u:p@h:5432/two?sslmode=require',
  );
  expect(databaseOf('postgresql://watchfloor@/one?host=%2Ftmp%2Frun', 'two')).toBe(
    'postgresql://watchfloor@/two?host=%2Ftmp%2Frun',
  );
});
