import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConnectWish, connectFromCli, listSources } from './index.ts';
import { listConnections } from './read.ts';
import { type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { probes, step } from './testing/fakes.ts';

let it: IntegrationApp;
beforeAll(async () => {
  it = await startIntegrationApp();
});
afterAll(() => it.app.close());
beforeEach(() => {
  it.fakes.script['wazuh-indexer'] = probes.indexer;
});

let count = 0;
const connect = (changes: Partial<ConnectWish> = {}, onStep?: (line: { id: string }) => void) =>
  connectFromCli(
    it.app.system,
    it.fakes.parts,
    {
      ...{ kind: 'wazuh-indexer', url: `https://cli-${++count}.kestrel.example:9200`, user: 'reader', password: 'p' },
      ...{ tls: { verify: 'system' }, since: '24h', minLevel: 7, isDryRun: false },
      ...changes,
    },
    onStep,
  );
const saved = async () => (await listConnections(it.app.system)).length;

test('each step is told as it comes, then the connection is saved for its customer', async () => {
  const kestrel = await it.app.given.customer({ code: 'kestrel' });
  const seen: string[] = [];
  const result = await connect({ customerCode: 'KESTREL', since: 'all', minLevel: 0 }, (line) => seen.push(line.id));
  expect(seen).toEqual(['dns', 'tcp', 'tls', 'login', 'version', 'alerts', 'states']);
  expect(result).toMatchObject({ isOk: true, connectionId: expect.stringMatching(/^con_/) });
  const source = (await listSources(it.app.system)).find((one) => one.connectionId === result.connectionId);
  expect(source).toMatchObject({ customer: { id: kestrel.wireId }, sinceAt: null, minLevel: 0, purpose: 'alerts' });
});

test('a dry run saves nothing', async () => {
  const before = await saved();
  expect(await connect({ isDryRun: true })).toMatchObject({ isOk: true, connectionId: null });
  expect(await saved()).toBe(before);
});

test('a probe that is not let in saves nothing', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  const before = await saved();
  expect(await connect()).toMatchObject({ isOk: false, connectionId: null });
  expect(await saved()).toBe(before);
});

test('an indexer without alerts as yet is connected all the same', async () => {
  const volume = { indices: 0, total: 0, newestAt: null, perDay: 0, minLevel: 7 };
  it.fakes.script['wazuh-indexer'] = () => [
    ...probes.indexer().filter((one) => one.id !== 'alerts'),
    step({ id: 'alerts', state: 'failed', data: { volume, role: 'PUT …' } }),
  ];
  expect((await connect()).connectionId).not.toBeNull();
});

test('a customer that nobody knows is named', async () => {
  await expect(connect({ customerCode: 'nobody' })).rejects.toThrow('no customer with the code nobody');
});

test('the same address again is refused', async () => {
  const url = 'https://twice.kestrel.example:9200';
  await connect({ url });
  await expect(connect({ url })).rejects.toMatchObject({ code: 'connection.exists' });
});
