import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookalike } from '../../test/lookalike.ts';
import { claimFolder, noteAddress, pidFile, runningAddress, runningPids } from './claim.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-claim-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The note that a program of that number leaves. */
const note = (pid: number | string) => writeFile(join(folder, `watchfloor-${pid}.pid`), `${pid}\n`);

test('a free folder is made for this account alone, claimed, and given back', async () => {
  const dataDir = join(folder, 'data');
  const release = await claimFolder(dataDir, false);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect(await readFile(pidFile(dataDir, process.pid), 'utf8')).toBe(`${process.pid}\n`);
  await release();
  expect(await readdir(dataDir)).toEqual([]);
});

test('a folder that another program runs on is refused with the remedy and left as it was', async () => {
  const other = await lookalike('main.ts');
  await note(other.pid);
  await expect(claimFolder(folder, false)).rejects.toThrow(
    `Watchfloor runs on ${folder} already (process ${other.pid}). Stop it with npm run wf -- stop`,
  );
  expect(await runningPids(folder)).toEqual([other.pid]);
  await other.end();
});

test('programs that share a database share the folder: each is known by itself, and who leaves takes only the own note', async () => {
  const [one, two] = [await lookalike('main.ts'), await lookalike('main.ts')];
  await note(one.pid);
  await note(two.pid);
  const release = await claimFolder(folder, true);
  expect(await readdir(folder)).toHaveLength(3);
  await release();
  expect(await runningPids(folder)).toEqual([one.pid, two.pid].sort((a, b) => a - b));
  await one.end();
  expect(await runningPids(folder)).toEqual([two.pid]);
  await two.end();
});

test.each(['nonsense', '-1', '0', '4194000', '1e3', ''])('a note of "%s" is no running program', async (name) => {
  await note(name);
  expect(await runningPids(folder)).toEqual([]);
});

test('after a crash the number may belong to somebody else, who is no program of ours; the note of the dead is removed', async () => {
  const stranger = await lookalike('something-else');
  await note(stranger.pid);
  await note(4_194_000);
  expect(await runningPids(folder)).toEqual([]);
  const release = await claimFolder(folder, false);
  expect(await readdir(folder)).toEqual([`watchfloor-${process.pid}.pid`]);
  await release();
  await stranger.end();
});

test('where a program is reached stands in its note as long as it runs; a worker, and what a crash left, tell nothing', async () => {
  const [worker, server] = [await lookalike('main.ts'), await lookalike('main.ts')];
  await note(worker.pid);
  await writeFile(pidFile(folder, 4_194_000), '4194000\nhttp://127.0.0.1:9999\n');
  expect(await runningAddress(folder)).toBeNull();
  await writeFile(pidFile(folder, server.pid), `${server.pid}\nhttps://soc.harbor-dental.example\n`);
  expect(await runningAddress(folder)).toBe('https://soc.harbor-dental.example');
  await server.end();
  expect(await runningAddress(folder)).toBeNull();
  await worker.end();
});

test('the own address is added to the own note and leaves with it', async () => {
  const release = await claimFolder(folder, false);
  await noteAddress(folder, 'http://127.0.0.1:9090');
  expect(await readFile(pidFile(folder, process.pid), 'utf8')).toBe(`${process.pid}\nhttp://127.0.0.1:9090\n`);
  await release();
  expect(await readdir(folder)).toEqual([]);
});

test('where there is no folder yet nothing runs', async () => {
  expect(await runningPids(join(folder, 'none'))).toEqual([]);
});
