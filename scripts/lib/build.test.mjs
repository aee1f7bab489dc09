import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf } from './build.mjs';

let folder;
const put = (name, text) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wf-build-'));
  put('src/main.tsx', 'one');
  put('src/deep/page.ts', 'two');
  put('lock.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hash = () => hashOf([join(folder, 'src')], [join(folder, 'lock.json')]);

test.each([
  ['a changed source', 'src/deep/page.ts', 'three'],
  ['a new source', 'src/new.css', ''],
  ['other versions of packages', 'lock.json', '{"a":1}'],
])('%s calls for a build', (_what, name, text) => {
  const before = hash();
  put(name, text);
  expect(hash()).not.toBe(before);
});

test.each([
  'src/main.test.tsx',
  'src/deep/page.test.ts',
  'src/test/fake.ts',
  'src/dist/app.js',
  'src/node_modules/a/i.js',
])('%s is in no console, so it calls for none', (name) => {
  const before = hash();
  put(name, 'x');
  expect(hash()).toBe(before);
});

test('text that moves from one file to the next is a change', () => {
  put('src/a.ts', 'xy');
  put('src/b.ts', '');
  const before = hash();
  put('src/a.ts', 'x');
  put('src/b.ts', 'y');
  expect(hash()).not.toBe(before);
});

test('the same sources give the same hash again', () => expect(hash()).toBe(hash()));
