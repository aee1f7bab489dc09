import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { freePort, startProgram } from '../../../test/journey/program.ts';
import { placeOf } from './program.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

test('config check shows what is in force and no secret', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://someone:s3cret-word@db.internal:5433/watchfloor?sslmode=require');
  vi.stubEnv('DATABASE_READ_URL', 'postgresql://someone:s3cret-word@/watchfloor?host=/run/postgresql');
  vi.stubEnv('WF_PORT', '9321');
  const { code, out, rows } = await cli.json('config', 'check');
  vi.stubEnv('DATABASE_URL', cli.url);
  vi.stubEnv('DATABASE_READ_URL', undefined);
  vi.stubEnv('WF_PORT', undefined);
  expect(code).toBe(0);
  expect(rows).toMatchObject([
    { port: 9321, dataDir: cli.folder, database: 'db.internal:5433/watchfloor', databaseRead: 'socket/watchfloor' },
  ]);
  expect(out).not.toMatch(/s3cret-word|someone/);
});

test.each([
  ['postgres://db/watchfloor', 'db/watchfloor'],
  ['postgresql://[::1]:5432/watchfloor', '[::1]:5432/watchfloor'],
  ['postgresql://u:p@ss@db/watchfloor', 'db/watchfloor'],
  ['postgresql://u:12/34@db/watchfloor', 'an address that cannot be read'],
])('%s is shown as %s', (url, place) => {
  expect(placeOf(url)).toBe(place);
});

test('doctor tells each check by itself and fails with the first thing that needs a hand', async () => {
  const well = await cli.json('doctor');
  expect(well.rows.map((row) => row.check)).toEqual(
    expect.arrayContaining(['node', 'database', 'schema', 'keys', 'sources']),
  );
  expect(well.rows.filter((row) => row.ok !== true)).toEqual([]);
  expect(well.code).toBe(0);
  const keyFile = join(cli.folder, 'keys', 'secrets.key');
  const key = await readFile(keyFile, 'utf8');
  await writeFile(keyFile, 'not a key');
  const ill = await cli.run('doctor');
  await writeFile(keyFile, key);
  expect(ill.code).toBe(1);
  expect(ill.out + ill.err).toMatch(/secrets\.key|key/i);
  expect(ill.err).not.toMatch(/\n\s+at /);
});

test('settings shows all, changes one, and knows which there are', async () => {
  const [before] = (await cli.json('settings')).rows;
  const [name = ''] = Object.keys(before ?? {});
  const value = Number(before?.[name]) + 1;
  expect((await cli.json('settings', name, String(value))).rows).toEqual([{ ...before, [name]: value }]);
  expect((await cli.json('settings')).rows).toEqual([{ ...before, [name]: value }]);
  const unknown = await cli.run('settings', 'colour', '3');
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain(name);
  expect((await cli.run('settings', name, 'many')).code).toBe(2);
});

test('stop says so where nothing runs', async () => {
  expect(await cli.json('stop')).toMatchObject({ code: 0, rows: [{ stopped: false }] });
});

test('stop ends the program that runs on the data folder, and waits for its end', async () => {
  const program = await startProgram({ dataDir: cli.folder, port: await freePort(), env: { DATABASE_URL: cli.url } });
  const ended = program.end('SIGCONT');
  expect((await cli.json('stop')).rows).toEqual([{ stopped: true, pid: program.pid }]);
  expect(await ended).toBe(0);
});
