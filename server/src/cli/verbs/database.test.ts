import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { listMigrations } from '../../db/migrator.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const written = () => readdir(join(cli.folder, 'migrations'));
const newest = async () => (await listMigrations()).at(-1)?.name ?? '';
const next = async () => String(Number((await newest()).slice(0, 4)) + 1).padStart(4, '0');

test('current says where the database stands; up has nothing to do there', async () => {
  expect(await cli.json('migrate', 'current')).toMatchObject({ code: 0, rows: [{ current: await newest() }] });
  expect(await cli.json('migrate', 'up')).toMatchObject({ code: 0, rows: [{ applied: [] }] });
});

test('down takes the newest back, up brings it again', async () => {
  const names = (await listMigrations()).map((migration) => migration.name);
  const back = await cli.json('migrate', 'down');
  expect(back).toMatchObject({ code: 0, rows: [{ back: [names.at(-1)] }] });
  expect((await cli.json('migrate', 'current')).rows).toEqual([{ current: names.at(-2) }]);
  expect((await cli.json('migrate', 'up')).rows).toEqual([{ applied: [names.at(-1)] }]);
});

test('down takes as many as asked for, newest first', async () => {
  const names = (await listMigrations()).map((migration) => migration.name);
  expect((await cli.json('migrate', 'down', '2')).rows).toEqual([{ back: names.slice(-2).reverse() }]);
  expect((await cli.json('migrate', 'up')).rows).toEqual([{ applied: names.slice(-2) }]);
});

test('new writes a file with both directions under the next number, and never over another', async () => {
  const { code, rows } = await cli.json('migrate', 'new', 'add_owner');
  const file = `${await next()}_add_owner.sql`;
  expect({ code, rows }).toEqual({ code: 0, rows: [{ file }] });
  const text = await readFile(join(cli.folder, 'migrations', file), 'utf8');
  expect(text).toMatch(/^-- up\n[\s\S]+\n-- down\n/);
  const again = await cli.run('migrate', 'new', 'add_owner');
  expect(again.code).toBe(1);
  expect(await readFile(join(cli.folder, 'migrations', file), 'utf8')).toBe(text);
});

test('draft has nothing to write where the database is as the migrations make it', async () => {
  const before = await written();
  expect(await cli.json('migrate', 'draft', 'nothing_new')).toMatchObject({ code: 0, rows: [{ file: null }] });
  expect(await written()).toEqual(before);
});

test('draft writes what was changed by hand, with the way back', async () => {
  await cli.query('alter table assets add column rack text');
  const { code, rows } = await cli.json('migrate', 'draft', 'add_rack');
  await cli.query('alter table assets drop column rack');
  const file = `${await next()}_add_rack.sql`;
  expect({ code, rows }).toEqual({ code: 0, rows: [{ file, open: 0 }] });
  const [up = '', down = ''] = (await readFile(join(cli.folder, 'migrations', file), 'utf8')).split('-- down');
  expect(up).toMatch(/alter table assets add column rack text/);
  expect(down).toMatch(/alter table assets drop column rack/);
});

test.each([
  [[]],
  [['sideways']],
  [['down', 'all']],
  [['down', '0']],
  [['new']],
  [['new', 'Add Owner']],
  [['new', '../escape']],
])('migrate %j is wrong use and writes nothing', async (words) => {
  const before = await written();
  const { code, out, err } = await cli.run('migrate', ...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Use: wf migrate up | down [N]');
  expect(await written()).toEqual(before);
});

test('compat prints how much of the documented schema can be read', async () => {
  const { code, out } = await cli.run('compat');
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+\/85 tables, \d+\/397 columns$/);
  const { rows } = await cli.json('compat', '--missing');
  expect(rows).toMatchObject([{ ofTables: 85, ofColumns: 397, missing: expect.any(Array) }]);
});
