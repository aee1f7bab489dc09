import { expect, test } from 'vitest';
import { demoRules, ruleOf } from '../rules/list.ts';
import type { Shape } from '../rules/rule.ts';
import { reporterOf, streamOf } from '../streams.ts';
import { at, noon, sharedEvents } from '../world.fixture.ts';
import { documentOf, indexOf } from './document.ts';
import { syslogTime } from './syslog.ts';

const events = sharedEvents();
const kindOf = (body: unknown): Shape['kind'] => ruleOf(String(at(body, 'rule.id'))).shape.kind;
const ofKind = (kind: Shape['kind']) => events.filter(({ body }) => kindOf(body) === kind);

test('each document has what every Wazuh alert has', () => {
  for (const { body, customerCode } of events) {
    expect(at(body, 'timestamp')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    expect(at(body, '@timestamp')).toBe(String(at(body, 'timestamp')).replace('+0000', 'Z'));
    expect(at(body, 'agent.labels.customer')).toBe(customerCode);
    for (const path of [
      'agent.id',
      'agent.name',
      'agent.ip',
      'manager.name',
      'cluster.name',
      'cluster.node',
      'decoder.name',
      'location',
      'id',
    ]) {
      expect(at(body, path), path).toEqual(expect.stringMatching(/./));
    }
  }
});

test('the rule in a document is the rule of the table, with the finished title', () => {
  for (const { body } of events) {
    const rule = ruleOf(String(at(body, 'rule.id')));
    expect(at(body, 'rule.level')).toBe(rule.level);
    expect(at(body, 'rule.groups')).toEqual(rule.groups);
    expect(at(body, 'rule.description')).not.toMatch(/[{}]/);
    expect(at(body, 'rule.mitre.id')).toEqual(rule.mitre.length > 0 ? rule.mitre.map(([id]) => id) : undefined);
  }
});

test('a tactic that two techniques share is named once', () => {
  const word = events.find(({ body }) => at(body, 'rule.id') === '100101');
  expect(at(word?.body, 'rule.mitre')).toEqual({
    id: ['T1059.001', 'T1204.002'],
    tactic: ['Execution'],
    technique: ['PowerShell', 'Malicious File'],
  });
});

test('Windows events carry their channel and data, and no log line', () => {
  for (const { body } of ofKind('windows')) {
    expect(at(body, 'decoder.name')).toBe('windows_eventchannel');
    expect(at(body, 'location')).toBe('EventChannel');
    for (const name of ['providerName', 'eventID', 'channel', 'computer', 'systemTime', 'message']) {
      expect(at(body, `data.win.system.${name}`), name).toEqual(expect.stringMatching(/./));
    }
    expect(Object.keys(Object(at(body, 'data.win.eventdata'))).length).toBeGreaterThan(0);
    expect(at(body, 'full_log')).toBeUndefined();
  }
});

test('syslog events carry the line, with the same host and time as the document', () => {
  for (const { body, time } of ofKind('syslog')) {
    const host = String(at(body, 'agent.name'));
    expect(at(body, 'full_log')).toContain(`${syslogTime(time.getTime())} ${host} `);
    expect(at(body, 'predecoder.hostname')).toBe(host);
  }
});

test('what a decoder took out of a line stands in the line', () => {
  for (const { body } of ofKind('syslog')) {
    const port = at(body, 'data.srcport');
    if (port !== undefined) expect(at(body, 'full_log')).toContain(String(port));
  }
  for (const { body } of ofKind('firewall')) {
    for (const [name, value] of Object.entries(Object(at(body, 'data')))) {
      expect(at(body, 'full_log')).toContain(`${name}="${String(value)}"`);
    }
  }
});

test('integrity events name the path and, when modified, both sides', () => {
  for (const { body } of ofKind('syscheck')) {
    expect(at(body, 'full_log')).toContain(String(at(body, 'syscheck.path')));
    expect(at(body, 'syscheck.sha256_after')).toMatch(/^[0-9a-f]{64}$/);
    const isModified = at(body, 'syscheck.event') === 'modified';
    expect(at(body, 'syscheck.sha256_before') !== undefined).toBe(isModified);
    if (isModified) expect(at(body, 'syscheck.sha256_before')).not.toBe(at(body, 'syscheck.sha256_after'));
  }
});

test('cloud events come from the collector and name a user of the customer', () => {
  for (const { body } of ofKind('cloud')) {
    expect(at(body, 'agent.name')).toBe('m365');
    expect(at(body, 'data.integration')).toBe('office365');
    expect(at(body, 'data.office365.UserId')).toMatch(/^[a-z0-9-]+@[a-z-]+\.example$/);
    expect(at(body, 'data.office365.Operation')).toEqual(expect.stringMatching(/./));
  }
});

test('the same event asked for twice is the same document; another salt gives another id', () => {
  const stream = streamOf(ruleOf('100106'), reporterOf('kestrel', 'ws-042'), null);
  const moment = noon.getTime();
  expect(documentOf(1, stream, moment, 1, 7)).toEqual(documentOf(1, stream, moment, 1, 7));
  const ids = [
    documentOf(1, stream, moment, 1, 7),
    documentOf(1, stream, moment, 2, 7),
    documentOf(1, stream, moment, 1, 8),
    documentOf(2, stream, moment, 1, 7),
  ];
  expect(new Set(ids.map(({ id }) => id)).size).toBe(4);
});

test('the daily index follows the UTC day', () => {
  expect(indexOf(new Date('2026-11-24T23:59:59.999Z').getTime())).toBe('wazuh-alerts-4.x-2026.11.24');
  expect(indexOf(new Date('2026-11-25T00:00:00.000Z').getTime())).toBe('wazuh-alerts-4.x-2026.11.25');
});

test('syslog pads a single digit of the day with a blank', () => {
  expect(syslogTime(new Date('2026-02-03T04:05:06Z').getTime())).toBe('Feb  3 04:05:06');
});

test('every rule of the table appears in the ninety days', () => {
  const fired = new Set(events.map(({ body }) => at(body, 'rule.id')));
  const silent = demoRules.filter(({ id }) => !fired.has(id));
  expect(silent.length).toBeLessThan(5);
});
