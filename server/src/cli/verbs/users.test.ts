import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Cli, openCli } from '../../../test/cli.ts';
import { lookalike } from '../../../test/lookalike.ts';

let cli: Cli;
let passwordFile: string;
beforeAll(async () => {
  cli = await openCli();
  passwordFile = await cli.file('password', 'seven green lanterns hum\n');
});
afterAll(() => cli.close());

const create = (username: string, role: string, ...more: readonly string[]) =>
  cli.json(
    ...['user', 'create', '--role', role, '--email', `${username}@fjord.example`],
    ...['--username', username, '--password-file', passwordFile, ...more],
  );

// In order of their use: the link ends with the first administrator.
test('setup-link prints a link that works, and none once there is an administrator', async () => {
  const link = async () => (await cli.json('setup-link')).rows;
  const at = (address: string) => [
    { link: expect.stringMatching(new RegExp(`^${address}/setup\\?token=[\\w-]{40,}$`)), validMinutes: 30 },
  ];
  expect(await link()).toEqual(at('http://127.0.0.1:8080'));
  // The program may have been started with other words than this verb: it says itself where it is.
  const running = await lookalike('main.ts');
  await cli.file(`watchfloor-${running.pid}.pid`, `${running.pid}\nhttp://127.0.0.1:9090\n`);
  expect(await link()).toEqual(at('http://127.0.0.1:9090'));
  vi.stubEnv('WF_PUBLIC_URL', 'https://soc.fjord.example/');
  expect(await link()).toEqual(at('https://soc.fjord.example'));
  vi.stubEnv('WF_PUBLIC_URL', undefined);
  await running.end();
  expect((await create('asta', 'admin')).rows).toEqual([{ username: 'asta', role: 'admin' }]);
  const refused = await cli.json('setup-link');
  expect({ code: refused.code, out: refused.out }).toEqual({ code: 1, out: '' });
  expect(refused.err).toContain('wf user create');
});

test('a contact is created with its customers, and the password is kept as a hash alone', async () => {
  await cli.run('customer', 'create', 'quay', '--name', 'Quay Foods');
  expect((await create('carl', 'customer', '--customer', 'quay', '--time-zone', 'Europe/Oslo')).code).toBe(0);
  const granted = await cli.query(
    'select c.code from user_customers g join users u on u.id = g.user_id join customers c on c.id = g.customer_id where u.username = $1',
    ['carl'],
  );
  expect(granted).toEqual([{ code: 'quay' }]);
  const [user] = await cli.query<{ password_hash: string }>('select password_hash from users where username = $1', [
    'carl',
  ]);
  expect(user?.password_hash).toMatch(/^\$?(scrypt|argon2)/);
  expect(JSON.stringify(await cli.query('select * from audit_events'))).not.toContain('lanterns');
});

test('a customer that is not there leaves no user behind', async () => {
  const { code, err } = await create('nils', 'customer', '--customer', 'nowhere');
  expect(code).toBe(1);
  expect(err).toContain('wf customer list');
  expect(await cli.query("select 1 from users where username = 'nils'")).toEqual([]);
});

test.each([
  ['a role that is not there', 'boss', 2, /admin, analyst, readonly, customer/],
  ['a name that is taken', 'analyst', 1, /taken/],
])('user create with %s is refused', async (_name, role, code, told) => {
  await create('mara', 'readonly');
  const answer = await create('mara', role);
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toMatch(told);
});

test.each([
  ['a name longer than the console takes', { '--username': 'n'.repeat(51) }, /--username: .*50/],
  ['a name of blanks', { '--username': '   ' }, /--username: /],
  ['an address without a domain', { '--email': 'ines' }, /--email: .*ines@example\.org/],
  ['an address longer than a row holds', { '--email': `${'i'.repeat(250)}@fjord.example` }, /--email: /],
  ['a time zone that is no name', { '--time-zone': 'z'.repeat(65) }, /--time-zone: /],
])('user create with %s is wrong use and makes nobody', async (_name, change, told) => {
  const options = { '--role': 'readonly', '--email': 'x3@fjord.example', '--username': 'x3', ...change };
  const { code, out, err } = await cli.run(
    'user',
    'create',
    ...Object.entries(options).flat(),
    '--password-file',
    passwordFile,
  );
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(told);
  expect(await cli.query("select 1 from users where email like '%x3%' or username = 'x3'")).toEqual([]);
});

test.each([
  ['a password of 11 characters', 'green lamps\n', /at least 12/],
  ['a password of 129 characters', 'green lamps '.repeat(11).slice(0, 129), /at most 128/],
  ['an empty file', '', /at least 12/],
])('%s is refused', async (_name, text, told) => {
  const file = await cli.file('other-password', text);
  const words = ['user', 'create', '--role', 'admin', '--email', 'x@fjord.example', '--username', 'x1'];
  const { code, out, err } = await cli.run(...words, '--password-file', file);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(told);
});

test('a password file that is not there is wrong use, and so is a password on the line', async () => {
  const words = ['user', 'create', '--role', 'admin', '--email', 'x@fjord.example', '--username', 'x2'];
  const missing = await cli.run(...words, '--password-file', '/nowhere/password');
  expect(missing.code).toBe(2);
  expect(missing.err).toContain('/nowhere/password');
  expect((await cli.run(...words, '--password', 'seven green lanterns hum')).code).toBe(2);
});

test('customers and tags are granted and taken back', async () => {
  await create('lin', 'analyst');
  await cli.run('customer', 'create', 'delta', '--name', 'Delta Mills');
  const granted = await cli.json('user', 'grant', 'lin', '--customer', 'delta', '--tag', 'Endpoint', '--tag', 'Mail');
  expect(granted).toMatchObject({
    code: 0,
    rows: [{ username: 'lin', customers: ['delta'], tags: ['Endpoint', 'Mail'], seesAllCustomers: false }],
  });
  const taken = await cli.json('user', 'revoke', 'lin', '--customer', 'delta', '--tag', 'Mail');
  expect(taken.rows).toEqual([{ username: 'lin', customers: [], tags: ['Endpoint'], seesAllCustomers: true }]);
  // The last grant that goes opens all again; that is said and not left to be found out.
  expect((await cli.run('user', 'revoke', 'lin', '--tag', 'Endpoint')).out).toBe(
    'lin sees every customer; tags: none.',
  );
  expect(await cli.run('user', 'revoke', 'lin', '--tag', 'Endpiont')).toMatchObject({
    code: 1,
    err: 'There is no tag Endpiont.',
  });
  expect((await cli.run('user', 'grant', 'nobody', '--tag', 'Mail')).err).toContain('There is no user nobody.');
  expect((await cli.run('user', 'grant')).code).toBe(2);
});

test('a customer that is not there leaves the grants named beside it undone', async () => {
  await create('una', 'analyst');
  await cli.run('customer', 'create', 'elm', '--name', 'Elm Press');
  const { code, err } = await cli.run('user', 'grant', 'una', '--customer', 'elm', '--customer', 'nowhere');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('nowhere') });
  expect(
    await cli.query("select 1 from user_customers g join users u on u.id = g.user_id where username = 'una'"),
  ).toEqual([]);
});
