import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { Failure } from '../lib/failure.ts';

export type Migration = { name: string; up: string; down: string };

const folder = new URL('../../migrations/', import.meta.url);
const lock = 7_301_184; // Any number; the same in every version, so that two programs never migrate at once.

/** Splits a migration file. @throws Error when a part is missing: a migration without a way back is not one. */
export function parseMigration(name: string, text: string): Migration {
  const match = /^-- up\n([\s\S]*?)\n-- down\n([\s\S]*)$/.exec(text);
  if (!match?.[1]?.trim() || !match[2]?.trim())
    throw new Error(`Migration ${name} needs a part "-- up" and a part "-- down".`);
  return { name, up: match[1], down: match[2] };
}

/** All migrations of this version, in order. */
export async function listMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => parseMigration(file.slice(0, -4), await readFile(new URL(file, folder), 'utf8'))),
  );
}

async function locked<T>(url: string, work: (client: pg.Client, done: string[]) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'watchfloor migrate',
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lock]);
    const found = await client.query<{ isThere: boolean }>(
      `select to_regclass('schema_migrations') is not null as "isThere"`,
    );
    // Only where it is missing: a database that takes no writes can still be asked.
    if (!found.rows[0]?.isThere)
      await client.query(
        'create table schema_migrations (name text primary key, applied_at timestamptz not null default now())',
      );
    const { rows } = await client.query<{ name: string }>('select name from schema_migrations order by name');
    return await work(
      client,
      rows.map((row) => row.name),
    );
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, sql: string, note: string, name: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(note, [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(
      `Migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** Applies what is missing and re-creates the compatibility views; returns the names applied. @throws {Failure} when the database is newer. */
export async function migrateUp(url: string): Promise<string[]> {
  const migrations = await listMigrations();
  return locked(url, async (client, done) => {
    const unknown = done.filter((name) => !migrations.some((migration) => migration.name === name));
    if (unknown.length > 0)
      throw new Failure(
        'internal',
        `The database was made by a newer version (${unknown.join(', ')}). Start that version, or restore a backup of this one.`,
      );
    const missing = migrations.filter((migration) => !done.includes(migration.name));
    if (missing.length > 0) await client.query('drop schema if exists compat cascade');
    for (const migration of missing)
      await apply(client, migration.up, 'insert into schema_migrations (name) values ($1)', migration.name);
    if (missing.length > 0) await client.query(await compatSql());
    return missing.map((migration) => migration.name);
  });
}

/** Takes back the last `count` migrations; returns their names, newest first. */
export async function migrateDown(url: string, count = 1): Promise<string[]> {
  const migrations = await listMigrations();
  return locked(url, async (client, done) => {
    const back = migrations
      .filter((migration) => done.includes(migration.name))
      .slice(-count)
      .reverse();
    if (back.length > 0) await client.query('drop schema if exists compat cascade');
    for (const migration of back)
      await apply(client, migration.down, 'delete from schema_migrations where name = $1', migration.name);
    return back.map((migration) => migration.name);
  });
}

/** The name of the newest applied migration, or `null` on an empty database. */
export async function currentMigration(url: string): Promise<string | null> {
  return locked(url, async (_client, done) => done.at(-1) ?? null);
}

/** The views of the documented schemas, one repeatable file per domain. */
export async function compatSql(): Promise<string> {
  const at = new URL('../../compat/', import.meta.url);
  const files = (await readdir(at)).filter((file) => file.endsWith('.sql')).sort();
  return (await Promise.all(files.map((file) => readFile(new URL(file, at), 'utf8')))).join('\n');
}
