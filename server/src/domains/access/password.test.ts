import { expect, test } from 'vitest';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';

test('a password opens its own hash and no other', async () => {
  const [one, two] = await Promise.all([
    hashPassword('four words of a phrase'),
    hashPassword('four words of a phrase'),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(two).not.toBe(one);
  expect(await verifyPassword('four words of a phrase', one)).toBe(true);
  expect(await verifyPassword('four words of a phrasE', one)).toBe(false);
  expect(await verifyPassword('', one)).toBe(false);
});

test('a hash of another cost is still read', async () => {
  const cheap = '$argon2id$v=19$m=256,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  expect(await verifyPassword('whatever it is', cheap)).toBe(false);
});

test.each(['', 'plain text', '$2b$12$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=256,t=1,p=1$AAAA$AAAA'])(
  '%s is no hash, so nothing opens it',
  async (stored) => {
    expect(await verifyPassword(stored, stored)).toBe(false);
  },
);

test('nobody has a password', async () => {
  expect(await verifyNobody('four words of a phrase')).toBe(false);
});
