import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

test('customer create adds a customer with its aliases; list shows both', async () => {
  const made = await cli.json(
    'customer',
    'create',
    'kestrel',
    '--name',
    'Kestrel Logistics',
    '--alias',
    'KL-01',
    '--alias',
    'kl',
  );
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.rows).toEqual([
    { id: expect.stringMatching(/^cus_/), code: 'kestrel', mark: expect.stringMatching(/^[A-Z]{2,8}$/) },
  ]);
  const listed = await cli.json('customer', 'list');
  const kestrel = listed.rows.find((row) => row.code === 'kestrel');
  expect(kestrel).toMatchObject({ name: 'Kestrel Logistics', openAlerts: 0, openFindings: 0 });
  expect(new Set([kestrel?.aliases].flat().map((alias) => String(alias).toLowerCase()))).toEqual(
    new Set(['kl-01', 'kl']),
  );
});

test.each([
  ['a code with a capital', ['customer', 'create', 'Kestrel', '--name', 'K']],
  ['no name', ['customer', 'create', 'aurora']],
  ['a name of blanks', ['customer', 'create', 'aurora', '--name', '   ']],
  ['a name of 201 letters', ['customer', 'create', 'aurora', '--name', 'A'.repeat(201)]],
  ['a mark of small letters', ['customer', 'create', 'aurora', '--name', 'Aurora Water', '--mark', 'auro']],
  ['an alias of blanks', ['customer', 'create', 'aurora', '--name', 'Aurora Water', '--alias', '  ']],
  ['an alias of 201 letters', ['customer', 'create', 'aurora', '--name', 'Aurora Water', '--alias', 'a'.repeat(201)]],
])('customer create with %s is wrong use and makes nothing', async (_name, args) => {
  expect(await cli.run(...args)).toMatchObject({ code: 2, out: '' });
  expect(await cli.query("select 1 from customers where code in ('Kestrel', 'aurora')")).toEqual([]);
});

test('a code that is taken is refused', async () => {
  expect((await cli.run('customer', 'create', 'harbor', '--name', 'Harbor Dental')).code).toBe(0);
  const { code, err } = await cli.run('customer', 'create', 'harbor', '--name', 'Harbor Dental');
  expect(code).toBe(1);
  expect(err).toMatch(/harbor/);
});
