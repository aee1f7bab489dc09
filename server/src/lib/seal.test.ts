import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isFailure } from './failure.ts';
import { parseKeyRing } from './key-ring.ts';
import { seal, unseal } from './seal.ts';

const freshKey = () => randomBytes(32).toString('base64url');
const ringOf = (...keys: string[]) => parseKeyRing(keys.join('\n'), 'test.key');
const ring = ringOf(freshKey());
const place = { table: 'connection_secrets', id: '7/password', column: 'sealed' };

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return isFailure(error) ? error.code : String(error);
  }
  return 'opened';
};

test('a sealed text opens at its place', () => {
  for (const text of ['', 'Secret.1', 'Übergröße 🔐', 'x'.repeat(10_000)]) {
    expect(unseal(ring, seal(ring, text, place), place)).toBe(text);
  }
});

test('the form is v1, the key id and three base64url parts, and shows nothing of the text', () => {
  const sealed = seal(ring, 'Secret.1', place);
  expect(sealed).toMatch(/^v1\.[0-9a-f]{12}\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
  expect(sealed).not.toContain(Buffer.from('Secret.1').toString('base64url'));
});

test('one text sealed twice gives two values', () => {
  expect(seal(ring, 'Secret.1', place)).not.toBe(seal(ring, 'Secret.1', place));
});

test('a sealed text moved to another table, row or column is refused', () => {
  const sealed = seal(ring, 'Secret.1', place);
  for (const other of [{ table: 'users' }, { id: '8/password' }, { id: '7/user' }, { column: 'name' }]) {
    expect(codeOf(() => unseal(ring, sealed, { ...place, ...other }))).toBe('secret.unreadable');
  }
});

test('a change of any part is refused', () => {
  const parts = seal(ring, 'Secret.1', place).split('.');
  const flip = (text: string) => {
    const bytes = Buffer.from(text, 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString('base64url');
  };
  for (const at of [2, 3, 4]) {
    const changed = parts.map((part, n) => (n === at ? flip(part) : part)).join('.');
    expect(codeOf(() => unseal(ring, changed, place))).toBe('secret.unreadable');
  }
});

test('a shortened tag is refused, since the cipher alone would take it', () => {
  const parts = seal(ring, 'Secret.1', place).split('.');
  const tag = Buffer.from(parts[4] ?? '', 'base64url').subarray(0, 4);
  const cut = [...parts.slice(0, 4), tag.toString('base64url')].join('.');
  expect(codeOf(() => unseal(ring, cut, place))).toBe('secret.unreadable');
});

test('what is not a sealed text is refused', () => {
  for (const text of ['', 'Secret.1', 'v2.a.b.c.d', `${seal(ring, 'x', place)}.more`]) {
    expect(codeOf(() => unseal(ring, text, place))).toBe('secret.unreadable');
  }
});

test('a ring with a newer key first still opens what the older one sealed', () => {
  const [older, newer] = [freshKey(), freshKey()];
  const sealed = seal(ringOf(older), 'Secret.1', place);
  expect(unseal(ringOf(newer, older), sealed, place)).toBe('Secret.1');
  expect(codeOf(() => unseal(ringOf(newer), sealed, place))).toBe('secret.unreadable');
});

test('a refusal never repeats the text or the key', () => {
  const key = freshKey();
  const sealed = seal(ringOf(key), 'Secret.1', place);
  try {
    unseal(ring, sealed, place);
    expect.unreachable();
  } catch (error) {
    const shown = `${error instanceof Error ? error.stack : error}`;
    expect(shown).not.toContain('Secret.1');
    expect(shown).not.toContain(key);
  }
});
