import { afterEach, expect, test } from 'vitest';
import {
  faults,
  type IndexerEmulator,
  type IndexerState,
  startIndexerEmulator,
} from '../../../test/emulators/wazuh-indexer/emulator.ts';
import type { Stored } from '../../../test/opensearch/load.ts';
import { systemClock } from '../../lib/clock.ts';
import type { AgentSnapshot, FindingsSummary, ReadAlerts, StoredEvent } from '../capabilities.ts';
import type { Connected } from '../connector.ts';
import type { ProbeStep } from '../probe/step.ts';
import { wazuhIndexer } from './connector.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(changes: Partial<IndexerState> = {}): Promise<IndexerEmulator> {
  const emulator = await startIndexerEmulator(changes);
  ends.push(emulator.stop);
  return emulator;
}

function connect(emulator: IndexerEmulator, config: object = {}): Connected {
  const connected = wazuhIndexer.connect(
    {
      config: { url: emulator.url, username: emulator.state.user, ...config },
      secrets: { password: emulator.state.password },
    },
    { clock: systemClock, pause: async () => {} },
  );
  ends.push(connected.close);
  return connected;
}

const makeAlerts = (count: number): Stored[] =>
  Array.from({ length: count }, (_value, place) => ({
    _index: 'wazuh-alerts-4.x-2026.01.01',
    _id: `alert-${String(place).padStart(5, '0')}`,
    _source: {
      timestamp: new Date(1_767_225_600_000 + place * 1000).toISOString(),
      rule: { level: place % 16, id: '5710' },
    },
  }));

const makeState = (agent: string, place: number, more: object = {}): Stored => ({
  _index: 'wazuh-states-vulnerabilities-wazuh-cluster',
  _id: `${agent}_${place}`,
  _source: {
    agent: { id: agent, name: `host-${agent}` },
    package: { name: `package-${place}`, type: 'deb', version: '1' },
    vulnerability: { id: `CVE-2031-${1000 + place}`, severity: 'High', score: { base: 7.5 } },
    wazuh: { cluster: { name: 'wazuh-cluster' } },
    ...more,
  },
});

async function readAlerts({ can }: Connected, options: Partial<ReadAlerts> = {}) {
  const events: StoredEvent[] = [];
  let failure: unknown = null;
  try {
    for await (const batch of can.readAlerts?.({ since: null, minLevel: 0, batchSize: 10, ...options }) ?? [])
      events.push(...batch.documents);
  } catch (error) {
    failure = error;
  }
  return { events, failure };
}

async function readFindings({ can }: Connected, pageSize = 10) {
  const agents: AgentSnapshot[] = [];
  let summary: FindingsSummary | undefined;
  for await (const part of can.listFindings?.({ pageSize }) ?? []) {
    if (part.kind === 'summary') summary = part;
    else agents.push(part);
  }
  return { agents, summary };
}

async function probe({ can }: Connected): Promise<Record<string, ProbeStep>> {
  const steps: Record<string, ProbeStep> = {};
  for await (const step of can.probe?.() ?? []) steps[step.id] = step;
  return steps;
}

test.each([
  ['failedShards', 'connection.partial', /1 of 3 shards failed \(shard is gone\)/],
  ['timedOut', 'connection.partial', /ran out of time/],
  ['cut', 'connection.partial', /broken or cut off/],
  ['errorUnder200', 'connection.refused', /an error under status 200/],
  ['forbidden', 'connection.forbidden', /indices:data\/read\/search/],
  ['unauthorized', 'connection.unauthorized', /check user and password/],
  ['throttled', 'connection.throttled', /slow down/],
] as const)(
  '%s on the third page ends the reading there, with the page named and the first two kept',
  async (name, code, words) => {
    const emulator = await start({ documents: makeAlerts(100) });
    emulator.state.fault = (asked, before) => (asked.path.endsWith('_search') && before >= 2 ? faults[name] : null);
    const { events, failure } = await readAlerts(connect(emulator));
    // Of each page but the last the final instant waits for the next.
    expect(events.map((event) => event.id)).toEqual(makeAlerts(18).map((alert) => alert._id));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(String(failure)).toMatch(/Page \d+ of the alerts \(after 2026-01-01T00:00:17\.000Z\) was not read\./);
  },
);

