import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { startEmbedded } from './index.ts';
import type { EmbeddedPostgres } from './launcher.ts';
import { isAlive, waitUntil } from './processes.ts';

const run = promisify(execFile);
const quiet = { info: () => {}, warn: () => {} };
const asRoot = process.getuid?.() === 0;

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

// mkdtemp makes 0700 folders: as root each of these tests runs below one, like a checkout in root's own home.
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'wf-launcher-'));
  folders.push(made);
  return made;
}

async function start(dataDir: string, as: 'program' | 'tool' = 'program'): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, log: quiet, settings: { fsync: 'off' }, as });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed ends its connections with an error event.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

/** Runs a start in a process of its own that then only waits; resolves with that process once the server is up. */
async function startElsewhere(dataDir: string, wrapper: string[] = []) {
  const code = `import { startEmbedded } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const log = { info() {}, warn() {} };
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log, settings: { fsync: 'off' } });
    console.log(server.pid);
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    setInterval(() => {}, 1000);`;
  const [file, ...args] = [...wrapper, process.execPath, '--input-type=module-typescript', '-e', code];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(said)));
  const [first] = await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => {});
  return { child, pid: Number(String(first)) };
}

test('an empty folder becomes a database of our own, private and checksummed', async () => {
  const dataDir = await folder();
  const server = await start(join(dataDir, 'not', 'there', 'yet'));
  expect(await ask(server.url, 'select current_user || current_database()')).toBe('watchfloorwatchfloor');
  expect(await ask(server.url, 'show data_checksums')).toBe('on');
  expect(await ask(server.url, 'show listen_addresses')).toBe('');
  expect(
    await ask(
      server.url,
      "select datcollate || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = 'watchfloor'",
    ),
  ).toBe('C.UTF-8 UTF8');
  expect((await stat(server.socketDir)).mode & 0o777).toBe(0o700);
  expect(server.adopted).toBe(false);
});

test('it stops while a client is at work, and what was committed is there after the next start', async () => {
  const dataDir = await folder();
  const first = await start(dataDir);
  await ask(first.url, 'create table kept as select 42 as answer');
  const busy = ask(first.url, 'select pg_sleep(60)').catch((error: unknown) => error);
  await first.stop();
  expect(await busy).toBeInstanceOf(Error);
  expect(await first.isRunning()).toBe(false);
  const second = await start(dataDir);
  expect(await ask(second.url, 'select answer from kept')).toBe(42);
});

