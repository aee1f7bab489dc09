import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ask,
  findShared,
  loadDocuments,
  putWazuhTemplates,
  readNdjson,
  type Stored,
} from '../../../test/opensearch/load.ts';
import { startOpenSearch } from '../../../test/opensearch/node.ts';
import { secureEventStore } from '../../../test/opensearch/secure-events.ts';
import { users } from '../../../test/opensearch/security.ts';
import { systemClock } from '../../lib/clock.ts';
import type { AgentSnapshot, Capabilities, FindingsSummary, ReadAlerts, StoredEvent } from '../capabilities.ts';
import type { Connected } from '../connector.ts';
import type { ProbeStep } from '../probe/step.ts';
import { wazuhIndexer } from './connector.ts';

// The vendor's own events and states in a real node: what no emulator can be trusted to answer like.
const templates = findShared('contracts/wazuh-indexer/templates-4.14');
const alertFiles = ['sample-alerts', 'alerts-from-ruleset-tests'].map((name) =>
  findShared(`datasets/wazuh/${name}.ndjson`),
);
const statesFile = findShared('datasets/vulnerability-states/wazuh-states-vulnerabilities.scan1.ndjson');
const started = await startOpenSearch({ secure: true });
const isReady = !('unavailable' in started) && templates !== null && statesFile !== null;
if ('unavailable' in started) console.log(`skipped: ${started.unavailable}`);
else if (!isReady) console.log('skipped: the shared datasets are not beside the project.');
const node = 'unavailable' in started ? { url: '', ca: '', stop: async () => {} } : started;
const opened: Connected[] = [];

afterAll(async () => {
  for (const connected of opened) await connected.close();
  await node.stop();
});

beforeAll(async () => {
  if (!isReady) return;
  await putWazuhTemplates(node, templates);
  for (const file of [...alertFiles, statesFile]) if (file !== null) await loadDocuments(node, readNdjson(file));
});

const it = test.skipIf(!isReady);

function connect(
  login: keyof typeof users,
  config: object = { caPem: node.ca },
  password: string = users[login].password,
): Capabilities {
  const connected = wazuhIndexer.connect(
    { config: { url: node.url, username: users[login].username, ...config }, secrets: { password } },
    { clock: systemClock },
  );
  opened.push(connected);
  return connected.can;
}

async function probe(can: Capabilities): Promise<Record<string, ProbeStep>> {
  const steps: Record<string, ProbeStep> = {};
  for await (const step of can.probe?.() ?? []) steps[step.id] = step;
  return steps;
}

const states = (steps: Record<string, ProbeStep>): string =>
  Object.values(steps)
    .map((step) => `${step.id}:${step.state}`)
    .join(' ');

async function readAll(can: Capabilities, options: Partial<ReadAlerts> = {}): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of can.readAlerts?.({ since: null, minLevel: 0, ...options }) ?? [])
    events.push(...batch.documents);
  return events;
}

const keys = (events: readonly StoredEvent[]): Set<string> =>
  new Set(events.map((event) => `${event.index}/${event.id}`));

async function readFindings(can: Capabilities, pageSize?: number) {
  const agents: AgentSnapshot[] = [];
  let summary: FindingsSummary | undefined;
  for await (const part of can.listFindings?.(pageSize === undefined ? {} : { pageSize }) ?? []) {
    if (part.kind === 'summary') summary = part;
    else agents.push(part);
  }
  return { agents, summary };
}

async function openPits(): Promise<number> {
  const stats = await ask(node, 'GET', '/_nodes/stats/indices/search');
  return Object.values<{ indices: { search: { point_in_time_current: number } } }>(stats.nodes)
    .map((entry) => entry.indices.search.point_in_time_current)
    .reduce((sum, value) => sum + value, 0);
}

it('a careful reader passes every step, with the evidence that the screen shows', async () => {
  const steps = await probe(connect('reader'));
  expect(states(steps)).toBe(
    'dns:passed tcp:passed tls:passed login:passed version:passed alerts:passed states:passed sample:passed clock:passed',
  );
  expect(steps['login']?.evidence).toBe('reader, roles: reader');
  expect(steps['version']?.evidence).toBe('OpenSearch 2.19.1, cluster watchfloor-test, 1 node, green');
  expect(steps['alerts']?.evidence).toMatch(
    /^wazuh-alerts-\*: 14 days, 1,397 events, newest .* days ago, about \d+ a day/,
  );
  expect(steps['states']?.evidence).toBe('wazuh-states-vulnerabilities-*: 1,717 findings of 6 agents');
  expect(steps['sample']?.data?.sample).toHaveLength(5);
  expect(steps['tls']?.data?.certificate).toMatchObject({ issuer: 'Watchfloor test authority', canPin: false });
  expect(Math.abs(steps['clock']?.data?.clockDifferenceMs ?? Number.NaN)).toBeLessThan(5_000);
});

