import { expect, test } from 'vitest';
import { wazuhIndexer } from '../../connectors/wazuh-indexer/connector.ts';
import { systemClock } from '../../lib/clock.ts';
import { isFailure } from '../../lib/failure.ts';
import { configNames, type Draft, prepare, secretNames, trustFields } from './draft.ts';
import { freshKeys } from './testing/fakes.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const draft = (over: Partial<Draft> = {}): Draft => ({
  url: 'https://Wazuh.internal:9200/',
  config: { username: 'reader' },
  secrets: { password: 'a password' },
  tls: { verify: 'system' },
  ...over,
});

/** Prepares a draft where every name has these addresses; `null` = nobody knows the name. */
async function run(over: Partial<Draft> = {}, addresses: string[] | null = ['10.0.4.8']) {
  const lookup = async () => addresses ?? Promise.reject(new Error('ENOTFOUND'));
  const parts = { connectors: [wazuhIndexer], keys: freshKeys(), surroundings: { lookup } };
  const prepared = await prepare(parts, wazuhIndexer, draft(over), systemClock);
  await prepared.connected.close();
  return prepared;
}

const refusal = async (over: Partial<Draft>, addresses?: string[] | null): Promise<string> => {
  const error = await run(over, addresses).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isFailure(error)) throw new Error('It was taken.');
  return [error.code, ...(error.fields ?? []).map((field) => field.pointer)].join(' ');
};

test('address, trust and secrets are kept apart from the settings, which hold their defaults', async () => {
  const prepared = await run({ tls: { verify: 'ca', ca: pem }, config: { username: 'reader', timeoutMs: 500 } });
  expect(prepared).toMatchObject({ url: 'https://wazuh.internal:9200', tls: { verify: 'ca', ca: pem } });
  expect(prepared.config).toEqual({
    username: 'reader',
    timeoutMs: 500,
    alertsPattern: 'wazuh-alerts-*',
    statesPattern: 'wazuh-states-vulnerabilities-*',
  });
  expect(JSON.stringify(prepared.config)).not.toMatch(/a password|CERTIFICATE|9200/);
});

test.each<[string, Partial<Draft>, string]>([
  ['a secret among the settings', { config: { username: 'r', password: 'p' } }, 'request.invalid /config/password'],
  ['a field of the address among the settings', { config: { username: 'r', url: 'x' } }, 'request.invalid /config/url'],
  ['trust among the settings', { config: { username: 'r', caPem: pem } }, 'request.invalid /config/caPem'],
  ['a secret that nobody knows', { secrets: { password: 'p', apiKey: 'k' } }, 'request.invalid /secrets/apiKey'],
  ['no address', { url: undefined }, 'request.invalid /url'],
  ['an address that is none', { url: 'wazuh' }, 'request.invalid /url'],
  ['an authority that is none', { tls: { verify: 'ca', ca: 'x' } }, 'request.invalid /tls/ca'],
  ['a pin that is none', { tls: { verify: 'pin', fingerprint: ':'.repeat(64) } }, 'request.invalid /tls/fingerprint'],
  ['two wrong fields', { url: 'x', secrets: {} }, 'request.invalid /url /secrets/password'],
])('%s is refused where the person entered it', async (_, over, told) => {
  expect(await refusal(over)).toBe(told);
});

test('an address that is never reached is refused; a name that nobody knows yet is left to the probe', async () => {
  expect(await refusal({}, ['169.254.169.254'])).toBe('connection.blocked');
  expect(await refusal({}, ['10.0.4.8', '127.0.0.1', '169.254.169.254'])).toBe('connection.blocked');
  expect(await refusal({ url: 'https://[fe80::1]:9200' })).toBe('connection.blocked');
  expect((await run({}, null)).url).toBe('https://wazuh.internal:9200');
  expect((await run({}, [])).url).toBe('https://wazuh.internal:9200');
});

test('how a certificate is judged has one name on the wire and another in a form', () => {
  expect(trustFields({ verify: 'system' })).toEqual({});
  expect(trustFields({ verify: 'ca', ca: pem })).toEqual({ caPem: pem });
  expect(trustFields({ verify: 'pin', fingerprint: 'ab' })).toEqual({ pinSha256: 'ab' });
});

test('what a form asks for is told by its connector', () => {
  expect(configNames(wazuhIndexer)).toEqual(
    expect.arrayContaining(['username', 'alertsPattern', 'statesPattern', 'timeoutMs', 'servername']),
  );
  expect(configNames(wazuhIndexer)).not.toContain('url');
  expect(secretNames(wazuhIndexer)).toEqual(['password']);
});
