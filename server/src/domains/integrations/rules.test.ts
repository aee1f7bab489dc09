import { expect, test } from 'vitest';
import { Failure, isFailure } from '../../lib/failure.ts';
import {
  defaultName,
  freeName,
  nameInstance,
  normalizeUrl,
  pointIntoBody,
  refuseOutdated,
  refuseUnknown,
} from './rules.ts';

test.each([
  ['https://Wazuh.Kestrel.example:9200/', 'https://wazuh.kestrel.example:9200'],
  ['https://wazuh.kestrel.example:443', 'https://wazuh.kestrel.example'],
  ['https://siem.kestrel.example/indexer//', 'https://siem.kestrel.example/indexer'],
  ['http://10.0.4.8:9200', 'http://10.0.4.8:9200'],
])('%s is kept as %s', (given, kept) => {
  expect(normalizeUrl(given)).toBe(kept);
});

test('a connection without a name is called after its host', () => {
  expect(defaultName('https://wazuh.kestrel.example:9200/x')).toBe('wazuh.kestrel.example');
  expect(defaultName('https://[fd00::8]:9200')).toBe('fd00::8');
  expect(defaultName(`https://${'a'.repeat(60)}.${'b'.repeat(60)}.example`)).toHaveLength(96);
});

test.each<[string, string[], string]>([
  ['nobody', [], 'w.example'],
  ['others', ['x', 'w.example.org'], 'w.example'],
  ['one', ['w.example'], 'w.example 2'],
  ['one, in other letters', ['W.Example'], 'w.example 2'],
  ['two', ['w.example', 'w.example 2'], 'w.example 3'],
  ['the second only', ['w.example 2'], 'w.example'],
  ['one and the third', ['w.example', 'w.example 3'], 'w.example 2'],
])('a name that is taken by %s becomes another', (_, taken, free) => {
  expect(freeName('w.example', taken)).toBe(free);
});

const indexer = { kind: 'wazuh-indexer', customerId: null, baseUrl: 'https://indexer.example:9200' };
const manager = { kind: 'wazuh-manager', customerId: null, baseUrl: 'https://manager.example:55000' };
const named = (instance: string, more: object = {}) => ({ ...indexer, instance, ...more });

test('the first connection takes the name of its cluster, or its host when the cluster has none', () => {
  expect(nameInstance('wazuh', indexer, [])).toBe('wazuh');
  expect(nameInstance(null, indexer, [])).toBe('indexer.example');
});

test('an indexer and a manager of one cluster share the name', () => {
  expect(nameInstance('wazuh', manager, [named('wazuh')])).toBe('wazuh');
});

test('a second cluster of the same name and kind is told apart by its host', () => {
  const second = { ...indexer, baseUrl: 'https://second.example:9200' };
  expect(nameInstance('wazuh', second, [named('wazuh')])).toBe('wazuh@second.example');
});

test('the manager of the second cluster joins its own indexer, not the first one', () => {
  const others = [
    named('wazuh', { customerId: 1 }),
    { ...manager, customerId: 1, instance: 'wazuh' },
    named('wazuh@second.example', { customerId: 2 }),
  ];
  expect(nameInstance('wazuh', { ...manager, customerId: 2 }, others)).toBe('wazuh@second.example');
});

test('clusters of two customers never share a name, whatever their kind', () => {
  const others = [named('wazuh', { customerId: 1 })];
  expect(nameInstance('wazuh', { ...manager, customerId: 2 }, others)).toBe('wazuh@manager.example');
});

test('a name that only begins alike is another cluster', () => {
  expect(nameInstance('wazuh', manager, [named('wazuh-two')])).toBe('wazuh');
});

test('a field that a form does not have is refused, with its place', () => {
  expect(() => refuseUnknown('config', { username: 'x' }, ['username'])).not.toThrow();
  try {
    refuseUnknown('config', { username: 'x', password: 'Secret.1' }, ['username']);
    expect.unreachable();
  } catch (error) {
    expect(isFailure(error, 'request.invalid') && error.fields).toEqual([
      { pointer: '/config/password', message: 'There is no such field.' },
    ]);
    expect(String(error)).not.toContain('Secret.1');
  }
});

test('a connector’s own field names are told as the caller sent them', () => {
  const fields = ['/config/url', '/config/caPem', '/config/pinSha256', '/config/username', '/secrets/password'].map(
    (pointer) => ({ pointer, message: 'wrong' }),
  );
  const pointed = pointIntoBody(new Failure('request.invalid', 'wrong', { fields }));
  expect(isFailure(pointed) && pointed.fields?.map((field) => field.pointer)).toEqual([
    ...['/url', '/tls/ca', '/tls/fingerprint', '/config/username', '/secrets/password'],
  ]);
  const other = new Failure('connection.blocked', 'no');
  expect(pointIntoBody(other)).toBe(other);
});

test('a change of another version is refused; without a version it overwrites', () => {
  expect(() => refuseOutdated(3, 3, 'connection')).not.toThrow();
  expect(() => refuseOutdated(3, null, 'connection')).not.toThrow();
  expect(() => refuseOutdated(3, 2, 'connection')).toThrow('Somebody changed this connection');
});
