import { expect, test } from 'vitest';
import { makeRedact } from './redact.ts';

const redact = makeRedact(['s3cr et!', 'abc']);

test.each([
  ['plain', 'login with s3cr et! failed'],
  ['URL-encoded', 'GET /?p=s3cr%20et!'],
  ['base64', `token ${Buffer.from('s3cr et!').toString('base64')}`],
  ['basic credentials', `Authorization: Basic ${Buffer.from('reader:s3cr et!').toString('base64')}`],
  ['a bearer token', 'authorization: bearer eyJhbGciOi.eyJzdWIi.c2lnbmVk'],
  ['credentials in an address', 'https://reader:hunter22@wazuh.example/'],
  ['an API key', '{"X-API-Key":"k-123456"}'],
])('masks %s', (_form, text) => {
  const clean = redact(text);
  expect(clean).toContain('***');
  expect(clean).not.toMatch(/s3cr|czNjc|eyJ|hunter22|k-123456/);
});

test('leaves ordinary words alone, also when a secret is too short to mask', () => {
  expect(redact('abc: the index was not found')).toBe('abc: the index was not found');
});
