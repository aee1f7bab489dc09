import { expect, test } from 'vitest';
import { isComplete } from './install.mjs';

const lock = {
  '': { name: 'watchfloor' },
  server: { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/only-elsewhere': { version: '3.0.0', optional: true },
};
const { 'node_modules/only-elsewhere': _elsewhere, ...here } = lock;

test('what the lock file names is enough, without the packages of other platforms', () => {
  expect(isComplete(lock, lock)).toBe(true);
  expect(isComplete(lock, here)).toBe(true);
});

test.each([
  ['a missing package', { ...here, 'node_modules/a': undefined }],
  ['another version', { ...here, 'node_modules/a': { version: '1.0.1' } }],
  ['another version of a nested package', { ...here, 'node_modules/a/node_modules/b': { version: '2.0.1' } }],
  ['a package that the lock file no longer names', { ...here, 'node_modules/old': { version: '1.0.0' } }],
])('%s calls for an installation', (_name, present) => expect(isComplete(lock, present)).toBe(false));
