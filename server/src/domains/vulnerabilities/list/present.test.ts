import { Finding, FindingRow } from '@watchfloor/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toId } from '../../../lib/ids.ts';
import { presentFinding, presentRow, severityWord } from './present.ts';
import type { FindingData, HistoryData } from './rows.store.ts';

const asOf = new Date('2025-03-31T12:00:00.000Z');
const daysAgo = (days: number) => new Date(asOf.getTime() - days * 86_400_000);
const customer = { id: toId('customer', 7), code: 'harbor', name: 'Harbor Dental', mark: 'HARB', hue: '#aabbcc' };
const row = (more: Partial<FindingData> = {}): FindingData => ({
  id: 12,
  customerId: 7,
  number: 2_044,
  cveId: 'CVE-2031-10442',
  title: 'An overflow',
  assetId: 3,
  assetName: 'press-gw',
  packageName: 'boxpress',
  installedVersion: '2.4.1-3',
  fixedVersion: '2.4.1-4',
  status: 'open',
  isPresent: true,
  severity: 3,
  scoreTenths: 75,
  exploit: 1,
  basePriority: 75 * 50 + 1_500,
  detectedAt: daysAgo(15),
  patchedAt: null,
  description: 'An overflow when a crafted box is opened.',
  references: ['https://example.test/1'],
  cvssVersion: '3.1',
  publishedAt: null,
  condition: 'Package less than 2.4.1-4',
  architecture: 'amd64',
  format: 'deb',
  path: null,
  reopenedCount: 0,
  statusReason: null,
  presenceAt: daysAgo(15),
  cve: 1,
  package: 2,
  fixed: 9,
  ...more,
});
const present = (more: Partial<FindingData> = {}, history: HistoryData[] = []) =>
  presentFinding({ row: row(more), customer, fix: { findings: 5, assets: 4 }, hosts: [], history, asOf });

test('a row says what people know a finding by, its priority as of the instant asked', () => {
  expect(presentRow(row(), customer, asOf)).toEqual({
    id: toId('finding', 12),
    number: 'HARB-F-2044',
    customer,
    cveId: 'CVE-2031-10442',
    title: 'An overflow',
    asset: { id: toId('asset', 3), name: 'press-gw' },
    packageName: 'boxpress',
    installedVersion: '2.4.1-3',
    fixedVersion: '2.4.1-4',
    status: 'open',
    isPresent: true,
    severity: 'high',
    score: 7.5,
    exploit: 'exploitable',
    priority: 62.5,
    detectedAt: daysAgo(15).toISOString(),
    patchedAt: null,
  });
  expect(presentRow(row(), customer, daysAgo(-5)).priority).toBe(65.83);
});

test('what the scanner left open is told as unknown, never as harmless', () => {
  const one = present({ severity: null, scoreTenths: null, basePriority: 1_500, installedVersion: null });
  expect(one).toMatchObject({ severity: null, score: null, installedVersion: null, isEstimated: true, priority: 25 });
  expect(present({ scoreTenths: 0, severity: 0, basePriority: 1_500 })).toMatchObject({
    severity: 'info',
    score: 0,
    isEstimated: false,
  });
});

test.each([
  [null, null],
  [0, 'info'],
  [4, 'critical'],
  [5, null],
  [-1, null],
])('severity rank %s is %s', (rank, word) => {
  expect(severityWord(rank)).toBe(word);
});

test('an update is named only where a fixed version is known', () => {
  expect(present({ fixed: 9 }).fix).toEqual({ findings: 5, assets: 4 });
  expect(present({ fixed: 0, fixedVersion: null }).fix).toBeNull();
});

test('the history ends with the first sight and keeps the order in which it was read', () => {
  const entry = (kind: string, days: number): HistoryData => ({
    at: daysAgo(days),
    kind,
    before: null,
    after: null,
    reason: null,
  });
  const { history } = present({}, [entry('reopened', 1), entry('patched', 2), entry('absent', 3)]);
  expect(history.map((line) => line.kind)).toEqual(['reopened', 'patched', 'absent', 'detected']);
  expect(history.at(-1)).toEqual({ at: daysAgo(15).toISOString(), kind: 'detected', text: 'First seen.' });
  expect(history.every((line) => line.text.length > 0)).toBe(true);
});

test('every finding that the tables can hold is one that the contract lets out, and its lines add up', () => {
  const date = fc.integer({ min: -40, max: 400 }).map(daysAgo);
  const stored = fc.record({
    severity: fc.option(fc.integer({ min: 0, max: 4 })),
    scoreTenths: fc.option(fc.integer({ min: 0, max: 100 })),
    exploit: fc.integer({ min: 0, max: 2 }),
    detectedAt: date,
    presenceAt: date,
    patchedAt: fc.option(date),
    publishedAt: fc.option(date),
    fixed: fc.integer({ min: 0, max: 3 }),
    installedVersion: fc.option(fc.string()),
    path: fc.option(fc.string()),
    status: fc.constantFrom(...FindingRow.shape.status.options),
  });
  const floors = [0, 1, 40, 70, 90];
  fc.assert(
    fc.property(stored, (more) => {
      const tenths = more.scoreTenths ?? (more.severity === null ? 0 : (floors[more.severity] ?? 0));
      const told = Finding.parse(present({ ...more, basePriority: tenths * 50 + more.exploit * 1_500 }));
      const sum = told.scoreLines.reduce((total, line) => total + Math.round(line.points * 100), 0);
      expect(sum).toBe(Math.round(told.priority * 100));
      expect(told.isEstimated).toBe(more.scoreTenths === null);
    }),
  );
});
