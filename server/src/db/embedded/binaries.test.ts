import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaries, linkLibraries } from './binaries.ts';

test('the installed server is found with its major version', async () => {
  const binaries = await findBinaries();
  expect(binaries.major).toBe(18);
  expect(binaries.postgres.startsWith(binaries.root)).toBe(true);
});

test('library links that an installation without scripts lacks are made, and present ones kept', async () => {
  const root = await mkdtemp(join(tmpdir(), 'wf-links-'));
  await mkdir(join(root, 'native', 'lib'), { recursive: true });
  const links = [
    { source: 'native/lib/liba.so.1.2', target: 'native/lib/liba.so.1' },
    { source: 'native/lib/liba.so.1.2', target: 'native/lib/liba.so' },
  ];
  await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await linkLibraries(root);
  expect(await readlink(join(root, 'native', 'lib', 'liba.so'))).toBe('liba.so.1.2');
  await Promise.all([linkLibraries(root), linkLibraries(root)]);
  expect(await readlink(join(root, 'native', 'lib', 'liba.so.1'))).toBe('liba.so.1.2');
  await rm(root, { recursive: true });
});
