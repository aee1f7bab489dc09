import { afterEach, expect, test } from 'vitest';
import {
  type ManagerEmulator,
  type ManagerState,
  startManagerEmulator,
} from '../../../test/emulators/wazuh-manager/emulator.ts';
import { makeLab } from '../../../test/emulators/wazuh-manager/lab.ts';
import type { RemoteAgent } from '../capabilities.ts';
import type { Connected } from '../connector.ts';
import type { ProbeStep } from '../probe/step.ts';
import { wazuhManager } from './connector.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(changes: Partial<ManagerState> = {}): Promise<ManagerEmulator> {
  const emulator = await startManagerEmulator(changes);
  ends.push(emulator.stop);
  return emulator;
}

/** A clock that the test turns, and pauses that turn it instead of waiting. */
function makeTime(at = Date.parse('2026-03-04T05:06:07Z')) {
  const time = { at, pauses: [] as number[] };
  return {
    time,
    clock: { now: () => new Date(time.at) },
    pause: async (ms: number): Promise<void> => {
      time.at += ms;
      time.pauses.push(ms);
    },
  };
}

function connect(emulator: ManagerEmulator, surroundings = makeTime(), password = emulator.state.password): Connected {
  emulator.state.now = surroundings.clock.now;
  const connected = wazuhManager.connect(
    { config: { url: emulator.url, username: emulator.state.user }, secrets: { password } },
    surroundings,
  );
  ends.push(connected.close);
  return connected;
}

async function listAll({ can }: Connected): Promise<RemoteAgent[]> {
  const agents: RemoteAgent[] = [];
  for await (const agent of can.listAgents?.() ?? []) agents.push(agent);
  return agents;
}

async function probe({ can }: Connected): Promise<Record<string, ProbeStep>> {
  const steps: Record<string, ProbeStep> = {};
  for await (const step of can.probe?.() ?? []) steps[step.id] = step;
  return steps;
}

const countLogins = (emulator: ManagerEmulator): number =>
  emulator.state.seen.filter(({ path }) => path === '/security/user/authenticate').length;

const makeFleet = (size: number) => {
  const [, agent] = makeLab();
  if (agent === undefined) throw new Error('the lab is empty');
  return Array.from({ length: size }, (_value, place) => ({ ...agent, id: String(place).padStart(3, '0') }));
};

test('a probe shows who logs in, which version answers, how many agents there are and how far the clock is', async () => {
  const steps = await probe(connect(await start()));
  expect(Object.values(steps).map((step) => `${step.id}:${step.state}`)).toEqual([
    ...['dns:passed', 'tcp:passed', 'tls:skipped', 'login:passed', 'version:passed', 'agents:passed', 'clock:passed'],
  ]);
  expect(steps['login']?.evidence).toBe('wf-reader, token for 15 min');
  expect(steps['version']).toMatchObject({
    title: 'Wazuh 4.14 manager',
    evidence: 'Wazuh API REST 4.14.7, instance wazuh-cluster',
  });
  expect(steps['agents']?.evidence).toBe('12 agents, 8 active');
});

test('a wrong password stops at the login after one try, since fifty block the address', async () => {
  const emulator = await start();
  const steps = await probe(connect(emulator, makeTime(), 'wrong-password'));
  expect(steps['login']).toMatchObject({ title: 'Login refused', state: 'failed', remedy: 'Check user and password.' });
  expect(steps['version']?.state).toBe('skipped');
  expect(countLogins(emulator)).toBe(1);
});

test('a blocked address is told to wait', async () => {
  const steps = await probe(connect(await start({ isBlocked: true })));
  expect(steps['login']).toMatchObject({
    title: 'Could not log in',
    state: 'failed',
    remedy: 'Wait five minutes.',
  });
});

test('a missing right names the right and the roles, and does not hide what follows', async () => {
  const steps = await probe(connect(await start({ forbidden: ['/cluster/status'] })));
  expect(steps['version']).toMatchObject({ state: 'failed', evidence: 'refused (cluster:read and cluster:status)' });
  expect(steps['agents']?.state).toBe('passed');
  const other = await probe(connect(await start({ forbidden: ['/agents/summary/status'] })));
  expect(other['agents']).toMatchObject({ title: 'May not read agents', state: 'failed' });
  expect(other['agents']?.remedy).toContain('agents_readonly');
});

test('a clock that is minutes away is a red line', async () => {
  const emulator = await start();
  const connected = connect(emulator);
  emulator.state.now = () => new Date('2026-03-04T05:16:07Z');
  expect((await probe(connected))['clock']).toMatchObject({
    title: 'Clocks differ',
    state: 'failed',
    evidence: 'the manager is 600 s ahead',
  });
});