test('a node that was busy for a moment is asked again', async () => {
  const emulator = await start({ documents: makeAlerts(30) });
  emulator.state.fault = (_asked, before) => (before === 1 ? faults.throttled : null);
  const { events, failure } = await readAlerts(connect(emulator));
  expect(failure).toBeNull();
  expect(events).toHaveLength(30);
});

test('a silent node is a timeout', async () => {
  const emulator = await start({ documents: makeAlerts(3), fault: () => faults.silence });
  const { failure } = await readAlerts(connect(emulator, { timeoutMs: 100 }));
  expect(failure).toMatchObject({ code: 'connection.timeout' });
});

test('one document that cannot be read is named and its neighbours come through', async () => {
  const documents = makeAlerts(40).map((alert) =>
    alert._id === 'alert-00023' ? { ...alert, _source: { ...alert._source, full_log: 'spoilt' } } : alert,
  );
  const emulator = await start({ documents, fault: () => ({ kind: 'cut', holding: 'spoilt' }) });
  const { events, failure } = await readAlerts(connect(emulator));
  expect(failure).toBeNull();
  expect(events.map((event) => event.id)).toEqual(documents.map((alert) => alert._id));
  expect(events.filter((event) => event.problem !== undefined)).toEqual([
    {
      index: 'wazuh-alerts-4.x-2026.01.01',
      id: 'alert-00023',
      time: new Date('2026-01-01T00:00:23.000Z'),
      body: null,
      problem: 'unreadable',
    },
  ]);
});

test('a document larger than an answer may be is named, not lost', async () => {
  const documents = makeAlerts(12);
  documents[5] = {
    ...makeAlerts(6)[5],
    _source: { ...documents[5]?._source, full_log: 'x'.repeat(50_000_000) },
  } as Stored;
  const { events, failure } = await readAlerts(connect(await start({ documents })), { batchSize: 4 });
  expect(failure).toBeNull();
  expect(events).toHaveLength(12);
  expect(events[5]).toMatchObject({ id: 'alert-00005', body: null, problem: 'too_large' });
});

test('cancelling stops the reading between and within pages', async () => {
  const emulator = await start({ documents: makeAlerts(100) });
  const controller = new AbortController();
  const reason = new Error('the run was cancelled');
  let batches = 0;
  const read = async (): Promise<void> => {
    for await (const _batch of connect(emulator).can.readAlerts?.({
      since: null,
      minLevel: 0,
      batchSize: 10,
      signal: controller.signal,
    }) ?? []) {
      batches += 1;
      controller.abort(reason);
    }
  };
  await expect(read()).rejects.toBe(reason);
  expect(batches).toBe(1);
  expect(emulator.state.seen).toHaveLength(1);
});

test('findings of many agents share requests and come whole', async () => {
  const documents = Array.from({ length: 25 }, (_value, agent) => agent).flatMap((agent) =>
    Array.from({ length: 3 }, (_value, place) => makeState(String(agent).padStart(3, '0'), place)),
  );
  const emulator = await start({ documents });
  const { agents, summary } = await readFindings(connect(emulator));
  expect(summary).toEqual({ kind: 'summary', documents: 75, agents: 25, unusable: 0, isComplete: true });
  expect(agents.every((agent) => agent.isComplete && agent.findings.length === 3)).toBe(true);
  // Three agents of three fit into ten: nine pages, one count (and its empty end), opening and closing.
  expect(emulator.state.seen.filter(({ path }) => path === '/_search')).toHaveLength(11);
  expect(emulator.state.openPits.size).toBe(0);
});

test('an agent larger than a page is read in the order of its findings', async () => {
  const documents = Array.from({ length: 95 }, (_value, place) => makeState('001', place));
  const { agents, summary } = await readFindings(connect(await start({ documents })));
  expect(summary?.isComplete).toBe(true);
  expect(new Set(agents[0]?.findings.map((finding) => finding.cveId)).size).toBe(95);
});

test('a document without a CVE makes its agent incomplete, one without an agent the whole', async () => {
  const documents = [
    makeState('001', 1),
    makeState('002', 1),
    makeState('002', 2, { vulnerability: { severity: '-' } }),
  ];
  const first = await readFindings(connect(await start({ documents })));
  expect(first.agents.map((agent) => agent.isComplete)).toEqual([true, false]);
  expect(first.summary).toMatchObject({ documents: 3, unusable: 1, isComplete: false });
  const nameless = [makeState('001', 1), makeState('001', 2, { agent: {} })];
  const second = await readFindings(connect(await start({ documents: nameless })));
  expect(second.agents.map((agent) => agent.isComplete)).toEqual([true]);
  expect(second.summary).toMatchObject({ documents: 2, agents: 1, unusable: 1, isComplete: false });
});

