import { afterEach, expect, test } from 'vitest';
import {
  type Asked,
  type Fault,
  faults,
  type IndexerState,
  startIndexerEmulator,
} from '../../../test/emulators/wazuh-indexer/emulator.ts';
import type { Stored } from '../../../test/opensearch/load.ts';
import type { ProbeStep } from '../probe/step.ts';
import { wazuhIndexer } from './connector.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const newest = Date.parse('2026-01-10T00:00:00Z');
const documents: Stored[] = [
  ...[9, 3].map((level, place) => ({
    ...{ _index: 'wazuh-alerts-4.x-2026.01.10', _id: `a${place}` },
    _source: { timestamp: new Date(newest - place * 1_000).toISOString(), rule: { level } },
  })),
  {
    ...{ _index: 'wazuh-states-vulnerabilities-x', _id: '001_1' },
    _source: { agent: { id: '001' }, vulnerability: { id: 'CVE-2031-1' } },
  },
];

/** The steps of a probe of an indexer that shows these faults, `later` milliseconds after its newest event. */
async function probe(changes: Partial<IndexerState> = {}, later = 0): Promise<Record<string, ProbeStep>> {
  const emulator = await startIndexerEmulator({ documents, ...changes });
  ends.push(emulator.stop);
  const connected = wazuhIndexer.connect(
    {
      config: { url: emulator.url, username: 'reader', timeoutMs: 500 },
      secrets: { password: 'reader-password' },
    },
    { clock: { now: () => new Date(newest + later) }, pause: async () => {}, random: () => 0 },
  );
  ends.push(connected.close);
  const steps: Record<string, ProbeStep> = {};
  for await (const step of connected.can.probe?.() ?? []) steps[step.id] = step;
  return steps;
}

const login = '/_plugins/_security/authinfo';
const health = '/_cluster/health';
const alerts = '/wazuh-alerts-%2A/_search';
const states = '/wazuh-states-vulnerabilities-%2A/_search';
const at =
  (path: string, fault: Fault) =>
  (asked: Asked): Fault | null =>
    asked.path === path || decodeURIComponent(asked.path) === decodeURIComponent(path) ? fault : null;
const stateOf = (steps: Record<string, ProbeStep>) =>
  Object.values(steps)
    .slice(3, -1)
    .map((step) => step.state.charAt(0))
    .join('');

// States of login, version, alerts, states and sample: (p)assed, (f)ailed, (s)kipped.
test.each<[string, Partial<IndexerState>, string, Partial<ProbeStep>]>([
  [
    'a wrong password',
    { password: 'another' },
    'fssss',
    { id: 'login', title: 'Login refused', remedy: 'Check user and password.' },
  ],
  [
    'a node that does not answer the login',
    { fault: at(login, faults.silence) },
    'fssss',
    { id: 'login', title: 'Could not log in' },
  ],
  [
    'a node that is starting',
    { fault: at(login, { kind: 'status', status: 503, body: 'OpenSearch Security not initialized.' }) },
    'fssss',
    { id: 'login', title: 'Could not log in', remedy: 'Try again later.' },
  ],
  [
    'no right to see the version',
    { fault: at('/', faults.forbidden) },
    'pfppp',
    {
      id: 'version',
      title: 'May not see the version',
      evidence: 'The version: refused (cluster:monitor/main)',
      remedy: 'Give the role of this login the cluster permission cluster:monitor/main.',
    },
  ],
  [
    'no right to see the health',
    { fault: at(health, faults.forbidden) },
    'ppppp',
    { id: 'version', evidence: 'OpenSearch 2.19.1, cluster emulated' },
  ],
  [
    'a health that comes cut off',
    { fault: at(health, faults.cut) },
    'pfsss',
    { id: 'version', title: 'Could not see the version', state: 'failed' },
  ],
  [
    'no right to read alerts',
    { fault: at(alerts, faults.forbidden) },
    'ppfps',
    {
      id: 'alerts',
      title: 'May not read alerts',
      evidence: 'wazuh-alerts-*: refused (indices:data/read/search)',
      remedy: 'Give a role of this login "read" on this pattern, or save without it.',
    },
  ],
  [
    'alerts that are answered in part',
    { fault: at(alerts, faults.failedShards) },
    'ppfps',
    {
      id: 'alerts',
      title: 'Could not read alerts',
      evidence: expect.stringMatching(/1 of 3 shards failed \(shard is gone\)\.$/),
      remedy: 'Nothing was concluded from it, it is tried again.',
    },
  ],
  [
    'states that time out inside',
    { fault: at(states, faults.timedOut) },
    'pppfp',
    { id: 'states', title: 'Could not read vulnerability states' },
  ],
  [
    'no index of alerts',
    { documents: documents.slice(2) },
    'ppfps',
    {
      id: 'alerts',
      title: 'No alerts found',
      remedy: 'Check that Wazuh writes its alerts into this indexer, or give the pattern that it writes to.',
    },
  ],
  [
    'no index of states',
    { documents: documents.slice(0, 2) },
    'pppsp',
    { id: 'states', title: 'No vulnerability states found', state: 'skipped' },
  ],
  [
    'a sample that is refused',
    {
      fault: (asked, before) =>
        before === 2 && asked.path.endsWith('_search') && !('aggs' in asked.body) ? faults.forbidden : null,
    },
    'ppppf',
    { id: 'sample', title: 'Sample of five events' },
  ],
])('%s is told at its step, and stops only what it makes pointless', async (_, changes, order, step) => {
  const steps = await probe(changes);
  expect(stateOf(steps)).toBe(order);
  expect(steps[step.id ?? 'dns']).toMatchObject(step);
  expect(JSON.stringify(steps)).not.toMatch(/reader-password|cmVhZGVyO/);
});

test.each([
  [0, '0 s ago'],
  [119_000, '119 s ago'],
  [120_000, '2 min ago'],
  [7_199_000, '120 min ago'],
  [7_200_000, '2 h ago'],
  [172_799_000, '48 h ago'],
  [172_800_000, '2 days ago'],
  [864_000_000_000, '10,000 days ago'],
  [-1_000, 'in the future'],
])('an event that is %i ms old is "%s"', async (later, words) => {
  expect((await probe({}, later))['alerts']?.evidence).toContain(`newest ${words}`);
});

test('alerts of which none has a time are told so, and are there all the same', async () => {
  const timeless = documents.map((document) => ({ ...document, _source: { rule: { level: 9 } } }));
  const { alerts: step } = await probe({ documents: timeless });
  expect(step).toMatchObject({ state: 'passed', evidence: expect.stringContaining('2 events, no time in them') });
  expect(step?.data?.volume).toMatchObject({ newestAt: null, perDay: 0, total: 2 });
});
