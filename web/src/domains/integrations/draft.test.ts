import { expect, test } from 'vitest';
import { connectors } from '../../../test/platform.ts';
import { draftOf, fullAddress, isComplete, startValues, typed, wazuhFields } from './draft.ts';

const manager = connectors[1]?.fields ?? [];
const system = { verify: 'system' } as const;

test('three fields become an address, a setting and a secret', () => {
  const values = { url: 'https://wazuh.example:9200', username: 'wf-reader', password: 'p w' };
  expect(draftOf('auto', wazuhFields, values, system)).toEqual({
    kind: 'auto',
    url: 'https://wazuh.example:9200',
    config: { username: 'wf-reader' },
    secrets: { password: 'p w' },
    tls: system,
  });
});

test('a secret never stands among the settings', () => {
  const values = { ...startValues(manager), url: 'https://a', username: 'u', password: 'hidden' };
  expect(JSON.stringify(draftOf('wazuh-manager', manager, values, system).config)).not.toContain('hidden');
});

test('an empty field is left out, so that a kept secret stays', () => {
  const draft = draftOf('auto', wazuhFields, { url: 'https://a', username: 'u', password: '' }, system);
  expect(draft.secrets).toEqual({});
});

test('numbers and switches keep their kind', () => {
  const values = { ...startValues(manager), perMinute: '90', hasCluster: true };
  expect(draftOf('wazuh-manager', manager, values, system).config).toMatchObject({ perMinute: 90, hasCluster: true });
});

test('what is no number goes as it was typed, so that the server can name the field', () => {
  const field = manager.find((one) => one.kind === 'number');
  expect(field && typed(field, 'many')).toBe('many');
});

test('a form starts with the defaults of its fields', () => {
  expect(startValues(manager)).toMatchObject({
    url: '',
    perMinute: '200',
    hasCluster: false,
    mode: 'all',
    password: '',
  });
});

test.each([
  ['wazuh.example:9200', 'https://wazuh.example:9200'],
  ['  https://wazuh.example ', 'https://wazuh.example'],
  ['http://10.0.4.8:9200', 'http://10.0.4.8:9200'],
  ['', ''],
])('the address %j is sent as %j', (text, sent) => {
  expect(fullAddress(text)).toBe(sent);
});

test('a form is complete when every required field is filled', () => {
  expect(isComplete(wazuhFields, { url: 'a', username: 'b', password: '' })).toBe(false);
  expect(isComplete(wazuhFields, { url: 'a', username: 'b', password: 'c' })).toBe(true);
});
