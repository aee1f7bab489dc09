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
  ['a mark of small letters', ['customer', 'create', 'aurora', '--name', 'Aurora Water', '--mark', 'auro']],
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
  ['a role that is not there', 'boss', [], 2, /admin, analyst, readonly, customer/],
  ['a name that is taken', 'analyst', [], 1, /taken/],
])('user create with %s is refused', async (_name, role, more, code, told) => {
  await create('mara', 'readonly');
  const answer = await create('mara', role, ...more);
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toMatch(told);
});

test.each([
  ['a short password', 'short\n', 1, /12 to 128/],
  ['an empty file', '', 1, /12 to 128/],
])('%s is refused', async (_name, text, code, told) => {
  const file = await cli.file('other-password', text);
  const answer = await cli.run(
    'user',
    'create',
    '--role',
    'admin',
    '--email',
    'x@fjord.example',
    '--username',
    'x1',
    '--password-file',
    file,
  );
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toMatch(told);
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

test('a role is granted a tag, and it is taken back', async () => {
  const granted = () =>
    cli.query(
      'select r.name as role, t.name as tag from role_tags g join roles r on r.id = g.role_id join tags t on t.id = g.tag_id',
    );
  expect(await cli.run('role', 'grant', 'analyst', '--tag', 'Cloud')).toMatchObject({ code: 0, out: 'Granted.' });
  expect(await granted()).toEqual([{ role: 'analyst', tag: 'Cloud' }]);
  expect(await cli.run('role', 'revoke', 'analyst', '--tag', 'Clowd')).toMatchObject({
    code: 1,
    err: 'There is no tag Clowd.',
  });
  expect(await granted()).toHaveLength(1);
  expect(await cli.run('role', 'revoke', 'analyst', '--tag', 'cloud')).toMatchObject({ code: 0, out: 'Taken back.' });
  expect(await granted()).toEqual([]);
});

test.each(['grant', 'revoke'])('role %s needs a role that there is, and a tag', async (verb) => {
  for (const words of [['boss', '--tag', 'Cloud'], ['analyst'], ['--tag', 'Cloud']])
    expect([words, (await cli.run('role', verb, ...words)).code]).toEqual([words, 2]);
});

test('tag create adds a tag once, however it is written', async () => {
  const first = await cli.json('tag', 'create', 'Server room');
  const again = await cli.json('tag', 'create', 'server ROOM');
  expect(first.code).toBe(0);
  expect(again.rows[0]?.id).toBe(first.rows[0]?.id);
});

test('tag access is switched with its rule for alerts without a tag', async () => {
  const on = await cli.json('tag', 'access', 'on', '--untagged', 'default_tag', '--default-tag', 'Endpoint');
  expect(on).toMatchObject({
    code: 0,
    rows: [{ isEnabled: true, untagged: 'default_tag', defaultTagId: expect.any(Number) }],
  });
  const kept = await cli.query<{ value: unknown }>("select value from settings where key = 'tagAccess'");
  expect(kept).toEqual([{ value: on.rows[0] }]);
  expect((await cli.run('tag', 'access', 'on', '--untagged', 'default_tag')).code).toBe(1);
  expect((await cli.run('tag', 'access', 'maybe')).code).toBe(2);
  expect((await cli.json('tag', 'access', 'off')).rows).toMatchObject([{ isEnabled: false }]);
});
