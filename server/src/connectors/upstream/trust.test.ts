import { expect, test } from 'vitest';
import { chooseTrust, isTrusted, normalizeFingerprint, showFingerprint, tlsOptions } from './trust.ts';

const hex = '9a41'.repeat(16);
const spelled = showFingerprint(hex);

test('a fingerprint is read with and without colons, in any case', () => {
  expect(spelled).toHaveLength(95);
  for (const text of [hex, hex.toUpperCase(), spelled, `sha256:${hex}`, `SHA256 ${spelled}`, ` ${hex}\n`]) {
    expect(normalizeFingerprint(text)).toBe(hex);
  }
  for (const text of ['', hex.slice(1), `${hex}00`, 'g'.repeat(64)]) expect(normalizeFingerprint(text)).toBeNull();
});

test('a pin wins over an authority, an authority over the system', () => {
  expect(chooseTrust({})).toEqual({ kind: 'system' });
  expect(chooseTrust({ caPem: 'PEM' })).toEqual({ kind: 'ca', pem: 'PEM' });
  expect(chooseTrust({ caPem: 'PEM', pinSha256: spelled })).toEqual({ kind: 'pin', sha256: hex });
});

test('only a pin lets Node accept what nobody signed, and then only the pinned one passes', () => {
  expect(tlsOptions({ kind: 'system' })).toEqual({ rejectUnauthorized: true });
  expect(tlsOptions({ kind: 'ca', pem: 'PEM' })).toEqual({ ca: 'PEM', rejectUnauthorized: true });
  expect(tlsOptions({ kind: 'pin', sha256: hex })).toEqual({ rejectUnauthorized: false });
  expect(isTrusted({ kind: 'pin', sha256: hex }, { fingerprint256: spelled })).toBe(true);
  expect(isTrusted({ kind: 'pin', sha256: hex }, { fingerprint256: spelled.replace('9A', '9B') })).toBe(false);
});
