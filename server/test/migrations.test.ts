import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbedded, systemBinaries, throwaway } from '../src/db/embedded/index.ts';
import { currentMigration, listMigrations, migrateDown, migrateUp, parseMigration } from '../src/db/migrator.ts';
import { Failure } from '../src/lib/failure.ts';
import { root } from './architecture/tree.ts';
import { emptyDatabase, type TestDatabase } from './database.ts';
import { onServer, withDatabase } from './database-server.ts';
import { codegenWords, readSchema, schemaFile } from './schema/print.ts';

async function onEmpty<T>(work: (url: string) => Promise<T>): Promise<T> {
  const database: TestDatabase = await emptyDatabase();
  try {
    return await work(database.url);
  } finally {
    await database.drop();
  }
}

async function ask<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

const names = async () => (await listMigrations()).map((migration) => migration.name);

/** Up from nothing, all the way down, and up again. */
async function roundTrip(url: string): Promise<{ first: string; empty: string; second: string }> {
  await migrateUp(url);
  const first = await readSchema(url);
  await migrateDown(url, 1_000);
  const empty = await readSchema(url);
  await migrateUp(url);
  return { first, empty, second: await readSchema(url) };
}

test('all migrations go up, down to nothing, and up to the same schema, which is the one checked in', async () => {
  const { first, empty, second } = await onEmpty(roundTrip);
  expect(empty).toBe('');
  expect(second).toBe(first);
  expect(first, 'refresh it with: npm run schema').toBe(await readFile(schemaFile, 'utf8'));
});

test('each migration alone goes down and up to what was there before it', async () => {
  await onEmpty(async (url) => {
    const at: string[] = [await readSchema(url)];
    await migrateUp(url);
    const whole = await readSchema(url);
    const all = await names();
    for (let left = all.length; left > 0; left--) {
      await migrateDown(url, 1);
      expect(await currentMigration(url)).toBe(all[left - 2] ?? null);
      at.push(await readSchema(url));
    }
    expect(at.at(-1)).toBe(at[0]);
    await migrateUp(url);
    expect(await readSchema(url)).toBe(whole);
  });
});

const oldest = '/usr/lib/postgresql/15/bin';
const hasOldest = existsSync(oldest);
if (!hasOldest) console.warn(`skipped: migrations on the oldest PostgreSQL are tried only where ${oldest} is`);

test.skipIf(!hasOldest)('the same on PostgreSQL 15', { timeout: 60_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-15-'));
  const server = await startEmbedded({
    dataDir,
    log: { info: () => {}, warn: () => {} },
    settings: throwaway,
    binaries: systemBinaries(15),
  });
  try {
    await onServer(server.url, 'create database round');
    const url = withDatabase(server.url, 'round');
    const { first, empty, second } = await roundTrip(url);
    expect(
      (await ask<{ version: number }>(url, "select current_setting('server_version_num')::int / 10000 as version"))[0]
        ?.version,
    ).toBe(15);
    expect(empty).toBe('');
    expect(second).toBe(first);
    expect(first).toBe(await readFile(schemaFile, 'utf8'));
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('the table types are those of the live schema; refresh them with: npm run schema', async () => {
  await onEmpty(async (url) => {
    await migrateUp(url);
    await expect(
      promisify(execFile)(join(root, 'node_modules/.bin/kysely-codegen'), [...codegenWords(url), '--verify']),
    ).resolves.toBeDefined();
  });
});

test('migrating twice at the same time applies everything once', async () => {
  await onEmpty(async (url) => {
    const applied = await Promise.all([migrateUp(url), migrateUp(url), migrateUp(url)]);
    expect(applied.flat()).toEqual(await names());
    expect(await migrateUp(url)).toEqual([]);
  });
});

test('a database of a newer version is refused with a sentence and left as it was', async () => {
  await onEmpty(async (url) => {
    await migrateUp(url);
    await ask(url, "insert into schema_migrations (name) values ('9999_future')");
    const refused: unknown = await migrateUp(url).catch((error: unknown) => error);
    // A failure is told by its sentence alone; anything else would be told with its stack.
    expect(refused).toBeInstanceOf(Failure);
    expect(String(refused)).toMatch(/made by a newer version \(9999_future\).*restore a backup/);
    expect(await currentMigration(url)).toBe('9999_future');
  });
});

test('a migration needs both directions', () => {
  expect(parseMigration('0001_x', '-- up\ncreate table x ();\n\n-- down\ndrop table x;\n')).toEqual({
    name: '0001_x',
    up: 'create table x ();\n',
    down: 'drop table x;\n',
  });
  for (const text of [
    '-- up\ncreate table x ();\n',
    '-- up\n\n-- down\ndrop table x;\n',
    '-- up\ncreate table x ();\n-- down\n',
    'create table x ();',
  ])
    expect(() => parseMigration('0001_x', text)).toThrow('Migration 0001_x needs a part');
});

test('migrations are numbered without gaps, and the program works as a role that owns nothing', async () => {
  expect((await names()).map((name) => Number(name.slice(0, 4)))).toEqual((await names()).map((_name, n) => n + 1));
  await onEmpty(async (url) => {
    await migrateUp(url);
    const rows = await ask(
      url,
      "select 1 from pg_class where relowner = 'wf_app'::regrole union all select 1 from pg_roles where rolname in ('wf_app', 'wf_reader') and (rolsuper or rolbypassrls or rolcanlogin)",
    );
    expect(rows).toEqual([]);
  });
});

test('verdicts are counted by tag beside a running fold of the version before: it is waited for, and what it wrote is counted anew', async () => {
  await onEmpty(async (url) => {
    await migrateUp(url);
    const all = await names();
    await migrateDown(url, all.length - all.indexOf('0013_verdicts_by_tag'));
    await ask(url, "insert into rule_verdicts (customer_id, rule_id, verdict, count) values (1, '5710', 'benign', 1)");
    const fold = new pg.Client({ connectionString: url });
    await fold.connect();
    await fold.query(`begin; with gone as (delete from rule_verdicts returning *)
      insert into rule_verdicts (customer_id, rule_id, verdict, count) select customer_id, rule_id, verdict, count from gone`);
    const migrating = migrateUp(url);
    const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(async () => (await ask(url, waiting)).length, { interval: 10 }).toBe(1);
    await fold.query('commit');
    await fold.end();
    expect(await migrating).toContain('0013_verdicts_by_tag');
    expect(await ask(url, 'select * from rule_verdicts')).toEqual([]);
  });
});

test('views keep their owner when sharing goes, and those that a built-in one hid get an address of their own', async () => {
  await onEmpty(async (url) => {
    await migrateUp(url);
    const all = await names();
    await migrateDown(url, all.length - all.indexOf('0015_own_views'));
    await ask(
      url,
      `with role as (insert into roles (name, description) values ('r', '') returning id),
        owner as (insert into users (username, email, role_id, password_hash) select 'ines', 'ines@harbor.example', id, '' from role returning id)
      insert into saved_views (screen, slug, name, state, owner_id, is_shared)
      select screen, slug, slug, '{}', id, true from owner, (values ('alerts', 'open'), ('alerts', 'open-saved'), ('findings', 'open')) as v (screen, slug)`,
    );
    const slugs = async () =>
      (await ask<{ slug: string }>(url, 'select slug from saved_views order by id')).map((row) => row.slug);
    const before = await slugs();
    await migrateUp(url);
    expect(await slugs()).toEqual(['open--saved', 'open-saved', 'open']);
    await migrateDown(url, all.length - all.indexOf('0015_own_views'));
    expect(await slugs()).toEqual(before);
  });
});
