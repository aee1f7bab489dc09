import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { freePort, startProgram } from '../../../test/journey/program.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

test('config check shows what is in force and no secret', async () => {
  const url = new URL(cli.url);
  url.password = 's3cret-word';
  vi.stubEnv('DATABASE_URL', url.href);
  vi.stubEnv('WF_PORT', '9321');
  const { code, out, rows } = await cli.json('config', 'check');
  vi.stubEnv('DATABASE_URL', cli.url);
  vi.stubEnv('WF_PORT', undefined);
  expect(code).toBe(0);
  expect(rows).toMatchObject([{ port: 9321, dataDir: cli.folder, databaseRead: 'same' }]);
  expect(rows[0]?.database).toContain(url.pathname);
  expect(out).not.toContain('s3cret-word');
});

test('doctor tells each check by itself and fails with the first thing that needs a hand', async () => {
  const well = await cli.json('doctor');
  expect(well.rows.map((row) => row.check)).toEqual(expect.arrayContaining(['node', 'database', 'schema', 'keys', 'sources']));
  expect(well.rows.filter((row) => row.ok !== true)).toEqual([]);
  expect(well.code).toBe(0);
  await writeFile(join(cli.folder, 'keys', 'secrets.key'), 'not a key');
  const ill = await cli.run('doctor');
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
