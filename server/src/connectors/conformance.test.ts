import { afterAll, describe, expect, test } from 'vitest';
import { startFront } from '../../test/emulators/front.ts';
import { startIndexerEmulator } from '../../test/emulators/wazuh-indexer/emulator.ts';
import { startManagerEmulator } from '../../test/emulators/wazuh-manager/emulator.ts';
import { conformance, type Subject } from './conformance.ts';
import { connectors } from './list.ts';
import { wazuhIndexer } from './wazuh-indexer/connector.ts';
import { wazuhManager } from './wazuh-manager/connector.ts';

const secret = 'pass/wörd+1';
const alerts = Array.from({ length: 25 }, (_value, place) => ({
  _index: 'wazuh-alerts-4.x-2026.01.01',
  _id: `alert-${place}`,
  _source: { timestamp: new Date(1_767_225_600_000 + place * 1000).toISOString(), rule: { level: 9 } },
}));
const states = Array.from({ length: 25 }, (_value, place) => ({
  _index: 'wazuh-states-vulnerabilities-wazuh-cluster',
  _id: `state-${place}`,
  _source: {
    agent: { id: String(place % 3).padStart(3, '0') },
    package: { name: `package-${place}` },
    vulnerability: { id: `CVE-2031-${1000 + place}` },
    wazuh: { cluster: { name: 'wazuh-cluster' } },
  },
}));
const indexer = await startIndexerEmulator({ documents: [...alerts, ...states], password: secret });
const manager = await startManagerEmulator({ password: secret });
const fronts = { indexer: await startFront(indexer.url), manager: await startFront(manager.url) };

afterAll(async () => {
  for (const server of [fronts.indexer, fronts.manager, indexer, manager]) await server.stop();
});

async function count(things: AsyncIterable<unknown> | undefined): Promise<number> {
  let found = 0;
  for await (const _thing of things ?? []) found += 1;
  return found;
}

const subjects: Subject[] = [
  {
    connector: wazuhIndexer,
    input: (url) => ({ config: { url, username: 'reader' }, secrets: { password: secret } }),
    secret,
    server: fronts.indexer,
    readings: {
      readAlerts: (can, signal) => count(can.readAlerts?.({ since: null, minLevel: 0, batchSize: 10, signal })),
      listFindings: (can, signal) => count(can.listFindings?.({ pageSize: 10, signal })),
    },
  },
  {
    connector: wazuhManager,
    input: (url) => ({ config: { url, username: 'wf-reader' }, secrets: { password: secret } }),
    secret,
    server: fronts.manager,
    readings: { listAgents: (can, signal) => count(can.listAgents?.(signal)) },
  },
];

test('no connector of the list escapes', () => {
  expect(subjects.map((subject) => subject.connector.id)).toEqual(connectors.map((connector) => connector.id));
});

for (const subject of subjects) {
  describe(subject.connector.name, () => {
    for (const { name, run } of conformance(subject)) test(name, run);
  });
}
