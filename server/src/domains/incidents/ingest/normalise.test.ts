import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../test/any-unit.ts';
import type { Draft, Refusal } from './draft.ts';
import { normalise } from './normalise.ts';

const now = new Date('2026-06-01T12:00:00Z');
const body = {
  timestamp: '2026-06-01T11:59:58.250+0000',
  rule: {
    id: '5710',
    level: 10,
    description: 'Attempt to log in with a user that does not exist',
    mitre: { id: ['T1110'], tactic: ['Credential Access'] },
  },
  agent: { id: '004', name: 'db-1', labels: { customer: 'kestrel' } },
  cluster: { name: 'main', node: 'master' },
  decoder: { name: 'sshd' },
  full_log: 'sshd: invalid user',
};
const read = (over: Record<string, unknown>, problem?: 'too_large' | 'unreadable') =>
  normalise(
    { index: 'wazuh-alerts-4.x-2026.06.01', id: 'a1', body: { ...body, ...over }, ...(problem ? { problem } : {}) },
    { product: 'wazuh' },
    now,
  );
const drafted = (over: Record<string, unknown> = {}): Draft => {
  const result = read(over);
  if (result.kind !== 'draft') throw new Error(result.error);
  return result;
};
const refused = (result: Draft | Refusal): string => (result.kind === 'refusal' ? result.reason : 'accepted');

