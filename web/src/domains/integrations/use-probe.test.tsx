import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { act, type ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import '../../../test/act.ts';
import { type Asked, fakeApi, type Line, Refusal, Told } from '../../../test/fake-api.ts';
import { step } from '../../../test/platform.ts';
import { newQueryClient } from '../../lib/queries.ts';
import { useProbe } from './use-probe.ts';

const steps = ['dns', 'tcp', 'tls'].map((id) => step({ id, title: id }));
const [dns = step(), tcp = step(), tls = step()] = steps;
const body = {
  kind: 'auto',
  url: 'https://a',
  config: {},
  secrets: {},
  tls: { verify: 'system' },
  minLevel: 7,
} as const;
const whole = { kind: 'wazuh-indexer', isOk: true, steps, preview: null };

afterEach(cleanup);

function start(answer: unknown = whole) {
  const api = fakeApi({ probeDraft: answer });
  let signal: AbortSignal | null = null;
  globalThis.fetch = ((address: string, init: RequestInit) => {
    signal = init.signal ?? null;
    return api.fetch(address, init);
  }) as typeof globalThis.fetch;
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result, unmount } = renderHook(() => useProbe(), { wrapper });
  const shown = () => result.current.steps.map((one) => one.id);
  const ask = (how: { isQuiet?: boolean } = {}) => act(async () => result.current.check(body, how));
  const until = (ids: readonly string[]) => waitFor(() => expect(shown()).toEqual(ids));
  const check = async (how: { isQuiet?: boolean } = {}) => {
    await ask(how);
    await waitFor(() => expect(result.current.isAsking).toBe(false));
  };
  return { api, result, shown, ask, until, check, unmount, signal: () => signal };
}

/** A server that a test tells what to say, one line at a time. */
function script() {
  const said: Line[] = [];
  let hear = () => {};
  let isOver = false;
  const told = new Told(async function* () {
    for (;;) {
      yield* said.splice(0);
      if (isOver) return;
      await new Promise<void>((resolve) => (hear = resolve));
    }
  });
  const say = (line: Line) => act(async () => (said.push(line), hear()));
  const end = () => act(async () => ((isOver = true), hear()));
  const pass = (one: typeof dns, kind = 'wazuh-indexer') => say({ progress: { kind, step: one } });
  return { told, say, pass, end };
}

test('a step is shown when it is done; one that hangs leaves the earlier ones in sight', async () => {
  const server = script();
  const { result, shown, ask, until } = start(server.told);
  await ask();
  await waitFor(() => expect([shown(), result.current.isAsking]).toEqual([[], true]));
  await server.pass(dns);
  await until(['dns']);
  await server.pass(tcp);
  await until(['dns', 'tcp']);
  expect([result.current.isAsking, result.current.isWhole]).toEqual([true, false]);
  await server.say({ reply: whole });
  await until(['dns', 'tcp', 'tls']);
  await waitFor(() => expect([result.current.isAsking, result.current.isWhole]).toEqual([false, true]));
});

test('with another connector the steps begin anew, and the reply decides', async () => {
  const server = script();
  const { result, ask, until } = start(server.told);
  await ask();
  for (const one of [dns, tcp]) await server.pass(one);
  await server.pass(dns, 'wazuh-manager');
  await until(['dns']);
  expect(result.current.kind).toBe('wazuh-manager');
  await server.say({ reply: { ...whole, kind: null, isOk: false, steps: [dns, tcp] } });
  await until(['dns', 'tcp']);
});

test('a network that breaks on the way is told, and the steps that were done stay', async () => {
  const server = script();
  const { result, shown, ask, until } = start(server.told);
  await ask();
  await server.pass(dns);
  await until(['dns']);
  await server.end();
  await waitFor(() => expect(result.current.error?.code).toBe('network'));
  expect([shown(), result.current.isWhole, result.current.isAsking]).toEqual([['dns'], false, false]);
});

test('a problem on the way is told like a refusal', async () => {
  const server = script();
  const { result, ask } = start(server.told);
  await ask();
  await server.pass(dns);
  await server.say({ problem: new Refusal(500, 'internal', 'Something failed on our side.').problem });
  await waitFor(() => expect(result.current.error?.detail).toBe('Something failed on our side.'));
});

test('leaving gives the check up', async () => {
  const server = script();
  const { ask, until, unmount, signal } = start(server.told);
  await ask();
  await server.pass(dns);
  await until(['dns']);
  expect(signal()?.aborted).toBe(false);
  unmount();
  expect(signal()?.aborted).toBe(true);
});

test('another check gives the running one up, and nothing of it is shown any more', async () => {
  const [first, second] = [script(), script()];
  const answers = [first.told, second.told];
  const { result, ask, until } = start((_asked: Asked) => answers.shift());
  await ask();
  await first.pass(dns);
  await until(['dns']);
  await ask();
  await until([]);
  await first.pass(tcp);
  await second.pass(tls);
  await until(['tls']);
  expect(result.current.error).toBeNull();
});

test('another check begins from nothing; a quiet one leaves the steps where they are', async () => {
  const { api, result, shown, ask, until, check } = start();
  await check();
  const server = script();
  api.answer('probeDraft', server.told);
  await ask({ isQuiet: true });
  await server.pass(dns);
  expect(shown()).toEqual(['dns', 'tcp', 'tls']);
  await server.say({ reply: { ...whole, steps: [dns] } });
  await until(['dns']);
  expect(result.current.isWhole).toBe(true);
  api.answer('probeDraft', script().told);
  await ask();
  expect(shown()).toEqual([]);
  expect(result.current.reply).toBeNull();
});

test('a refusal is kept apart from a check that failed: nothing is said to be checked', async () => {
  const { result, check } = start(new Refusal(403, 'connection.blocked', 'The address may not be reached.'));
  await check();
  expect(result.current.error?.code).toBe('connection.blocked');
  expect(result.current.checked).toBeNull();
  expect(result.current.isWhole).toBe(false);
});

test('what was checked is the draft that was sent, whatever is typed meanwhile', async () => {
  const { api, result, check } = start();
  await check();
  expect(result.current.checked).toEqual(body);
  expect(api.of('probeDraft')[0]?.headers.get('accept')).toBe('application/x-ndjson');
});

test('a check without any step is whole', async () => {
  const { result, check } = start({ ...whole, kind: null, isOk: false, steps: [] });
  await check();
  expect(result.current.isWhole).toBe(true);
});
