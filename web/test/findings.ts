import type { Finding, FindingGroup, FindingRow } from '@watchfloor/contract';
import { at, day, hour, kestrel, minute } from './samples.ts';

export const row = (part: Partial<FindingRow> = {}): FindingRow => ({
  id: 'fnd_1',
  number: 'KEST-F-2044',
  customer: kestrel,
  cveId: 'CVE-2026-21510',
  title: 'Windows Shell protection mechanism failure',
  asset: { id: 'ast_1', name: 'ws-042' },
  packageName: 'Windows 11 23H2',
  installedVersion: '10.0.22631.4317',
  fixedVersion: '10.0.22631.4460',
  status: 'open',
  isPresent: true,
  severity: 'critical',
  score: 9.8,
  exploit: 'available',
  priority: 83,
  detectedAt: at(6 * day + hour),
  patchedAt: null,
  ...part,
});

export const finding = (part: Partial<Finding> = {}): Finding => ({
  ...row(),
  description: 'A protection mechanism of the shell can be passed by a crafted file.',
  references: ['https://msrc.example/CVE-2026-21510'],
  condition: 'Package less than 10.0.22631.4460',
  architecture: 'x86_64',
  format: 'win',
  path: null,
  cvssVersion: '3.1',
  publishedAt: at(14 * day),
  reopenedCount: 0,
  statusReason: null,
  presenceAt: at(6 * day + hour),
  scoreLines: [
    { label: 'CVSS 9.8 × 5', points: 49 },
    { label: 'exploit public', points: 30 },
    { label: 'open 6 of 30 days', points: 4 },
  ],
  isEstimated: false,
  fix: { findings: 214, assets: 31 },
  hosts: [
    { id: 'fnd_2', asset: { id: 'ast_2', name: 'ws-017' }, status: 'pending_verification', isPresent: true },
    { id: 'fnd_3', asset: { id: 'ast_3', name: 'ws-031' }, status: 'patched', isPresent: false },
  ],
  history: [{ at: at(6 * day + hour), kind: 'detected', text: 'First seen by Wazuh.' }],
  asOf: at(0),
  ...part,
});

export const group = (part: Partial<FindingGroup> = {}): FindingGroup => ({
  key: 'fix-1',
  title: 'Windows 11 23H2',
  subtitle: '10.0.22631.4460',
  customers: [kestrel],
  findings: 214,
  assets: 31,
  exploited: 2,
  severity: 'critical',
  score: 9.8,
  topPriority: 83,
  oldestAt: at(13 * day),
  ...part,
});

export const counts = (value = 4_119, silent = 0) => ({
  total: { value, isCapped: false },
  facets: [
    {
      field: 'status',
      values: [
        { value: 'open', label: 'open', count: 4_119 },
        { value: 'patched', label: 'patched', count: 10_873 },
      ],
    },
    {
      field: 'severity',
      values: [
        { value: 'critical', label: 'critical', count: 212 },
        { value: 'unknown', label: 'unknown', count: 611 },
      ],
    },
    { field: 'exploit', values: [{ value: 'available', label: 'available', count: 402 }] },
    {
      field: 'customer',
      values: [
        { value: 'kestrel', label: 'Kestrel Logistics', count: 1_902 },
        { value: 'harbor', label: 'Harbor Dental', count: 1_208 },
      ],
    },
  ],
  inventory: { assets: 42, scannedAt: at(12 * minute), silent },
  asOf: '2026-11-24T12:04:16.000Z',
});

/** A page of findings or of groups; `isCapped` belongs to groups only. */
export const page = <T>(items: T[], nextCursor: string | null = null, isCapped = false) => ({
  items,
  nextCursor,
  isCapped,
  asOf: at(0),
});
