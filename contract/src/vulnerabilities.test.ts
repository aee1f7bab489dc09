import { expect, test } from 'vitest';
import { Finding, FindingGroup, FindingRow, findingRoutes, findingStatuses } from './vulnerabilities.ts';

const customer = { id: 'cus_1', code: 'harbor', name: 'Harbor Dental', mark: 'HARB', hue: '#aabbcc' };
const row = {
  id: 'fnd_1a',
  number: 'HARB-F-1',
  customer,
  cveId: 'CVE-2031-1',
  title: 'An overflow',
  asset: { id: 'ast_1', name: 'web-01' },
  packageName: 'curl',
  installedVersion: null,
  fixedVersion: null,
  status: 'open',
  isPresent: true,
  severity: null,
  score: null,
  exploit: 'unknown',
  priority: 0,
  detectedAt: '2025-02-01T08:00:00.000Z',
  patchedAt: null,
};
const accepts = (shape: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  shape.safeParse(value).success;

test('what a source left open is null, never absent and never a word of its own', () => {
  expect(accepts(FindingRow, row)).toBe(true);
  for (const key of ['severity', 'score', 'installedVersion', 'fixedVersion', 'patchedAt'] as const)
    expect([key, accepts(FindingRow, { ...row, [key]: undefined })]).toEqual([key, false]);
  expect(accepts(FindingRow, { ...row, severity: 'unknown' })).toBe(false);
});

test.each([
  ['priority', 100, true],
  ['priority', 100.01, false],
  ['priority', -0.01, false],
  ['score', 10, true],
  ['score', 10.1, false],
  ['status', 'closed', false],
  ['exploit', null, false],
  ['detectedAt', '2025-02-01', false],
  ['id', 'alr_1a', false],
  ['id', 'fnd_1u', false],
] as const)('%s %s: %s', (key, value, isGood) => {
  expect(accepts(FindingRow, { ...row, [key]: value })).toBe(isGood);
});

test('what is not declared does not leave', () => {
  expect(FindingRow.parse({ ...row, contentHash: 5, customer: { ...customer, secret: 'x' } })).toEqual(row);
  expect(Object.keys(Finding.shape)).toEqual(expect.arrayContaining(Object.keys(FindingRow.shape)));
});

test('a group tells at most what it counted: whole numbers and when its oldest finding was seen', () => {
  const group = {
    key: 'f1.1',
    title: 'curl',
    subtitle: null,
    customers: [customer],
    findings: 3,
    assets: 2,
    exploited: 0,
    severity: null,
    score: null,
    topPriority: 12.5,
    oldestAt: '2025-02-01T08:00:00.000Z',
  };
  expect(accepts(FindingGroup, group)).toBe(true);
  expect(accepts(FindingGroup, { ...group, findings: 2.5 })).toBe(false);
  const page = { items: [group], nextCursor: null, asOf: group.oldestAt };
  expect(accepts(findingRoutes.listFindingGroups.reply, { ...page, isCapped: true })).toBe(true);
  expect(accepts(findingRoutes.listFindingGroups.reply, page)).toBe(false);
});

test.each<[keyof typeof findingRoutes, object, object | null]>([
  ['listFindings', {}, { q: '', limit: 50 }],
  ['listFindings', { limit: '200', q: 'a' }, { q: 'a', limit: 200 }],
  ['listFindings', { limit: '0' }, null],
  ['listFindings', { limit: '201' }, null],
  ['listFindings', { limit: '7.5' }, null],
  ['listFindings', { limit: 'all' }, null],
  ['listFindings', { q: 'x'.repeat(2_001) }, null],
  ['listFindings', { group: 'x'.repeat(201) }, null],
  ['listFindings', { cursor: 'x'.repeat(2_001) }, null],
  ['listFindings', { lens: 'x'.repeat(4_001) }, null],
  ['listFindingGroups', {}, { q: '', by: 'fix', limit: 50 }],
  ['listFindingGroups', { by: 'asset' }, { q: '', by: 'asset', limit: 50 }],
  ['listFindingGroups', { by: 'host' }, null],
  ['countFindings', { limit: '5' }, { q: '' }],
  ['exportFindings', { lens: 'harbor' }, { q: '', lens: 'harbor' }],
])('%s with %j is read as %j', (name, query, expected) => {
  const route = findingRoutes[name];
  const read = 'query' in route ? route.query.safeParse(query) : undefined;
  expect(read?.success ? read.data : null).toEqual(expected);
});

test.each([
  ['HARB-F-1', true],
  ['AB-F-999999999', true],
  ['HARB-1', false],
  ['HARB-F-', false],
  ['harb-F-1', false],
  ['A-F-1', false],
  ['HARB-F-1234567890', false],
  ['HARB-F-1\n', false],
  [' HARB-F-1', false],
])('the number %j is one of a finding: %s', (number, isGood) => {
  expect(accepts(findingRoutes.findFindingByNumber.params, { number })).toBe(isGood);
});

test('every route of findings asks for the same permission, and statuses are told apart once each', () => {
  for (const route of Object.values(findingRoutes)) expect(route.access).toEqual({ permission: 'finding:read' });
  expect(new Set(findingStatuses).size).toBe(findingStatuses.length);
});
