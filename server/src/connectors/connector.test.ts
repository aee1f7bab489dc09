import { expect, test } from 'vitest';
import { systemClock } from '../lib/clock.ts';
import { isFailure } from '../lib/failure.ts';
import { wazuhIndexer } from './wazuh-indexer/connector.ts';
import { wazuhManager } from './wazuh-manager/connector.ts';

const good = { url: 'https://wazuh.internal:9200', username: 'reader' };
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

type Input = { config?: object; secrets?: object };

/** What a form is told about its fields, pointer by pointer. */
async function refusals(input: Input, connector = wazuhIndexer): Promise<Record<string, string>> {
  try {
    const connected = connector.connect(
      { config: { ...good, ...input.config }, secrets: { password: 'a password', ...input.secrets } },
      { clock: systemClock },
    );
    await connected.close();
    return {};
  } catch (error) {
    if (!isFailure(error, 'request.invalid')) throw error;
    return Object.fromEntries((error.fields ?? []).map((field) => [field.pointer, field.message]));
  }
}

test.each<[string, Input]>([
  ['an address with a port', {}],
  ['plain http', { config: { url: 'http://10.0.4.8:9200' } }],
  ['a path behind a proxy', { config: { url: 'https://siem.example/indexer/' } }],
  ['an IPv6 address', { config: { url: 'https://[fd00::8]:9200' } }],
  ['an authority', { config: { caPem: `# root\n${pem}\n` } }],
  ['a pin, however it is spelled', { config: { pinSha256: `SHA256:${'ab:'.repeat(31)}AB` } }],
  ['a pattern of its own', { config: { alertsPattern: ' wazuh-alerts-4.x-* ' } }],
  ['the shortest and the longest limit', { config: { timeoutMs: 100 } }],
  ['a password of any signs', { secrets: { password: '  "\\ü\u0000 ' } }],
])('%s is taken', async (_, input) => {
  expect(await refusals(input)).toEqual({});
});

test.each<[string, Input, string, RegExp]>([
  ['no scheme', { config: { url: 'wazuh.internal:9200' } }, '/config/url', /such as https:\/\//],
  ['another scheme', { config: { url: 'ftp://wazuh.internal' } }, '/config/url', /such as https:\/\//],
  ['a file', { config: { url: 'file:///etc/passwd' } }, '/config/url', /such as https:\/\//],
  ['no address', { config: { url: undefined } }, '/config/url', /such as https:\/\//],
  ['a login in the address', { config: { url: 'https://a:b@w.example' } }, '/config/url', /in their own fields/],
  ['a user in the address', { config: { url: 'https://a@w.example' } }, '/config/url', /in their own fields/],
  ['no user', { config: { username: '' } }, '/config/username', /Enter the user/],
  ['no password', { secrets: { password: '' } }, '/secrets/password', /Enter the password/],
  ['a password that is a number', { secrets: { password: 7 } }, '/secrets/password', /string/],
  ['an authority that is a file name', { config: { caPem: '/etc/ca.pem' } }, '/config/caPem', /in PEM form/],
  ['a pin that is too short', { config: { pinSha256: 'ab:cd' } }, '/config/pinSha256', /64 hex digits/],
  ['a pin of SHA-1', { config: { pinSha256: 'ab'.repeat(20) } }, '/config/pinSha256', /64 hex digits/],
  ['an empty server name', { config: { servername: ' ' } }, '/config/servername', /./],
  ['a limit that is too short', { config: { timeoutMs: 99 } }, '/config/timeoutMs', /100/],
  ['a limit that is too long', { config: { timeoutMs: 300_001 } }, '/config/timeoutMs', /300000/],
  ['a limit in words', { config: { timeoutMs: '30s' } }, '/config/timeoutMs', /./],
  ['a pattern with a slash', { config: { alertsPattern: 'a/_search' } }, '/config/alertsPattern', /index pattern/],
  ['a pattern with a blank', { config: { alertsPattern: 'a b' } }, '/config/alertsPattern', /index pattern/],
  ['a pattern with capitals', { config: { statesPattern: 'Wazuh-*' } }, '/config/statesPattern', /lower case/],
  ['a pattern with a question', { config: { statesPattern: 'a?pretty' } }, '/config/statesPattern', /index pattern/],
  ['an empty pattern', { config: { alertsPattern: '' } }, '/config/alertsPattern', /index pattern/],
])('%s is refused, and the field is named with what to enter', async (_, input, pointer, words) => {
  const told = await refusals(input);
  expect(Object.keys(told)).toEqual([pointer]);
  expect(told[pointer]).toMatch(words);
});

test('all wrong fields are told at once, those of the login beside those of the address', async () => {
  const told = await refusals({ config: { url: 'x', timeoutMs: 1 }, secrets: { password: '' } });
  expect(Object.keys(told).sort()).toEqual(['/config/timeoutMs', '/config/url', '/secrets/password']);
});

test('every connector refuses the same wrong address, and none repeats a secret in what it says', async () => {
  for (const connector of [wazuhIndexer, wazuhManager]) {
    const told = await refusals({ config: { url: 'x' }, secrets: { password: 'hunter-22' } }, connector);
    expect(Object.keys(told)).toEqual(['/config/url']);
    expect(JSON.stringify(told)).not.toContain('hunter-22');
  }
});
