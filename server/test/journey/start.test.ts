import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findRunning } from '../../src/db/embedded/pidfile.ts';
import { shutDown } from '../../src/db/embedded/server.ts';
import { freePort, type Program, startInVain, startProgram } from './program.ts';

// One data folder is made once; each test works on a copy, so that none depends on another.
let made: string;
let firstSaid: string;
const folders: string[] = [];
const programs: Program[] = [];

const cluster = (dataDir: string) => join(dataDir, 'postgres', 'cluster');

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wf-start-'));
  folders.push(folder);
  return folder;
}

async function preparedFolder(): Promise<string> {
  const folder = await emptyFolder();
  await cp(made, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

async function start(dataDir: string): Promise<Program> {
  const program = await startProgram({ dataDir, port: await freePort() });
  programs.push(program);
  return program;
}

/** Every file with its content, save what each start notes about itself. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, (await readFile(file)).toString('base64')])),
  );
}

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'wf-start-made-'));
  const program = await start(made);
  firstSaid = program.said();
  await program.end('SIGTERM');
  programs.length = 0;
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.end('SIGKILL');
  for (const folder of folders.splice(0)) {
    const left = await findRunning(cluster(folder));
    if (left) await shutDown(left.pid);
    await rm(folder, { recursive: true, force: true });
  }
});
afterAll(() => rm(made, { recursive: true, force: true }));

test('an empty folder becomes a program that is ready and prints its address and the setup link', () => {
  expect(firstSaid).toMatch(/Watchfloor is ready at http:\/\/127\.0\.0\.1:\d+/);
  expect(firstSaid).toMatch(/http:\/\/127\.0\.0\.1:\d+\/setup\S+/);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it and its database, also when the signal comes twice',
  async (signal) => {
    const dataDir = await preparedFolder();
    const program = await start(dataDir);
    // The terminal and the start script both deliver it.
    process.kill(program.pid, signal);
    expect(await program.end(signal)).toBe(0);
    expect(await findRunning(cluster(dataDir))).toBeNull();
  },
);

test('a second start makes nothing anew: the cluster and the keys are those of the first', async () => {
  const dataDir = await preparedFolder();
  const kept = ['postgres/cluster/PG_VERSION', 'postgres/cluster/global/pg_filenode.map', 'keys/secrets.key'];
  const look = () => Promise.all(kept.map(async (file) => (await stat(join(dataDir, file))).mtimeMs));
  const before = await look();
  await start(dataDir);
  expect(await look()).toEqual(before);
});

test('after kill -9 of the program the next start takes its database over', async () => {
  const dataDir = await preparedFolder();
  await (await start(dataDir)).end('SIGKILL');
  const left = await findRunning(cluster(dataDir));
  expect(left).not.toBeNull();
  await start(dataDir);
  expect((await findRunning(cluster(dataDir)))?.pid).toBe(left?.pid);
});

test('after kill -9 of PostgreSQL the running program is ready again by itself', async () => {
  const dataDir = await preparedFolder();
  const { address } = await start(dataDir);
  const before = await findRunning(cluster(dataDir));
  if (!before) throw new Error('no server');
  process.kill(before.pid, 'SIGKILL');
  const again = async () => {
    const now = await findRunning(cluster(dataDir));
    return now !== null && now.pid !== before.pid && (await fetch(`${address}/readyz`)).ok;
  };
  await expect.poll(again).toBe(true);
});

test('a port in use is told with the remedy, and no database is left running', async () => {
  const dataDir = await preparedFolder();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { code, said } = await startInVain({ dataDir, port: address.port });
  taken.close();
  expect(code).toBe(1);
  expect(said).toMatch(new RegExp(`[Pp]ort ${address.port} .*--port`));
  expect(said).not.toMatch(/\n\s+at /);
  expect(await findRunning(cluster(dataDir))).toBeNull();
});

test('a data folder of a newer version is refused with one sentence and left byte for byte as it was', async () => {
  const dataDir = await preparedFolder();
  await writeFile(join(cluster(dataDir), 'PG_VERSION'), '99\n');
  const before = await contentOf(dataDir);
  const { code, said } = await startInVain({ dataDir, port: await freePort() });
  expect(code).toBe(1);
  expect(said).toContain('newer than the built-in');
  expect(said).not.toMatch(/\n\s+at /);
  expect(await contentOf(dataDir)).toEqual(before);
});

test('a wrong DATABASE_URL is told without its password, and nothing is made in the data folder', async () => {
  const dataDir = await emptyFolder();
  const port = await freePort();
  const url = `postgresql://someone:s3cret-word@127.0.0.1:${port}/nowhere`;
  const { code, said } = await startInVain({ dataDir, port: await freePort(), env: { DATABASE_URL: url } });
  expect(code).toBe(1);
  expect(said).toMatch(/DATABASE_URL/);
  expect(said).not.toContain('s3cret-word');
  expect(said).not.toMatch(/\n\s+at /);
  expect(await readdir(dataDir)).not.toContain('postgres');
});
