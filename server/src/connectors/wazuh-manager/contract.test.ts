import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ManagerEmulator, startManagerEmulator } from '../../../test/emulators/wazuh-manager/emulator.ts';
import { type Proxy, startPrismProxy } from '../../../test/emulators/wazuh-manager/prism.ts';
import { findShared } from '../../../test/opensearch/load.ts';
import { systemClock } from '../../lib/clock.ts';
import { wazuhManager } from './connector.ts';

// The vendor's interface description stands between our client and our emulator: it judges both.
const description = findShared('contracts/wazuh-manager/openapi-4.14.7.yaml');
if (description === null) console.log('skipped: the vendor interface description is not beside the project.');
const it = test.skipIf(description === null);

let emulator: ManagerEmulator;
let proxy: Proxy;

beforeAll(async () => {
  if (description === null) return;
  emulator = await startManagerEmulator();
  proxy = await startPrismProxy(description, emulator.url);
}, 90_000);

afterAll(async () => {
  await proxy?.stop();
  await emulator?.stop();
});

it('every request that we send and every answer of the emulator keeps the interface description', async () => {
  const { can, close } = wazuhManager.connect(
    { config: { url: proxy.url, username: emulator.state.user }, secrets: { password: emulator.state.password } },
    { clock: systemClock },
  );
  const steps = [];
  for await (const step of can.probe?.() ?? [])
    steps.push(`${step.id}:${step.state} ${step.state === 'failed' ? step.evidence : ''}`.trim());
  expect(steps).toEqual([
    'dns:passed',
    'tcp:passed',
    'tls:skipped',
    'login:passed',
    'version:passed',
    'agents:passed',
    'clock:passed',
  ]);
  const ids = [];
  for await (const agent of can.listAgents?.() ?? []) ids.push(agent.id);
  expect(ids).toHaveLength(13);
  await close();
});

it('the proxy does judge: an answer outside the description is refused', async () => {
  emulator.state.agentsAnswer = { status: 200, body: { data: { affected_items: [{ id: 7 }] }, error: 'none' } };
  const { can, close } = wazuhManager.connect(
    { config: { url: proxy.url, username: emulator.state.user }, secrets: { password: emulator.state.password } },
    { clock: systemClock },
  );
  const read = async (): Promise<void> => {
    for await (const _agent of can.listAgents?.() ?? []);
  };
  await expect(read()).rejects.toMatchObject({
    code: 'connection.refused',
    message: expect.stringContaining('status 500'),
  });
  emulator.state.agentsAnswer = null;
  await close();
});
