import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRunning, parsePidfile, readPidfile } from './pidfile.ts';

const text = (pid: number, state = 'ready   ') =>
  `${pid}\n/data\n1790000000\n5432\n/data/run\n\n  5432001  3\n${state}\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-pid-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (content: string) => writeFile(join(folder, 'postmaster.pid'), content);

test('the process, its socket and whether it takes connections are read', () => {
  expect(parsePidfile(text(71))).toEqual({ pid: 71, socketDir: '/data/run', ready: true });
  expect(parsePidfile(text(71, 'starting'))?.ready).toBe(false);
});

test.each(['', '71\n', 'x\n/data\n1\n5432\n/run\n', '-4\n/data\n1\n5432\n/run\n', '71\n/data\n1\n5432\n\n'])(
  'a file that is still being written is no server yet: %j',
  (content) => expect(parsePidfile(content)).toBeNull(),
);

test('no file is no server', async () => {
  expect(await readPidfile(folder)).toBeNull();
  expect(await findRunning(folder)).toBeNull();
});

test('what names a dead process is left to PostgreSQL, which also looks for its memory', async () => {
  await write(text(2 ** 22 - 3));
  expect(await findRunning(folder)).toBeNull();
  expect(await readdir(folder)).toEqual(['postmaster.pid']);
});

test('what names a process of another program is removed', async () => {
  await write(text(process.pid));
  expect(await findRunning(folder)).toBeNull();
  expect(await readdir(folder)).toEqual([]);
});
