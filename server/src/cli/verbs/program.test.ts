import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { freePort, startProgram } from '../../../test/journey/program.ts';
import { lookalike } from '../../../test/lookalike.ts';
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
  const far = await cli.run('settings', name, '999999');
  expect(far).toMatchObject({ code: 1, out: '', err: expect.stringMatching(new RegExp(`\\n  ${name}: .+$`)) });
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

test('stop ends all that share the data folder and nothing else', async () => {
  const own = await openCli();
  const [one, two, stranger] = [await lookalike('main.ts'), await lookalike('main.ts'), await lookalike('else.ts')];
  for (const { pid } of [one, two, stranger]) await own.file(`watchfloor-${pid}.pid`, `${pid}\n`);
  const { code, rows } = await own.json('stop');
  expect(code).toBe(0);
  expect(rows).toEqual([one.pid, two.pid].sort((a, b) => a - b).map((pid) => ({ stopped: true, pid })));
  await Promise.all([one.ended, two.ended]);
  expect(stranger.isAlive()).toBe(true);
  await stranger.end();
  await own.close();
  vi.stubEnv('DATABASE_URL', cli.url);
});