test('a page of findings that is short of its count makes the agent incomplete', async () => {
  const emulator = await start({ documents: [makeState('001', 1), makeState('001', 2)] });
  emulator.state.fault = (asked) =>
    asked.body['_source'] === undefined
      ? null
      : { kind: 'change', change: (answer) => ({ ...answer, hits: { hits: Object(answer['hits']).hits.slice(1) } }) };
  const { agents, summary } = await readFindings(connect(emulator));
  expect(agents[0]?.isComplete).toBe(false);
  expect(summary?.isComplete).toBe(false);
});

test.each(['failedShards', 'timedOut', 'cut', 'forbidden'] as const)(
  '%s among the findings ends without a summary and gives the point in time back',
  async (name) => {
    const emulator = await start({ documents: [makeState('001', 1)] });
    emulator.state.fault = (asked, before) => (asked.path === '/_search' && before === 2 ? faults[name] : null);
    await expect(readFindings(connect(emulator))).rejects.toThrow(/Page 1 of the findings \(agents 001/);
    expect(emulator.state.openPits.size).toBe(0);
  },
);

test('fields of a wrong type and fields that nobody knows cost themselves only', async () => {
  const odd = makeState('001', 1, {
    host: 'unknown',
    vulnerability: { id: 'CVE-2031-1', severity: 7, score: 'high', future: [1] },
    new: { field: 1 },
  });
  const { agents } = await readFindings(connect(await start({ documents: [odd] })));
  expect(agents[0]?.findings[0]).toMatchObject({ cveId: 'CVE-2031-1', severity: null, score: null });
  expect(agents[0]?.system).toBeNull();
});

test('a version hidden from old clients is said so', async () => {
  const emulator = await start({ documents: makeAlerts(20), version: { number: '7.10.2' } });
  const steps = await probe(connect(emulator));
  expect(steps['version']?.evidence).toBe(
    'OpenSearch reports 7.10.2 for old clients, its own version is hidden, cluster emulated, 3 nodes, green',
  );
  expect(steps['version']?.data?.version?.number).toBeNull();
});

test('an indexer without its security plugin asks for no login', async () => {
  const emulator = await start({ documents: makeAlerts(20) });
  emulator.state.fault = (asked) =>
    asked.path.includes('_security')
      ? { kind: 'status', status: 400, body: { error: 'no handler found for uri' } }
      : null;
  expect((await probe(connect(emulator)))['login']).toMatchObject({
    state: 'passed',
    evidence: 'this indexer asks for no login',
  });
});

test('no index of alerts and no index of states are told apart from a refusal', async () => {
  const steps = await probe(connect(await start()));
  expect(steps['alerts']).toMatchObject({ title: 'No alerts found', state: 'failed' });
  expect(steps['states']).toMatchObject({ title: 'No vulnerability states found', state: 'skipped' });
  expect(steps['sample']?.state).toBe('skipped');
});

test('another product at the address ends the probe at the version', async () => {
  const emulator = await start();
  emulator.state.fault = (asked) =>
    asked.path === '/' ? { kind: 'status', status: 200, body: { tagline: 'hello' } } : null;
  const steps = await probe(connect(emulator));
  expect(steps['version']).toMatchObject({
    state: 'failed',
    evidence: expect.stringContaining('another shape than expected'),
  });
  expect(steps['alerts']?.state).toBe('skipped');
});

test('one event from the future does not make the rest look old', async () => {
  const [future] = makeAlerts(1);
  const newest = new Date(Date.now() - 90_000).toISOString();
  const documents = [
    { ...future, _id: 'future', _source: { timestamp: '9999-12-31T23:59:59Z', rule: { level: 9 } } } as Stored,
    { ...future, _id: 'newest', _source: { timestamp: newest, rule: { level: 9 } } } as Stored,
  ];
  const steps = await probe(connect(await start({ documents })));
  expect(steps['alerts']?.data?.volume?.newestAt).toBe(newest);
  expect(steps['alerts']?.evidence).toMatch(/newest (89|90|91|92) s ago/);
});
