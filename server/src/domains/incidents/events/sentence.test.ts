import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject } from '../ingest/fields.ts';
import { tellEvent } from './sentence.ts';

const say = (body: Record<string, unknown>) =>
  tellEvent({ rule: { description: 'Rule text' }, agent: { name: 'ws-01' }, ...body })
    .map((part) => part.text)
    .join('');
const win = (eventID: string, eventdata: Record<string, unknown>) => ({
  data: { win: { system: { eventID }, eventdata } },
});
const groups = (...names: string[]) => ({ rule: { description: 'Rule text', groups: names } });

test.each<[Record<string, unknown>, string]>([
  [
    win('1', { image: 'C:\\Windows\\powershell.exe', parentImage: 'C:\\Office\\winword.exe', user: 'KEST\\ada' }),
    'winword.exe started powershell.exe as KEST\\ada on ws-01',
  ],
  [win('4688', { newProcessName: 'C:\\x\\cmd.exe', subjectUserName: '-' }), 'cmd.exe started on ws-01'],
  [
    win('3', { image: 'C:\\a\\b.exe', destinationIp: '203.0.113.9', destinationPort: 443 }),
    'b.exe connected to 203.0.113.9 port 443 on ws-01',
  ],
  [
    win('4625', { targetUserName: 'admin', logonType: '10', ipAddress: '203.0.113.9' }),
    'admin failed to sign in by remote desktop from 203.0.113.9 on ws-01',
  ],
  [win('4624', { targetUserName: 'ada', ipAddress: '-' }), 'ada signed in on ws-01'],
  [win('11', { image: 'C:\\a\\x.exe', targetFilename: 'C:\\t\\y.dll' }), 'x.exe wrote C:\\t\\y.dll on ws-01'],
  [win('7045', { serviceName: 'updater' }), 'A new service: updater on ws-01'],
  [win('4720', { targetUserName: 'eve', subjectUserName: 'ada' }), 'ada created account eve on ws-01'],
  [win('1102', {}), 'Somebody cleared the audit log on ws-01'],
  [win('1', {}), 'Rule text on ws-01'],
  [win('constructor', {}), 'Rule text on ws-01'],
  [
    { syscheck: { path: '/etc/passwd', event: 'modified', audit: { user: { name: 'root' } } } },
    '/etc/passwd was changed by root on ws-01',
  ],
  [
    { ...groups('sshd', 'authentication_failed'), data: { dstuser: 'root', srcip: '203.0.113.9' } },
    'root failed to log in from 203.0.113.9 on ws-01',
  ],
  [{ ...groups('authentication_success'), data: { dstuser: 'ada' } }, 'ada logged in on ws-01'],
  [
    { ...groups('sudo'), data: { srcuser: 'ada', dstuser: 'root', command: '/bin/bash' } },
    'ada ran /bin/bash as root on ws-01',
  ],
  [
    { data: { srcip: '192.0.2.1', dstip: '203.0.113.9', dstport: '445', action: 'deny' } },
    '192.0.2.1 was blocked to 203.0.113.9 port 445 on ws-01',
  ],
  [
    {
      data: {
        office365: {
          UserId: 'ada@kestrel.test',
          Operation: 'UserLoggedIn',
          Workload: 'AzureActiveDirectory',
          ClientIP: '203.0.113.9',
        },
      },
    },
    'ada@kestrel.test did UserLoggedIn in AzureActiveDirectory from 203.0.113.9 on ws-01',
  ],
  [
    {
      data: {
        aws: { eventName: 'DeleteTrail', eventSource: 'cloudtrail.amazonaws.com', userIdentity: { userName: 'ci' } },
      },
    },
    'ci called DeleteTrail of cloudtrail.amazonaws.com on ws-01',
  ],
  [
    { data: { vulnerability: { cve: 'CVE-2024-1', package: { name: 'openssl', version: '3.0' } } } },
    'CVE-2024-1 affects openssl version 3.0 on ws-01',
  ],
  [
    { data: { srcip: '203.0.113.9', url: '/admin', id: '404' } },
    '203.0.113.9 asked for /admin with answer 404 on ws-01',
  ],
  [{ agent: {} }, 'Rule text'],
  [{ agent: {}, rule: 5 }, 'An event'],
])('%j is told as "%s"', (body, sentence) => {
  expect(say(body)).toBe(sentence);
});

test('values carry the field they come from, words carry none', () => {
  expect(tellEvent({ ...groups('authentication_failed'), data: { dstuser: 'root', srcip: '203.0.113.9' } })).toEqual([
    { text: 'root', field: 'data.dstuser' },
    { text: ' failed to log in from ', field: null },
    { text: '203.0.113.9', field: 'data.srcip' },
  ]);
});

test('a long value is cut, and lines become spaces', () => {
  const [part] = tellEvent({ rule: { description: `a\nb ${'x'.repeat(10_000)}` } });
  expect(part?.text.startsWith('a b x')).toBe(true);
  expect(part?.text.length).toBe(160);
});

test('any body is told in a sentence that is not empty', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.jsonValue(),
      fc.constantFrom('1', '3', '4625', '11', '7045'),
      (data, rule, eventID) => {
        for (const body of [
          { data, rule },
          { rule, data: { win: { system: { eventID }, eventdata: data } } },
          { syscheck: data, rule: { groups: rule } },
        ]) {
          expect(
            tellEvent(body)
              .map((part) => part.text)
              .join('').length,
          ).toBeGreaterThan(0);
        }
      },
    ),
  );
});

const folder = new URL('../../../../../../shared/datasets/wazuh/', import.meta.url);
test.skipIf(!existsSync(folder))('every event of the Wazuh data sets is told (skipped without ../shared)', () => {
  for (const file of ['sample-alerts.ndjson', 'alerts-from-ruleset-tests.ndjson']) {
    for (const line of readFileSync(new URL(file, folder), 'utf8').trim().split('\n')) {
      const body: unknown = (JSON.parse(line) as { _source: unknown })._source;
      if (!isObject(body)) throw new Error('No object.');
      const sentence = tellEvent(body)
        .map((part) => part.text)
        .join('');
      expect(sentence).toMatch(/\S on \S/);
      expect(sentence).not.toMatch(/undefined|\[object|null/);
    }
  }
});