test('a server that a killed program left behind is taken over, not started twice', async () => {
  const dataDir = await folder();
  const { child, pid } = await startElsewhere(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(true);
  const server = await start(dataDir);
  expect(server.adopted).toBe(true);
  expect(server.pid).toBe(pid);
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

test('a program and a server that were both killed leave nothing that stops the next start', async () => {
  const dataDir = await folder();
  const { child, pid } = await startElsewhere(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isAlive(pid), 15_000);
  const server = await start(dataDir);
  expect(server.adopted).toBe(false);
  expect(await ask(server.url, 'select 1')).toBe(1);
});

test('a process id that now belongs to another program does not pass for a server', async () => {
  const dataDir = await folder();
  await (await start(dataDir)).stop();
  const pidfile = `${process.pid}\n/elsewhere\n0\n5432\n/elsewhere\n\n\nready\n`;
  await writeFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), pidfile);
  const server = await start(dataDir);
  expect(server.pid).not.toBe(process.pid);
  expect(await ask(server.url, 'select 1')).toBe(1);
});

test('a supervised server that is killed answers again at the same address with its data', async () => {
  const server = await start(await folder());
  await ask(server.url, 'create table kept as select 7 as answer');
  const { promise: restarted, resolve } = Promise.withResolvers<void>();
  server.supervise(resolve);
  const killed = server.pid;
  process.kill(killed, 'SIGKILL');
  await restarted;
  expect(server.pid).not.toBe(killed);
  expect(await ask(server.url, 'select answer from kept')).toBe(7);
});

test('a stopped server stays stopped although it was supervised', async () => {
  const server = await start(await folder());
  let restarts = 0;
  server.supervise(() => (restarts += 1));
  await server.stop();
  expect(await waitUntil(() => restarts > 0, 600)).toBe(false);
});

test('a tool that borrows the server of a living program does not end it', async () => {
  const dataDir = await folder();
  const { child, pid } = await startElsewhere(dataDir);
  const tool = await start(dataDir, 'tool');
  expect(tool.pid).toBe(pid);
  await tool.stop();
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(false);
});

test('two starts at the same moment on an empty folder share one server', async () => {
  const dataDir = await folder();
  const [one, two] = await Promise.all([startElsewhere(dataDir), startElsewhere(dataDir)]);
  expect(one.pid).toBe(two.pid);
  for (const { child } of [one, two]) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  expect(isAlive(one.pid)).toBe(false);
});

test('a data path too long for a socket works all the same', async () => {
  const dataDir = join(await folder(), 'a-long-name'.repeat(8), 'and-ünother'.repeat(8));
  await mkdir(dataDir, { recursive: true });
  const server = await start(dataDir);
  folders.push(server.socketDir);
  expect(server.socketDir.startsWith(dataDir)).toBe(false);
  expect(await ask(server.url, 'select 1')).toBe(1);
});

test.each([
  [
    'a newer PostgreSQL',
    'postgres/cluster/PG_VERSION',
    '99\n',
    /made by PostgreSQL 99, newer than the built-in 18; start the newer/,
  ],
  ['an older PostgreSQL', 'postgres/cluster/PG_VERSION', '15\n', /made by PostgreSQL 15, older .* export it/],
  [
    'a newer Watchfloor',
    'watchfloor.json',
    '{"layout":2}\n',
    /made by a newer version of Watchfloor; start that version/,
  ],
])('a data folder of %s is refused with the remedy and left as it was', async (_name, file, text, sentence) => {
  const dataDir = await folder();
  await mkdir(join(dataDir, 'postgres', 'cluster'), { recursive: true });
  await writeFile(join(dataDir, file), text);
  const before = await readdir(dataDir, { recursive: true });
  await expect(start(dataDir)).rejects.toThrow(sentence);
  expect(await readdir(dataDir, { recursive: true })).toEqual(before);
  expect(await readFile(join(dataDir, file), 'utf8')).toBe(text);
});

test('a damaged configuration is told in one sentence that quotes the log', async () => {
  const dataDir = await folder();
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postgres', 'cluster', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start(dataDir)).rejects.toThrow(/^PostgreSQL did not start; .*server\.log says why: .*errors/);
});

test.runIf(asRoot)('a full disk is told as such, and nothing half-made stays behind', async (context) => {
  const dataDir = await folder();
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dataDir]).catch(() => null);
  if (!mounted) context.skip('mounting a small disk is not allowed here');
  try {
    await expect(start(dataDir)).rejects.toThrow(/^The disk that holds .* is full; free some space and start again\.$/);
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('cluster');
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('cluster.new');
  } finally {
    await run('umount', [dataDir]);
  }
});

test.runIf(asRoot)('a normal user starts it, and root can go on with that user’s data', async (context) => {
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const [file, ...args] = [...nobody, 'test', '-r', new URL('./index.ts', import.meta.url).pathname];
  const readable = await run(file, args).catch(() => null);
  if (!readable) context.skip('the account "nobody" cannot read this checkout');
  const dataDir = await folder();
  await run('chown', ['65534:65534', dataDir]);
  const { child, pid } = await startElsewhere(dataDir, nobody);
  expect((await stat(`/proc/${pid}`)).uid).toBe(65534);
  child.kill('SIGTERM');
  await once(child, 'exit');
  const server = await start(dataDir);
  expect((await stat(`/proc/${server.pid}`)).uid).toBe(65534);
  expect(await ask(server.url, 'select 1')).toBe(1);
});
