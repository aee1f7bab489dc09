import { chmod, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSocketDir, socketUrl } from './socket.ts';

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'wfs-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

const long = `/${'x'.repeat(100)}`;

test('a short path keeps the socket beside the data, closed to others', async () => {
  const made = await makeSocketDir(temporary);
  expect(made).toBe(join(temporary, 'run'));
  expect((await stat(made)).mode & 0o777).toBe(0o700);
  expect(await makeSocketDir(temporary)).toBe(made);
});

test('a long path gets one and the same private folder in the temporary directory', async () => {
  const made = await makeSocketDir(long, temporary);
  expect(made.startsWith(`${temporary}/watchfloor-`)).toBe(true);
  expect((await stat(made)).mode & 0o777).toBe(0o700);
  expect(await makeSocketDir(long, temporary)).toBe(made);
  expect(await makeSocketDir(`${long}y`, temporary)).not.toBe(made);
});

test('bytes count, not letters', async () => {
  const home = join(temporary, 'ü'.repeat(40));
  await mkdir(home);
  expect((await makeSocketDir(home, temporary)).startsWith(home)).toBe(false);
});

test('a folder that is open to others, or only a link, is not trusted', async () => {
  const first = await makeSocketDir(long, temporary);
  await chmod(first, 0o777);
  const second = await makeSocketDir(long, temporary);
  expect(second).not.toBe(first);
  expect((await stat(second)).mode & 0o777).toBe(0o700);
  await rm(first, { recursive: true });
  await symlink(second, first);
  expect(await makeSocketDir(long, temporary)).not.toBe(first);
});

test('an address with blanks and letters of any kind survives', () => {
  expect(socketUrl('/data of ü/run', 'watchfloor')).toBe(
    'postgresql://watchfloor@/watchfloor?host=%2Fdata%20of%20%C3%BC%2Frun',
  );
});