test('agents come with what the manager knows and nothing it does not', async () => {
  const agents = await listAll(connect(await start()));
  expect(agents).toHaveLength(13);
  expect(agents[0]).toMatchObject({ id: '000', instance: 'wazuh-cluster', lastSeenAt: null, groups: [] });
  expect(agents[5]).toEqual({
    id: '005',
    name: 'wazuh-agent5',
    instance: 'wazuh-cluster',
    ip: '10.20.0.5',
    status: 'active',
    version: '3.13.2',
    system: { name: 'Ubuntu', version: '24.04.1 LTS', platform: 'ubuntu', kernel: '6.8.0-45-generic' },
    groups: ['default', 'group1'],
    node: 'worker1',
    lastSeenAt: new Date('2026-03-04T05:06:07Z'),
    addedAt: new Date('2026-01-02T03:04:05Z'),
  });
  expect(agents[12]).toMatchObject({ status: 'never_connected', ip: null, version: null, system: null, node: null });
});

test('a manager without a cluster is known by its host name, as in the index of states', async () => {
  const connected = connect(await start({ cluster: null }));
  expect(await connected.can.describe?.()).toMatchObject({ version: '4.14.7', instance: 'wazuh-master' });
});

test('a login that may not read the cluster gives no agents rather than agents of no cluster', async () => {
  const connected = connect(await start({ forbidden: ['/cluster/status'] }));
  await expect(listAll(connected)).rejects.toMatchObject({ code: 'connection.forbidden' });
});

test('a large fleet is read page by page, each agent once', async () => {
  const emulator = await start({ fleet: makeFleet(1_234) });
  const agents = await listAll(connect(emulator));
  expect(new Set(agents.map((agent) => agent.id)).size).toBe(1_234);
  expect(emulator.state.seen.filter(({ path }) => path === '/agents')).toHaveLength(3);
});

test('a fleet that shrinks or grows while it is read ends, without an agent twice', async () => {
  const shrinking = await start({ fleet: makeFleet(1_200) });
  let count = 0;
  for await (const _agent of connect(shrinking).can.listAgents?.() ?? []) {
    count += 1;
    if (count === 500) shrinking.state.fleet = makeFleet(400);
  }
  expect(count).toBe(500);

  const growing = await start({ fleet: makeFleet(600) });
  const ids: string[] = [];
  for await (const agent of connect(growing).can.listAgents?.() ?? []) {
    ids.push(agent.id);
    // A new agent in front moves the last one of the first page onto the second.
    if (ids.length === 500)
      growing.state.fleet = makeFleet(601).map((entry, place) => (place === 0 ? { ...entry, id: '0000' } : entry));
  }
  expect(new Set(ids).size).toBe(ids.length);
});

test('one login serves many calls and is renewed before it ends', async () => {
  const emulator = await start();
  const surroundings = makeTime();
  const connected = connect(emulator, surroundings);
  await Promise.all([connected.can.describe?.(), connected.can.describe?.(), connected.can.describe?.()]);
  expect(countLogins(emulator)).toBe(1);
  surroundings.time.at += 719_000;
  await connected.can.describe?.();
  expect(countLogins(emulator)).toBe(1);
  surroundings.time.at += 2_000;
  await connected.can.describe?.();
  expect(countLogins(emulator)).toBe(2);
});

test('a revoked token costs one new login; a login that is refused for good is not tried again', async () => {
  const emulator = await start();
  const connected = connect(emulator);
  await connected.can.describe?.();
  emulator.revokeTokens();
  expect(await connected.can.describe?.()).toMatchObject({ instance: 'wazuh-cluster' });
  expect(countLogins(emulator)).toBe(2);
  emulator.revokeTokens();
  emulator.state.password = 'changed-there';
  await expect(connected.can.describe?.()).rejects.toMatchObject({ code: 'connection.unauthorized' });
  expect(countLogins(emulator)).toBe(3);
});

test('an error under status 200 is an error', async () => {
  const body = {
    data: { affected_items: [], total_affected_items: 0 },
    message: 'No agent information was returned',
    error: 1,
  };
  const emulator = await start({ agentsAnswer: { status: 200, body } });
  await expect(listAll(connect(emulator))).rejects.toMatchObject({
    code: 'connection.refused',
    message: expect.stringMatching(/^Page 1 of the agents was not read\. .*No agent information was returned/),
  });
  emulator.state.agentsAnswer = { status: 200, body: { ...body, error: 2 } };
  await expect(listAll(connect(emulator))).rejects.toMatchObject({ code: 'connection.partial' });
});

test('the limit of the whole API is kept: what comes too fast waits', async () => {
  const emulator = await start();
  const surroundings = makeTime();
  const connected = connect(emulator, surroundings);
  for (let call = 0; call < 100; call += 1) await connected.can.describe?.();
  // 301 requests: 240 at once, and the rest a minute later.
  expect(surroundings.time.pauses).toEqual([60_000]);
});

test('an agent in a shape that nobody expects costs that agent only', async () => {
  const [first] = makeLab();
  const fleet = [first, { id: 7 }, { ...first, id: '008', os: 'unknown', group: 'default', extra: { deep: true } }];
  const body = { data: { affected_items: fleet, total_affected_items: 3 }, message: '', error: 0 };
  const agents = await listAll(connect(await start({ agentsAnswer: { status: 200, body } })));
  expect(agents.map((agent) => [agent.id, agent.system?.name ?? null, agent.groups])).toEqual([
    ['000', 'Ubuntu', []],
    ['008', null, []],
  ]);
});
