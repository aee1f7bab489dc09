import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone, readPid } from './lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('two that ask at once work one after the other', async () => {
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([alone(path, work('a')), alone(path, work('b'))]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('the lock is let go when the work fails', async () => {
  await expect(alone(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['a process that died', String(2 ** 22 - 3)],
  ['an earlier process with our id', String(process.pid)],
])('the lock of %s holds nobody up', async (_name, holder) => {
  await writeFile(path, holder);
  expect(await alone(path, async () => 'done', 1_000)).toBe('done');
});

test('a living holder is named when waiting takes too long', async () => {
  await writeFile(path, String(process.ppid));
  await expect(alone(path, async () => 'never', 50)).rejects.toThrow(`Process ${process.ppid} has been starting`);
  expect(await readPid(path)).toBe(process.ppid);
});