it('a login without rights on the states reads alerts, and is told the right and the role', async () => {
  const steps = await probe(connect('alerts'));
  expect(steps['alerts']?.state).toBe('passed');
  expect(steps['states']).toMatchObject({
    title: 'May not read vulnerability states',
    state: 'failed',
    evidence: 'wazuh-states-vulnerabilities-*: refused (indices:data/read/search)',
    remedy: 'Give a role of this login "read" on this pattern, or save without it.',
  });
  expect(steps['states']?.data?.role).toContain('wazuh-states-vulnerabilities-*');
  await expect(readFindings(connect('alerts'))).rejects.toMatchObject({ code: 'connection.forbidden' });
});

it('a login without any right logs in and is refused at each thing it may not see', async () => {
  const steps = await probe(connect('nobody'));
  expect(states(steps)).toBe(
    'dns:passed tcp:passed tls:passed login:passed version:failed alerts:failed states:failed sample:skipped clock:skipped',
  );
  expect(steps['version']?.remedy).toContain('cluster:monitor/main');
  await expect(readAll(connect('nobody'))).rejects.toMatchObject({ code: 'connection.forbidden' });
});

it('a wrong password stops at the login and is not shown', async () => {
  const steps = await probe(connect('reader', { caPem: node.ca }, 'wrong-password'));
  expect(steps['login']).toMatchObject({ title: 'Login refused', state: 'failed', remedy: 'Check user and password.' });
  expect(steps['version']?.state).toBe('skipped');
  expect(JSON.stringify(steps)).not.toContain('wrong-password');
});

it('an unknown authority is shown with its fingerprint, which then serves as the pin', async () => {
  const steps = await probe(connect('reader', {}));
  expect(states(steps)).toMatch(/^dns:passed tcp:passed tls:failed login:skipped/);
  const certificate = steps['tls']?.data?.certificate;
  expect(certificate).toMatchObject({
    subject: 'Watchfloor test node',
    issuer: 'Watchfloor test authority',
    canPin: true,
  });
  expect(steps['tls']?.evidence).toContain(`fingerprint ${certificate?.fingerprint}`);

  const pinned = await probe(connect('reader', { pinSha256: certificate?.fingerprint }));
  expect(pinned['tls']?.state).toBe('passed');
  expect(pinned['login']?.state).toBe('passed');

  const other = await probe(connect('reader', { pinSha256: 'ab'.repeat(32) }));
  expect(other['tls']).toMatchObject({ state: 'failed', data: { certificate: { canPin: true } } });
  expect(other['login']?.state).toBe('skipped');
});

it('every document that the node holds is read once, whatever the page size', async () => {
  const can = connect('reader');
  const whole = await readAll(can);
  expect(whole).toHaveLength(1_397);
  expect(keys(whole).size).toBe(1_397);
  const times = whole.map((event) => event.time?.getTime() ?? Number.NaN);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  for (const batchSize of [50, 1_397, 10_000]) {
    const again = await readAll(can, { batchSize, idsOnly: batchSize === 50 });
    expect(again).toHaveLength(1_397);
    expect(keys(again)).toEqual(keys(whole));
  }
  const oneDay = connect('reader', { caPem: node.ca, alertsPattern: 'wazuh-alerts-4.x-2025.01.15' });
  const day = whole.filter((event) => event.index === 'wazuh-alerts-4.x-2025.01.15');
  for (const batchSize of [1, 2, 7]) expect(keys(await readAll(oneDay, { batchSize }))).toEqual(keys(day));
});

it('levels and ranges split the whole without a gap or an overlap', async () => {
  const can = connect('reader');
  const since = new Date('2025-01-10T00:00:00Z');
  const [high, low, all] = await Promise.all([
    readAll(can, { since, minLevel: 7 }),
    can.countAlerts?.({ since, belowLevel: 7 }),
    can.countAlerts?.({ since }),
  ]);
  expect(high.length + (low ?? 0)).toBe(all);
  expect(high.every((event) => (event.time?.getTime() ?? 0) >= since.getTime())).toBe(true);
  const until = new Date('2025-01-12T00:00:00Z');
  const [before, after] = await Promise.all([readAll(can, { since, until }), readAll(can, { since: until })]);
  expect(before.length + after.length).toBe(all);
});

it('ids alone are read for a sweep, and events are found again by them', async () => {
  const can = connect('reader');
  const ids = await readAll(can, { idsOnly: true, batchSize: 5_000 });
  expect(ids.every((event) => event.body === null && event.problem === undefined)).toBe(true);
  const some = ids.filter((_event, place) => place % 100 === 0);
  const found = await can.getEvents?.([...some, { index: some[0]?.index ?? '', id: 'gone' }]);
  expect(keys(found ?? [])).toEqual(keys(some));
  const one = await can.getEvent?.(some[0] ?? { index: '', id: '' });
  expect(one).toMatchObject({ id: some[0]?.id, time: some[0]?.time });
  expect(await can.getEvent?.({ index: some[0]?.index ?? '', id: 'gone' })).toBeNull();
  expect(await can.getEvent?.({ index: 'wazuh-alerts-4.x-1999.01.01', id: 'gone' })).toBeNull();
});

