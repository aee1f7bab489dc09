import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deriveKey, loadKeyRing, loadOrMakeKeyRing, parseKeyRing } from './key-ring.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-keys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const freshKey = () => randomBytes(32).toString('base64url');

test('the first start makes a key that only the account may read, and the second start reads the same one', async () => {
  const path = join(folder, 'keys', 'secrets.key');
  const made = await loadOrMakeKeyRing(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
  const again = await loadOrMakeKeyRing(path);
  expect(again.currentId).toBe(made.currentId);
  expect(again.currentKey.equals(made.currentKey)).toBe(true);
});

test('starts at the same time agree on one key and leave nothing else behind', async () => {
  const path = join(folder, 'keys', 'secrets.key');
  const rings = await Promise.all(Array.from({ length: 8 }, () => loadOrMakeKeyRing(path)));
  expect(new Set(rings.map((ring) => ring.currentId)).size).toBe(1);
  expect(await readdir(join(folder, 'keys'))).toEqual(['secrets.key']);
});

test('an existing file is never written to, not even a broken one', async () => {
  const path = join(folder, 'secrets.key');
  await writeFile(path, 'short');
  await expect(loadOrMakeKeyRing(path)).rejects.toThrow('32 bytes');
  expect(await readFile(path, 'utf8')).toBe('short');
});

test('a named file that is missing is refused with the remedy and not made', async () => {
  const path = join(folder, 'absent.key');
  await expect(loadKeyRing(path)).rejects.toThrow('Put it back from the backup');
  expect(await readdir(folder)).toEqual([]);
});

test('the first key seals; remarks, empty lines and older keys are read', () => {
  const [current, older] = [freshKey(), freshKey()];
  const ring = parseKeyRing(`# ours\n\n${current}\r\n# before May\n${older}\n`, 'test.key');
  expect(ring.currentKey.toString('base64url')).toBe(current);
  expect(ring.find(parseKeyRing(older, 'test.key').currentId)?.toString('base64url')).toBe(older);
  expect(ring.find('nobody')).toBeNull();
});

test('a key in plain base64, as openssl prints it, is taken', () => {
  const key = randomBytes(32);
  expect(parseKeyRing(key.toString('base64'), 'test.key').currentKey.equals(key)).toBe(true);
});

test.each([
  ['an empty file', ''],
  ['remarks only', '# nothing\n'],
  ['a short key', randomBytes(16).toString('base64url')],
  ['a long key', randomBytes(48).toString('base64url')],
  ['words', 'correct horse battery staple'],
  ['zeros', Buffer.alloc(32).toString('base64url')],
  ['one byte again and again', Buffer.alloc(32, 0x5a).toString('base64url')],
  ['counting bytes', Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString('base64url')],
  ['typed text', Buffer.from('change-me-change-me-change-me-32').toString('base64url')],
  ['a short pattern', Buffer.from('\u0001\u0080\u0003\u0004'.repeat(16)).subarray(0, 32).toString('base64url')],
  ['a bad key behind a good one', `${freshKey()}\n${Buffer.alloc(32).toString('base64url')}`],
])('%s is refused', (_what, text) => {
  expect(() => parseKeyRing(text, 'test.key')).toThrow('test.key');
});

test('a refusal does not print the key', () => {
  const typed = Buffer.from('change-me-change-me-change-me-32').toString('base64url');
  const refusal = (() => {
    try {
      parseKeyRing(typed, 'test.key');
      return 'taken';
    } catch (error) {
      return String(error);
    }
  })();
  expect(refusal).toContain('typed key');
  expect(refusal).not.toContain(typed);
});

test('a derived key is the same for one purpose and ring, another for every other, and never the ring’s own', () => {
  const [one, other] = [parseKeyRing(freshKey(), 'a.key'), parseKeyRing(freshKey(), 'b.key')];
  const keys = [deriveKey(one, 'cursors'), deriveKey(one, 'bodies'), deriveKey(other, 'cursors'), one.currentKey];
  expect(deriveKey(one, 'cursors').equals(deriveKey(one, 'cursors'))).toBe(true);
  expect(keys.map((key) => key.length)).toEqual([32, 32, 32, 32]);
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4);
});

test('a derived key goes by the current key, whatever older ones stay in the file', () => {
  const [older, newer] = [freshKey(), freshKey()];
  const before = deriveKey(parseKeyRing(older, 'a.key'), 'cursors');
  const rotated = deriveKey(parseKeyRing(`${newer}\n${older}`, 'a.key'), 'cursors');
  expect(rotated.equals(before)).toBe(false);
  expect(rotated.equals(deriveKey(parseKeyRing(newer, 'a.key'), 'cursors'))).toBe(true);
});
