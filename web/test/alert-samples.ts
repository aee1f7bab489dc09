import type { Alert, AlertRow } from '@watchfloor/contract';

const kestrel = { id: 'cus_2', code: 'kestrel', name: 'Kestrel Logistics', mark: 'KEST', hue: '#c58fd6' };

/** An alert row for tests, number `at` of a queue that comes down in age. */
export const rowOf = (at: number, change: Partial<AlertRow> = {}): AlertRow => ({
  id: `alr_${at}`,
  number: `KEST-${1_000 + at}`,
  customer: kestrel,
  title: `Something happened ${at}`,
  source: 'Wazuh',
  ruleId: '92213',
  ruleLevel: 15,
  severity: 'critical',
  status: 'open',
  verdict: null,
  assignee: null,
  assetName: 'ws-042',
  eventCount: 3,
  firstSeenAt: '2026-11-24T12:00:00.000Z',
  lastSeenAt: '2026-11-24T12:00:40.000Z',
  closedAt: null,
  precedent: null,
  version: 1,
  ...change,
});

/** The whole alert behind a row. */
export const alertOf = (row: AlertRow, change: Partial<Alert> = {}): Alert => ({
  ...row,
  description: '',
  tactics: ['Execution'],
  techniques: ['T1059.001'],
  verdictReason: null,
  verdictNote: null,
  verdictBy: null,
  duplicateOf: null,
  predecessor: null,
  asset: {
    id: 'ast_1',
    name: 'ws-042',
    operatingSystem: 'Windows 11',
    openAlerts: 3,
    openFindings: 41,
    openExploited: 1,
  },
  assetNames: ['ws-042'],
  precedents: [],
  history: [{ on: '2026-11-24', count: 3 }],
  related: [],
  can: { update: true },
  ...change,
});
