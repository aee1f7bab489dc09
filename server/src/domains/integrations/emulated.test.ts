import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../../../test/emulators/certificate.ts';
import { type IndexerEmulator, startIndexerEmulator } from '../../../test/emulators/wazuh-indexer/emulator.ts';
import { connectors } from '../../connectors/list.ts';
import { systemClock } from '../../lib/clock.ts';
import { fromId } from '../../lib/ids.ts';
import { systemContext } from '../access/index.ts';
import { createConnection } from './create.ts';
import { makeVault } from './index.ts';
import { probeConnection, probeDraft } from './probe/service.ts';
import { type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { freshKeys } from './testing/fakes.ts';

let it: IntegrationApp;
let node: IndexerEmulator;
const certificate = makeCertificate({ name: 'indexer', covers: ['127.0.0.1'] });
const parts = { connectors, keys: freshKeys() };
const documents = [1, 2, 3].map((n) => ({
  _index: 'wazuh-alerts-4.x-2026.08.20',
  _id: `a${n}`,
  _source: {
    ...{ timestamp: '2026-08-20T11:59:00.000Z', rule: { level: 10, description: `sshd: try ${n}` } },
    ...{ agent: { id: '001', name: 'web-01' }, cluster: { name: 'wazuh' } },
  },
}));

beforeAll(async () => {
  it = await startIntegrationApp();
  node = await startIndexerEmulator({ documents }, certificate);
});
afterAll(async () => {
  await node.stop();
  await it.app.close();
});

const system = () => systemContext({ ...it.app.parts, clock: systemClock });
const three = (tls: Record<string, unknown> = { verify: 'system' }, password = 'reader-password') => ({
  ...{ kind: 'auto', url: node.url, config: { username: 'reader' }, secrets: { password } },
  tls: tls as { verify: 'system' },
});

test('three fields: an unknown certificate is shown before any credential is sent, then trusted, then connected', async () => {
  const first = await probeDraft(system(), parts, three(), {});
  const tls = first.steps.find((step) => step.id === 'tls');
  expect([first.kind, first.isOk, tls?.state]).toEqual([null, false, 'failed']);
  expect(tls?.fingerprint?.replaceAll(':', '').toLowerCase()).toBe(certificate.sha256);
  expect(node.state.seen).toEqual([]);

  const pin = { verify: 'pin', fingerprint: tls?.fingerprint };
  const second = await probeDraft(system(), parts, three(pin), { minLevel: 7 });
  expect(second.kind).toBe('wazuh-indexer');
  expect(second.preview?.samples[0]).toMatchObject({ level: 10, host: 'web-01' });

  const wish = { ...three(pin), customerId: null, since: 'all', minLevel: 0 };
  const made = await createConnection(system(), parts, wish);
  expect(made).toMatchObject({ kind: 'wazuh-indexer', name: '127.0.0.1', instance: 'wazuh', tls: pin });
  const vault = makeVault(parts);
  const can = await vault.openConnection(system(), fromId('connection', made.id) ?? -1);
  const ids: string[] = [];
  for await (const batch of can.readAlerts?.({ since: null, minLevel: 0 }) ?? []) {
    ids.push(...batch.documents.map((document) => document.id));
  }
  expect(ids.toSorted()).toEqual(['a1', 'a2', 'a3']);
  await vault.close();
});

test('a wrong password is told as such, and whose fault it is', async () => {
  const pin = { verify: 'pin', fingerprint: certificate.sha256 };
  const { steps, kind } = await probeDraft(system(), parts, three(pin, 'wrong'), {});
  expect(kind).toBeNull();
  expect(steps.find((step) => step.state === 'failed')).toMatchObject({ id: 'login', title: 'Login refused' });
  await expect(
    createConnection(system(), parts, { ...three(pin, 'wrong'), customerId: null, since: 'all', minLevel: 0 }),
  ).rejects.toThrow('Login refused');
});

test('a certificate that is no longer the pinned one fails the connection and gets no credential', async () => {
  const first = await startIndexerEmulator({ documents }, certificate);
  const tls = { verify: 'pin' as const, fingerprint: certificate.sha256 };
  const wish = { ...three(tls), kind: 'wazuh-indexer', url: first.url, customerId: null, since: 'all', minLevel: 0 };
  const made = await createConnection(system(), parts, wish);
  expect(made.steps.find((step) => step.id === 'tls')?.state).toBe('passed');
  const seen = first.state.seen.length;
  const other = { verify: 'pin' as const, fingerprint: 'ab'.repeat(32) };
  const id = fromId('connection', made.id) ?? -1;
  await it.app.system.write((tx) =>
    tx
      .updateTable('connections')
      .set({ tls: JSON.stringify(other) })
      .where('id', '=', id)
      .execute(),
  );
  expect((await probeConnection(system(), parts, id, {})).status).toBe('failing');
  expect(first.state.seen).toHaveLength(seen);
  await first.stop();
});
