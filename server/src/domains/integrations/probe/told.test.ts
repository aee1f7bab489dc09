import { type ProbeStep, routes } from '@watchfloor/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draft, type IntegrationApp, startIntegrationApp } from '../testing/app.ts';
import { probes, sample, step } from '../testing/fakes.ts';

type Line = {
  progress?: { kind?: string; step: ProbeStep };
  reply?: { kind: string | null; isOk: boolean; steps: ProbeStep[] };
  problem?: { code: string };
};

let it: IntegrationApp;
let cookie = '';
let address = '';
beforeAll(async () => {
  it = await startIntegrationApp();
  cookie = (await it.app.given.user()).cookie;
  address = await it.app.http.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => it.app.close());
beforeEach(() => {
  it.fakes.script['wazuh-indexer'] = probes.indexer;
  it.fakes.script['wazuh-manager'] = probes.manager;
});

const send = (path: string, body: unknown, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify(body),
    signal,
  });
const ask = (changes: Record<string, unknown> = {}, signal?: AbortSignal) =>
  send(routes.probeDraft.path, draft(changes), signal);

async function* linesOf(reply: Response): AsyncGenerator<Line> {
  let rest = '';
  for await (const chunk of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield JSON.parse(part);
  }
}
const told = async (reply: Response) => {
  const lines = [];
  for await (const line of linesOf(reply)) lines.push(line);
  return {
    lines,
    steps: lines.flatMap(({ progress }) => (progress ? [`${progress.kind} ${progress.step.id}`] : [])),
    reply: lines.at(-1)?.reply,
  };
};

test('a step that hangs leaves the earlier ones told, and leaving ends it', async () => {
  const { promise: hasEnded, resolve: end } = Promise.withResolvers<string>();
  it.fakes.script['wazuh-indexer'] = async function* () {
    const { signal } = it.fakes.asked ?? {};
    yield step({ id: 'dns' });
    yield step({ id: 'tcp' });
    await new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        end('given up');
        reject(signal.reason);
      });
    });
  };
  const leave = new AbortController();
  const seen: (string | undefined)[] = [];
  const lines = linesOf(await ask({}, leave.signal));
  while (seen.length < 2) seen.push((await lines.next()).value?.progress?.step.id);
  expect(seen).toEqual(['dns', 'tcp']);
  leave.abort();
  expect(await hasEnded).toBe('given up');
});

test('the last line is the reply that a caller without an ear for it gets as a whole', async () => {
  const body = draft();
  const { steps, reply } = await told(await ask(body));
  expect(steps).toEqual(
    ['dns', 'tcp', 'tls', 'login', 'version', 'alerts', 'states'].map((id) => `wazuh-indexer ${id}`),
  );
  expect(reply).toEqual((await it.app.call({ cookie }, 'probeDraft', { body })).reply);
});

test('"auto" tells the steps of each service that is asked under its own name, and answers with the one that let us in', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  const { steps, reply } = await told(await ask({ kind: 'auto' }));
  expect(steps.slice(0, 5)).toEqual(['dns', 'tcp', 'tls', 'login', 'version'].map((id) => `wazuh-indexer ${id}`));
  expect(steps.slice(5)).toEqual(
    ['dns', 'tcp', 'tls', 'login', 'version', 'agents'].map((id) => `wazuh-manager ${id}`),
  );
  expect(reply).toMatchObject({ kind: 'wazuh-manager', isOk: true, steps: { length: 6 } });
});

test('a check of a saved connection tells its steps as they are done, and then the connection as it is kept', async () => {
  const { reply: made } = await it.app.call({ cookie }, 'createConnection', {
    body: draft({ url: 'https://again.test:9200' }),
  });
  const path = routes.probeConnection.path.replace(':connectionId', made.id);
  const lines = [];
  for await (const line of linesOf(await send(path, {}))) lines.push(line);
  const steps = lines.flatMap(({ progress }) => progress?.step ?? []);
  expect(steps.map((one) => one.id)).toEqual(['dns', 'tcp', 'tls', 'login', 'version', 'alerts', 'states']);
  expect(lines.at(-1)?.reply).toMatchObject({ id: made.id, status: 'ok', steps });
});

test('what is told holds no document of the product', async () => {
  it.fakes.script['wazuh-indexer'] = () => [step({ id: 'dns' }), sample({ full_log: 'private words' })];
  const { lines } = await told(await ask());
  expect(JSON.stringify(lines.filter((line) => line.progress))).not.toContain('private words');
});

test('a draft that is refused is answered with its status, not with a line', async () => {
  const reply = await ask({ kind: 'nothing-known' });
  expect([reply.status, reply.headers.get('content-type')]).toEqual([
    expect.any(Number),
    'application/problem+json; charset=utf-8',
  ]);
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(await reply.json()).toMatchObject({ code: 'connector.unknown' });
});

test('a probe that breaks on the way says so in its last line, after the steps that were done', async () => {
  it.fakes.script['wazuh-indexer'] = async function* () {
    yield step({ id: 'dns' });
    throw new Error('a bug with a secret in it');
  };
  const { lines, steps } = await told(await ask());
  expect(steps).toEqual(['wazuh-indexer dns']);
  expect(lines.at(-1)).toMatchObject({ problem: { code: 'internal' } });
  expect(JSON.stringify(lines)).not.toContain('secret in it');
});
