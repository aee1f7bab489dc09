import pg from 'pg';
import { expect, test } from 'vitest';
import { cloneDatabase, emptyDatabase } from './database.ts';
import { withDatabase } from './database-server.ts';

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a clone is migrated, and what is written into it stays in it', async () => {
  const one = await cloneDatabase();
  const two = await cloneDatabase();
  await ask(one.url, 'create table only_here (id int)');
  const seen = (url: string) => ask<{ here: boolean }>(url, "select to_regclass('only_here') is not null as here");
  expect(await seen(one.url)).toEqual([{ here: true }]);
  expect(await seen(two.url)).toEqual([{ here: false }]);
  expect((await ask(two.url, 'select name from schema_migrations')).length).toBeGreaterThan(0);
  await one.drop();
  await two.drop();
  await expect(ask(one.url, 'select 1')).rejects.toThrow(/does not exist/);
});

test('an empty database has no schema of ours', async () => {
  const empty = await emptyDatabase();
  expect(await ask(empty.url, "select to_regclass('schema_migrations') as found")).toEqual([{ found: null }]);
  await empty.drop();
});

test('another database of the same server is named for sockets and for hosts', () => {
  expect(withDatabase('postgresql://watchfloor@/one?host=%2Ftmp%2Frun', 'two')).toBe(
    'postgresql://watchfloor@/two?host=%2Ftmp%2Frun',
  );
  expect(withDatabase('postgresql://u:p@db.test:5433/one?sslmode=require', 'two')).toBe(
    'postgresql://u:p@db.test:5433/two?sslmode=require',
  );
  expect(withDatabase('postgresql://u@localhost:5433/one', 'two')).toBe('postgresql://u@localhost:5433/two');
});
