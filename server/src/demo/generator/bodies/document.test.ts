import { expect, test } from 'vitest';
import { demoRules, ruleOf } from '../rules/list.ts';
import type { Shape } from '../rules/rule.ts';
import { reporterOf, streamOf } from '../streams.ts';
import type { DemoEvent } from '../types.ts';
import { at, noon, sharedEvents } from '../world.fixture.ts';
import { documentOf, indexOf } from './document.ts';
import { syslogTime } from './syslog.ts';

const events = sharedEvents();
const kindOf = (body: unknown): Shape['kind'] => ruleOf(String(at(body, 'rule.id'))).shape.kind;
const ofKind = (kind: Shape['kind']) => events.filter(({ body }) => kindOf(body) === kind);

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
/** The documents that break a rule, as few words: a claim about each of 30,000 is asked once. */
const against = (some: readonly DemoEvent[], holds: (event: DemoEvent) => boolean): string[] =>
  some.filter((event) => !holds(event)).map(({ id, body }) => `${id} ${String(at(body, 'rule.description'))}`);

test('each document has what every Wazuh alert has', () => {
  const parts = ['agent.id', 'agent.name', 'agent.ip', 'manager.name', 'cluster.name', 'cluster.node', 'decoder.name'];
  for (const path of [...parts, 'location', 'id'])
    expect(
      against(events, ({ body }) => isText(at(body, path))),
      path,
    ).toEqual([]);
  expect(against(events, ({ body, customerCode }) => at(body, 'agent.labels.customer') === customerCode)).toEqual([]);
  expect(
    against(events, ({ body, time }) => {
      const stamp = time.toISOString();
      return at(body, '@timestamp') === stamp && at(body, 'timestamp') === stamp.replace('Z', '+0000');
    }),
  ).toEqual([]);
});

test('the rule in a document is the rule of the table, with the finished title', () => {
  expect(
    against(events, ({ body }) => {
      const rule = ruleOf(String(at(body, 'rule.id')));
      const techniques = at(body, 'rule.mitre.id');
      return (
        at(body, 'rule.level') === rule.level &&
        at(body, 'rule.groups') === rule.groups &&
        !/[{}]/.test(String(at(body, 'rule.description'))) &&
        String(techniques ?? '') === rule.mitre.map(([id]) => id).join(',')
      );
    }),
  ).toEqual([]);
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
  const windows = ofKind('windows');
  expect(windows.length).toBeGreaterThan(1_000);
  for (const name of ['providerName', 'eventID', 'channel', 'computer', 'systemTime', 'message'])
    expect(
      against(windows, ({ body }) => isText(at(body, `data.win.system.${name}`))),
      name,
    ).toEqual([]);
  expect(
    against(
      windows,
      ({ body }) =>
        at(body, 'decoder.name') === 'windows_eventchannel' &&
        at(body, 'location') === 'EventChannel' &&
        Object.keys(Object(at(body, 'data.win.eventdata'))).length > 0 &&
        at(body, 'full_log') === undefined,
    ),
  ).toEqual([]);
});

test('syslog events carry the line, with the same host and time as the document', () => {
  const syslog = ofKind('syslog');
  expect(syslog.length).toBeGreaterThan(1_000);
  expect(
    against(syslog, ({ body, time }) => {
      const host = String(at(body, 'agent.name'));
      const isInLine = String(at(body, 'full_log')).includes(`${syslogTime(time.getTime())} ${host} `);
      return isInLine && at(body, 'predecoder.hostname') === host;
    }),
  ).toEqual([]);
});

test('what a decoder took out of a line stands in the line', () => {
  const isIn = (body: unknown, text: string): boolean => String(at(body, 'full_log')).includes(text);
  expect(against(ofKind('syslog'), ({ body }) => isIn(body, String(at(body, 'data.srcport') ?? '')))).toEqual([]);
  expect(
    against(ofKind('firewall'), ({ body }) =>
      Object.entries(Object(at(body, 'data'))).every(([name, value]) => isIn(body, `${name}="${String(value)}"`)),
    ),
  ).toEqual([]);
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
