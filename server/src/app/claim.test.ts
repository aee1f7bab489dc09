import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertPortFree, claimFolder, explainListen, pidFile, runningPid } from './claim.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-claim-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that looks like a program of ours. */
async function lookalike(name: string): Promise<{ pid: number; end(): Promise<void> }> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)', name], { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    end: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('a free folder is made for this account alone, claimed, and given back', async () => {
  const dataDir = join(folder, 'data');
  const release = await claimFolder(dataDir, false);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect(await readFile(pidFile(dataDir), 'utf8')).toBe(`${process.pid}\n`);
  await release();
  expect(await runningPid(dataDir)).toBeNull();
});

test('a folder that another program runs on is refused with the remedy and left as it was', async () => {
  const other = await lookalike('main.ts');
  await writeFile(pidFile(folder), `${other.pid}\n`);
  await expect(claimFolder(folder, false)).rejects.toThrow(
    `Watchfloor runs on ${folder} already (process ${other.pid}). Stop it with npm run wf -- stop`,
  );
  expect(await readFile(pidFile(folder), 'utf8')).toBe(`${other.pid}\n`);
  await other.end();
});

test('programs that share a database share the folder', async () => {
  const other = await lookalike('main.ts');
  await writeFile(pidFile(folder), `${other.pid}\n`);
  await (await claimFolder(folder, true))();
  await other.end();
});

test.each([
  ['nothing', null],
  ['nonsense', 'nonsense'],
  ['a negative number, which would mean a whole group', '-1'],
  ['zero', '0'],
  ["a number that is nobody's now", '4194000'],
])('%s in the note is no running program', async (_name, text) => {
  if (text !== null) await writeFile(pidFile(folder), text);
  expect(await runningPid(folder)).toBeNull();
});

test('after a crash the number may belong to somebody else, who is no program of ours', async () => {
  const stranger = await lookalike('something-else');
  await writeFile(pidFile(folder), `${stranger.pid}\n`);
  expect(await runningPid(folder)).toBeNull();
  await (await claimFolder(folder, false))();
  await stranger.end();
});

test('a port in use is told before anything is opened; zero is always free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(assertPortFree('127.0.0.1', port)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use. Stop what uses it, or choose another with --port.`,
  );
  server.close();
  await once(server, 'close');
  await expect(assertPortFree('127.0.0.1', port)).resolves.toBeUndefined();
  await expect(assertPortFree('127.0.0.1', 0)).resolves.toBeUndefined();
});

test.each([
  ['EADDRINUSE', /is in use.*--port/],
  ['EACCES', /more rights.*above 1023.*--port/],
  ['EADDRNOTAVAIL', /no address of this machine.*--host/],
])('%s is one sentence with the remedy', (code, sentence) => {
  expect(String(explainListen(Object.assign(new Error('x'), { code }), '192.0.2.1', 80))).toMatch(sentence);
});

test('what nobody foresaw stays as it is', () => {
  const error = new Error('x');
  expect(explainListen(error, '127.0.0.1', 1)).toBe(error);
});