test('a Wazuh alert is read into our words', () => {
  expect(drafted()).toEqual({
    kind: 'draft',
    index: 'wazuh-alerts-4.x-2026.06.01',
    id: 'a1',
    occurredAt: new Date('2026-06-01T11:59:58.250Z'),
    title: 'Attempt to log in with a user that does not exist',
    ruleId: '5710',
    level: 10,
    severity: 3,
    tactics: ['Credential Access'],
    techniques: ['T1110'],
    product: 'wazuh',
    assetName: 'db-1',
    agent: { id: '004', name: 'db-1' },
    clusterName: 'main',
    customerKeys: [{ value: 'kestrel', isSoft: false }],
    context: body,
    isTrimmed: false,
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['no time', { timestamp: undefined }, 'time_invalid'],
  ['a time that is none', { timestamp: 'soon' }, 'time_invalid'],
  ['the year 9999', { timestamp: '9999-12-31T23:59:59Z' }, 'time_invalid'],
  ['epoch 0', { timestamp: 0 }, 'time_invalid'],
  ['the day after tomorrow', { timestamp: '2026-06-03T00:00:00Z' }, 'time_invalid'],
  ['a time that is an object', { timestamp: { $date: 1 } }, 'time_invalid'],
  ['no rule', { rule: undefined }, 'title_missing'],
  ['a rule that is a text', { rule: 'x' }, 'title_missing'],
  ['an empty description', { rule: { description: ' \ufeff ' } }, 'title_missing'],
  ['a description that is a list', { rule: { description: ['a'] } }, 'title_missing'],
])('%s parks the document', (_, over, reason) => {
  expect(refused(read(over))).toBe(reason);
});

test.each<[string, unknown, 'too_large' | 'unreadable' | undefined, string, Date | null]>([
  ['of a time that is a text', { timestamp: 'soon' }, undefined, 'The time "soon" cannot be read.', null],
  ['of a time that is a list', { timestamp: [1] }, undefined, 'The time of type list cannot be read.', null],
  ['of a time that is true', { timestamp: true }, undefined, 'The time of type boolean cannot be read.', null],
  [
    'of a very long time',
    { timestamp: 'x'.repeat(500) },
    undefined,
    `The time "${'x'.repeat(59)}…" cannot be read.`,
    null,
  ],
  [
    'of a time before computers kept it',
    { timestamp: '1969-07-20T20:17:00Z' },
    undefined,
    'The time "1969-07-20T20:17:00Z" lies before 2000 or more than a day ahead.',
    null,
  ],
  [
    'of a time that a column can hold',
    { timestamp: '9999-12-31T23:59:59Z' },
    undefined,
    'The time "9999-12-31T23:59:59Z" lies before 2000 or more than a day ahead.',
    new Date('9999-12-31T23:59:59Z'),
  ],
  ['of no time', { timestamp: null }, undefined, 'The document states no time: the field timestamp is missing.', null],
  [
    'of no title',
    { rule: {} },
    undefined,
    'The document has no title: the field rule.description is missing or empty.',
    new Date('2026-06-01T11:59:58.250Z'),
  ],
  ['of a document that is too large', {}, 'too_large', 'The document is larger than a reply may be.', null],
  ['of one that is no JSON', {}, 'unreadable', 'The document could not be read from the reply.', null],
])('what is said %s names the field or the trouble', (_, over, problem, error, occurredAt) => {
  expect(read(over as Record<string, unknown>, problem)).toMatchObject({ kind: 'refusal', error, occurredAt });
});

test.each<[string, Record<string, unknown>, Partial<Draft>]>([
  ['a level in words of a text', { rule: { description: 'x', level: ' 7 ' } }, { level: 7, severity: 2 }],
  ['a level beyond the scale', { rule: { description: 'x', level: 99 } }, { level: 16, severity: 4 }],
  ['a level below it', { rule: { description: 'x', level: -1 } }, { level: null, severity: 2 }],
  ['a level that is broken', { rule: { description: 'x', level: 7.9 } }, { level: 7 }],
  ['no level', { rule: { description: 'x' } }, { level: null, severity: 2, ruleId: null }],
  ['a rule number', { rule: { description: 'x', id: 100_001 } }, { ruleId: '100001' }],
  ['a rule id of many letters', { rule: { description: 'x', id: 'r'.repeat(300) } }, { ruleId: `${'r'.repeat(99)}…` }],
  [
    'techniques as one text, twice and empty',
    { rule: { description: 'x', mitre: { id: 'T1110', tactic: ['A', 'A', '', 5] } } },
    { techniques: ['T1110'], tactics: ['A'] },
  ],
  ['no agent', { agent: undefined }, { assetName: null, agent: { id: null, name: null } }],
  ['an agent that is a list', { agent: [{ name: 'x' }] }, { assetName: null }],
  ['an agent id that is a number', { agent: { id: 4, name: 'db-1' } }, { agent: { id: '4', name: 'db-1' } }],
  ['a name with blanks around it', { agent: { id: '004', name: ' db-1\n' } }, { assetName: 'db-1' }],
  ['a title of a book', { rule: { description: 'w '.repeat(5_000) } }, { title: `${'w '.repeat(249)}w…` }],
  ['a title that is a number', { rule: { description: 404 } }, { title: '404' }],
  ['no cluster', { cluster: undefined }, { clusterName: null }],
  ['a time as seconds', { timestamp: 1_780_000_000 }, { occurredAt: new Date(1_780_000_000_000) }],
  ['an integration', { data: { integration: 'GitHub' } }, { product: 'github' }],
  ['an integration that every object has', { data: { integration: 'constructor' } }, { product: 'wazuh' }],
  ['a firewall', { decoder: { name: 'fortigate-firewall-v5' } }, { product: 'fortigate' }],
  [
    'a label as one key',
    { 'agent.labels.customer': 'harbor', agent: {} },
    { customerKeys: [{ value: 'harbor', isSoft: false }] },
  ],
])('%s is taken for what it says', (_, over, expected) => {
  expect(drafted(over)).toMatchObject(expected);
});

test('the first time that is stated counts, and @timestamp stands in when there is no other', () => {
  expect(drafted({ timestamp: undefined, '@timestamp': '2026-05-31T00:00:00Z' }).occurredAt).toEqual(
    new Date('2026-05-31T00:00:00Z'),
  );
  expect(refused(read({ timestamp: 'soon', '@timestamp': '2026-05-31T00:00:00Z' }))).toBe('time_invalid');
});

test('a document that was not read, or is no object, is parked with what is known of it', () => {
  expect(refused(read({}, 'too_large'))).toBe('too_large');
  expect(refused(read({}, 'unreadable'))).toBe('unreadable');
  for (const other of [null, [], 'text', 5])
    expect(refused(normalise({ index: 'i', id: '1', body: other }, { product: 'wazuh' }, now))).toBe('not_an_object');
});

test('a byte order mark and runs of space do not make another title', () => {
  expect(drafted({ rule: { description: '\ufeff Failed \n login ' } }).title).toBe('Failed login');
});

test('what the manager relays is told by the appliance’s own name', () => {
  expect(drafted({ agent: { id: '000', name: 'manager-1' }, data: { devname: 'edge-fw' } }).assetName).toBe('edge-fw');
  expect(drafted({ agent: { id: '000', name: 'manager-1' } }).assetName).toBe('manager-1');
  expect(drafted({ agent: {} }).assetName).toBeNull();
  expect(drafted({ agent: { id: '004', name: 'db-1' }, data: { hostname: 'other' } }).assetName).toBe('db-1');
});

test('a flattened document is read like a nested one', () => {
  const flat = {
    timestamp: '2026-06-01T11:00:00Z',
    rule_description: 'Flat',
    rule_id: 12,
    rule_level: '13',
    agent_name: 'db-2',
    agent_labels_customer: 'harbor',
  };
  expect(normalise({ index: 'i', id: '1', body: flat }, { product: 'wazuh' }, now)).toMatchObject({
    title: 'Flat',
    ruleId: '12',
    severity: 4,
    assetName: 'db-2',
    customerKeys: [{ value: 'harbor', isSoft: false }],
  });
});

test('keys of 10,000 fields, 10 MB, depth 1,000, U+0000, lone surrogates and prototypes still make an alert', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 1_000; level++) deep = [deep];
  const hostile = [
    { data: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])) },
    { full_log: 'x'.repeat(10_000_000) },
    { data: deep },
    { rule: { ...body.rule, description: 'NUL\u0000 and \ud800' } },
    { data: JSON.parse('{"__proto__": {"x": 1}, "constructor": {"prototype": 1}}') },
  ];
  // Of the processor, since others may have it meanwhile.
  const before = process.cpuUsage();
  for (const over of hostile) {
    const draft = drafted(over);
    const text = JSON.stringify(draft.context);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(32_768);
    expect(text).not.toContain('\\u0000');
    expect(draft.title.isWellFormed() && !draft.title.includes('\u0000')).toBe(true);
  }
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  expect(drafted(hostile[3]).title).toBe('NUL\ufffd and \ufffd');
});

