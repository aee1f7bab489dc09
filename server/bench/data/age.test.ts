import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discardOutdated } from './age.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-bench-age-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('data of the present schema stays', async () => {
  await discardOutdated(folder);
  await writeFile(join(folder, 'rows'), '1');
  await discardOutdated(folder);
  expect(await readdir(folder)).toContain('rows');
});

test('data of another schema is thrown away', async () => {
  await writeFile(join(folder, 'rows'), '1');
  await writeFile(join(folder, 'made-by'), 'something else');
  await discardOutdated(folder);
  expect(await readdir(folder)).toEqual(['made-by']);
});
