import { expect, test } from 'vitest';
import { toRemoteAgent } from './map.ts';
import { Agent } from './wire.ts';

const read = (more: object) => toRemoteAgent(Agent.parse({ id: '004', name: 'db-1', ...more }), 'wazuh-cluster');

test.each<[string, object, object]>([
  [
    'an agent of which only the id is known',
    { name: null },
    { name: '004', status: 'unknown', groups: [], node: null },
  ],
  ['an address that may change', { ip: 'any' }, { ip: null }],
  ['an address of its own', { ip: '10.0.4.8' }, { ip: '10.0.4.8' }],
  ['a version with its brand', { version: 'Wazuh v4.14.1' }, { version: '4.14.1' }],
  ['a version without', { version: '4.3.0' }, { version: '4.3.0' }],
  ['a state that a later version may have', { status: 'hibernating' }, { status: 'unknown' }],
  ['a state in another case', { status: 'Active' }, { status: 'unknown' }],
  ['a state that every object has', { status: 'constructor' }, { status: 'unknown' }],
  ['a pending one', { status: 'pending' }, { status: 'pending' }],
  ['a node that is not known', { node_name: 'unknown' }, { node: null }],
  ['groups', { group: ['default', 'dmz'] }, { groups: ['default', 'dmz'] }],
  ['groups of a wrong type', { group: 'default' }, { groups: [] }],
  ['the time of 4.3', { dateAdd: '2021-05-26 12:40:08+00:00' }, { addedAt: new Date('2021-05-26T12:40:08Z') }],
  ['the time of 4.14', { lastKeepAlive: '2026-05-26T12:40:40Z' }, { lastSeenAt: new Date('2026-05-26T12:40:40Z') }],
  ['the manager, seen in the year 9999', { lastKeepAlive: '9999-12-31T23:59:59+00:00' }, { lastSeenAt: null }],
  ['a time that cannot be read', { lastKeepAlive: 'n/a', dateAdd: '' }, { lastSeenAt: null, addedAt: null }],
  ['a time as a number', { lastKeepAlive: 1_700_000_000 }, { lastSeenAt: null }],
  ['no system', { os: null }, { system: null }],
  ['a system without a name', { os: { version: '1' } }, { system: null }],
  ['a system of a wrong type', { os: 'Ubuntu' }, { system: null }],
  [
    'a Linux',
    { os: { name: 'Ubuntu', version: '22.04', platform: 'ubuntu', uname: 'Linux |h |5.15.0-1 |#1 |x86_64' } },
    { system: { name: 'Ubuntu', version: '22.04', platform: 'ubuntu', kernel: '5.15.0-1' } },
  ],
  [
    'a Windows, whose uname has another form',
    { os: { name: 'Microsoft Windows 11', uname: 'Microsoft Windows 11 Pro' } },
    { system: { name: 'Microsoft Windows 11', version: null, platform: null, kernel: null } },
  ],
])('%s', (_, given, expected) => {
  expect(read(given)).toMatchObject({ instance: 'wazuh-cluster', ...expected });
});