test('an id that cannot be stored is replaced by its hash', () => {
  const result = normalise({ index: 'i', id: 'x'.repeat(3_000), body }, { product: 'wazuh' }, now);
  expect(result.id).toMatch(/^sha256-/);
});

test('no JSON makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: anyUnit }), fc.jsonValue({ stringUnit: anyUnit }), (whole, part) => {
      const found = normalise({ index: 'i', id: '1', body: whole }, { product: 'wazuh' }, now);
      expect(['draft', 'refusal']).toContain(found.kind);
      for (const field of ['rule', 'agent', 'data', 'timestamp', 'cluster'])
        expect(['draft', 'refusal']).toContain(read({ [field]: part }).kind);
    }),
  );
});

const folder = new URL('../../../../../../shared/datasets/wazuh/', import.meta.url);
test.skipIf(!existsSync(folder))('every document of the Wazuh data sets is read (skipped without ../shared)', () => {
  for (const file of ['sample-alerts.ndjson', 'alerts-from-ruleset-tests.ndjson']) {
    for (const line of readFileSync(new URL(file, folder), 'utf8').trim().split('\n')) {
      const hit = JSON.parse(line) as { _index: string; _id: string; _source: unknown };
      const result = normalise({ index: hit._index, id: hit._id, body: hit._source }, { product: 'wazuh' }, now);
      expect(result.kind === 'refusal' ? result.error : '').toBe('');
    }
  }
});