it('a thousand events of one instant, events without a time and dates of year 9999 are all read', async () => {
  const index = 'wazuh-alerts-4.x-odd';
  const instant = '2025-02-01T00:00:00.000Z';
  const odd: Stored[] = Array.from({ length: 1_000 }, (_value, place) => ({
    _index: index,
    _id: `tie-${place}`,
    _source: { timestamp: instant, rule: { level: 3, id: '1' } },
  }));
  odd.push({ _index: `${index}-2`, _id: 'tie-1', _source: { timestamp: instant, rule: { level: 3, id: '1' } } });
  for (let place = 0; place < 30; place += 1)
    odd.push({ _index: index, _id: `timeless-${place}`, _source: { full_log: 'x' } });
  odd.push({ _index: index, _id: 'late', _source: { timestamp: '9999-12-31T23:59:59.999Z', full_log: 'a\u0000b' } });
  await loadDocuments(node, odd);
  try {
    const can = connect('reader', { caPem: node.ca, alertsPattern: `${index}*` });
    for (const batchSize of [10, 400, 5_000]) {
      const events = await readAll(can, { batchSize });
      expect(events).toHaveLength(odd.length);
      expect(keys(events).size).toBe(odd.length);
      expect(events.filter((event) => event.time === null)).toHaveLength(30);
    }
    const since = await readAll(can, { since: new Date(instant), minLevel: 4 });
    expect(since.map((event) => event.id)).toEqual(['late']);
    const asked = { since: new Date(instant), minLevel: 4, takesTimeless: true };
    const swept = await readAll(can, { ...asked, idsOnly: true, batchSize: 7 });
    expect(swept.map((event) => event.time?.getUTCFullYear() ?? 'none')).toEqual([9999, ...Array(30).fill('none')]);
    expect(await can.countAlerts?.({ since: asked.since, takesTimeless: true })).toBe(odd.length);
    expect(since[0]?.body?.['full_log']).toBe('a\u0000b');
  } finally {
    await ask(node, 'DELETE', `/${index}`);
    await ask(node, 'DELETE', `/${index}-2`);
  }
});

it('the findings of every agent come whole, with what the scanner leaves open kept open', async () => {
  const can = connect('reader');
  for (const pageSize of [100, 5_000]) {
    const { agents, summary } = await readFindings(can, pageSize);
    expect(summary).toEqual({ kind: 'summary', documents: 1_717, agents: 6, unusable: 0, isComplete: true });
    expect(agents.map((agent) => `${agent.instance}/${agent.agent.id}:${agent.findings.length}`)).toEqual([
      ...['wazuh-cluster/001:126', 'wazuh-cluster/002:88', 'wazuh-cluster/003:665'],
      ...['wazuh-cluster/004:338', 'wazuh-cluster/005:280', 'wazuh-cluster/006:220'],
    ]);
    const findings = agents.flatMap((agent) => agent.findings);
    expect(findings.filter((finding) => finding.severity === null)).toHaveLength(521);
    expect(findings.every((finding) => finding.score === null || (finding.score >= 0 && finding.score <= 10))).toBe(
      true,
    );
    const identity = agents.flatMap(({ agent, findings: own }) =>
      own.map((f) => [agent.id, f.cveId, f.format, f.packageName, f.architecture, f.path].join('|')),
    );
    expect(new Set(identity).size).toBe(1_717);
    expect(agents[0]?.system?.platform).toBe('ubuntu');
  }
  expect(await openPits()).toBe(0);
});

it('a reader that stops in the middle gives its point in time back', async () => {
  const can = connect('reader');
  for await (const part of can.listFindings?.({ pageSize: 100 }) ?? []) {
    expect(part.kind).toBe('agent');
    break;
  }
  expect(await openPits()).toBe(0);
});

it('an index without documents gives an empty, complete snapshot, and an absent one is refused', async () => {
  const name = 'wazuh-states-vulnerabilities-empty';
  await ask(node, 'PUT', `/${name}`);
  try {
    const { agents, summary } = await readFindings(connect('reader', { caPem: node.ca, statesPattern: name }));
    expect(agents).toEqual([]);
    expect(summary).toMatchObject({ documents: 0, isComplete: true });
  } finally {
    await ask(node, 'DELETE', `/${name}`);
  }
  for (const statesPattern of ['wazuh-states-nothing', 'wazuh-states-nothing-*']) {
    const absent = connect('reader', { caPem: node.ca, statesPattern });
    await expect(readFindings(absent)).rejects.toMatchObject({ code: 'connection.refused' });
  }
});

it('the version and the cluster are told', async () => {
  expect(await connect('reader').describe?.()).toMatchObject({
    version: '2.19.1',
    instance: 'watchfloor-test',
    product: 'OpenSearch',
  });
});

// The same node carries the proof of the event store: a start of one costs half a minute of this machine.
secureEventStore(started);
