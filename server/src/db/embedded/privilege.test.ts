import { chmod, chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';
import { ensureDatabase } from './bootstrap.ts';
import { initialise, makeHome } from './initialise.ts';
import { placesIn } from './layout.ts';
import { assertReach, chooseRunner, commandLine, giveTo, parseAccounts, pickAccount } from './privilege.ts';
import { launch, shutDown } from './server.ts';
import { serverSettings } from './settings.ts';
import { makeSocketDir } from './socket.ts';

const asRoot = process.getuid?.() === 0;
const passwd = 'root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nnobody:x:65534:65533::/:/bin/false\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-privilege-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the account of PostgreSQL is borrowed first, then nobody, then any other, and never root', () => {
  const accounts = parseAccounts(passwd);
  expect(pickAccount(accounts)?.name).toBe('nobody');
  expect(pickAccount([...accounts, { name: 'postgres', uid: 101, gid: 104 }])?.name).toBe('postgres');
  expect(pickAccount(accounts.slice(0, 2))?.name).toBe('daemon');
  expect(pickAccount(accounts.slice(0, 1))).toBeUndefined();
  expect(parseAccounts('\nbroken line\n')).toEqual([]);
});

test('a command is run as it is, behind unshare, or with the ids of the account', () => {
  expect(commandLine({ kind: 'direct' }, '/pg', ['-D'])).toEqual({ file: '/pg', args: ['-D'], options: {} });
  expect(commandLine({ kind: 'namespace', prefix: ['unshare', '--user', '--'] }, '/pg', ['-D'])).toEqual({
    file: 'unshare',
    args: ['--user', '--', '/pg', '-D'],
    options: {},
  });
  expect(commandLine({ kind: 'account', uid: 7, gid: 8 }, '/pg', []).options).toEqual({ uid: 7, gid: 8 });
});

test.runIf(!asRoot)('a normal user runs it directly', async () => {
  expect(await chooseRunner(folder)).toEqual({ kind: 'direct' });
});

test.runIf(asRoot)(
  'root takes the namespace, without namespaces an account, and for a foreign cluster its owner',
  async () => {
    expect((await chooseRunner(folder, async () => true)).kind).toBe('namespace');
    expect((await chooseRunner(folder, async () => false)).kind).toBe('account');
    await chown(folder, 4242, 4243);
    expect(await chooseRunner(folder, async () => true)).toEqual({ kind: 'account', uid: 4242, gid: 4243 });
  },
);

test.runIf(asRoot)('a folder closed to the account is named, with the ways out', async () => {
  const runner = { kind: 'account', uid: 65534, gid: 65534 } as const;
  const inner = join(folder, 'inner');
  await mkdir(inner);
  await expect(assertReach(runner, [inner])).rejects.toThrow(
    `the account with id 65534 cannot enter ${folder}; start Watchfloor as a normal user, or move it`,
  );
  await chmod(folder, 0o711);
  await assertReach(runner, [inner]);
  await assertReach({ kind: 'direct' }, ['/nowhere']);
});

test.runIf(asRoot)('without namespaces a whole start runs under the account', async (context) => {
  const binaries = await findBinaries();
  const runner = await chooseRunner(folder, async () => false);
  await chmod(folder, 0o711);
  const reachable = await assertReach(runner, [binaries.root]).then(
    () => true,
    () => false,
  );
  if (!reachable) context.skip('this checkout is closed to other accounts');
  const places = placesIn(join(folder, 'data'));
  await makeHome(places, runner);
  await assertReach(runner, [places.home]);
  const socketDir = await makeSocketDir(places.home);
  await giveTo(runner, socketDir);
  await initialise(binaries, runner, places, false);
  const server = await launch(binaries, runner, places, serverSettings(2 ** 30, socketDir, { fsync: 'off' }));
  try {
    await ensureDatabase(server.socketDir);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(runner.kind === 'account' ? runner.uid : 0);
  } finally {
    await shutDown(server.pid);
  }
});
