import { existsSync, readFileSync } from 'node:fs';
import { SentencePart } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../test/any-unit.ts';
import { isObject } from '../../../lib/json.ts';
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
  // Words that every object has are words like others.
  [{ syscheck: { path: '/etc/x', event: 'constructor' } }, '/etc/x constructor on ws-01'],
  [{ syscheck: { path: '/etc/x', event: '__proto__' } }, '/etc/x __proto__ on ws-01'],
  [win('4624', { targetUserName: 'ada', logonType: '__proto__' }), 'ada signed in on ws-01'],
  [
    { data: { srcip: '192.0.2.1', dstip: '203.0.113.9', action: '__proto__' } },
    '192.0.2.1 reached 203.0.113.9 on ws-01',
  ],
  [
    { data: { srcip: '192.0.2.1', dstip: '203.0.113.9', action: 'PASS' } },
    '192.0.2.1 was let through to 203.0.113.9 on ws-01',
  ],
  [
    { data: { src_ip: '192.0.2.1', dest_ip: '203.0.113.9', dest_port: 53 } },
    '192.0.2.1 reached 203.0.113.9 port 53 on ws-01',
  ],
  [
    { ...groups('authentication_failures'), data: { srcip: '203.0.113.9' } },
    'Somebody failed to log in several times from 203.0.113.9 on ws-01',
  ],
  [{ ...groups('authentication_success'), data: {} }, 'Rule text on ws-01'],
  [{ ...groups('audit_command'), data: { audit: { exe: '/bin/nc' } } }, 'Somebody ran /bin/nc on ws-01'],
  [{ data: { command: '/bin/nc' } }, 'Rule text on ws-01'],
  [{ syscheck: { path: '/etc/x', event: 'deleted', uname_after: 'ada' } }, '/etc/x was deleted by ada on ws-01'],
  [{ syscheck: { path: '/etc/x' } }, 'Rule text on ws-01'],
  [
    { data: { github: { action: 'repo.destroy', actor: 'ada', repo: 'kestrel/app' } } },
    'ada did repo.destroy in kestrel/app on ws-01',
  ],
  [
    { data: { github: { action: 'org.add_member', org: 'kestrel' } } },
    'Somebody did org.add_member in kestrel on ws-01',
  ],
  [
    {
      data: {
        gcp: {
          protoPayload: {
            methodName: 'SetIamPolicy',
            authenticationInfo: { principalEmail: 'ci@kestrel.test' },
            requestMetadata: { callerIp: '203.0.113.9' },
          },
        },
      },
    },
    'ci@kestrel.test called SetIamPolicy from 203.0.113.9 on ws-01',
  ],
  [{ data: { docker: { Action: 'die', Actor: { Attributes: { name: 'web' } } } } }, 'Container web did die on ws-01'],
  [{ data: { docker: { status: 'start' } } }, 'Container unknown did start on ws-01'],
  [
    { data: { aws: { eventName: 'ConsoleLogin', userIdentity: { type: 'Root' }, source_ip_address: '203.0.113.9' } } },
    'Root called ConsoleLogin from 203.0.113.9 on ws-01',
  ],
  [win('4740', { targetUserName: 'ada' }), 'Locked out: ada on ws-01'],
  [win('22', { image: 'C:\\a\\b.exe', queryName: 'bad.example' }), 'b.exe looked up bad.example on ws-01'],
  [
    win('8', { sourceImage: 'C:\\a.exe', targetImage: 'C:\\lsass.exe' }),
    'a.exe started a thread in C:\\lsass.exe on ws-01',
  ],
  [win('13', { targetObject: 'HKLM\\Run\\x' }), 'A program set HKLM\\Run\\x on ws-01'],
  [win('4724', { targetUserName: 'eve' }), 'Somebody reset the password of eve on ws-01'],
  [win('4698', {}), 'Rule text on ws-01'],
  [win('1', { image: 'C:\\x\\', parentImage: '(null)' }), 'C:\\x\\ started on ws-01'],
  [{ agent: {}, data: { devname: 'fw-1' } }, 'Rule text on fw-1'],
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
      fc.jsonValue({ stringUnit: anyUnit, maxDepth: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('1', '3', '4625', '11', '7045'),
      (data, rule, eventID) => {
        for (const body of [
          { data, rule },
          { rule, data: { win: { system: { eventID }, eventdata: data } } },
          { syscheck: data, rule: { groups: rule } },
        ]) {
          const parts = tellEvent(body);
          expect(parts.length).toBeGreaterThan(0);
          for (const part of parts) expect(SentencePart.parse(part)).toEqual(part);
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
