import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook } from '@testing-library/react';
import { act, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../../test/act.ts';
import { fakeApi, Refusal } from '../../../test/fake-api.ts';
import { step } from '../../../test/platform.ts';
import { newQueryClient } from '../../lib/queries.ts';
import { useProbe } from './use-probe.ts';

const steps = ['dns', 'tcp', 'tls'].map((id) => step({ id, title: id }));
const body = {
  kind: 'auto',
  url: 'https://a',
  config: {},
  secrets: {},
  tls: { verify: 'system' },
  minLevel: 7,
} as const;
const whole = { kind: 'wazuh-indexer', isOk: true, steps, preview: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function start(answer: unknown = whole) {
  const api = fakeApi({ probeDraft: answer });
  globalThis.fetch = api.fetch as typeof globalThis.fetch;
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useProbe(), { wrapper });
  const shown = () => result.current.steps.map((one) => one.id);
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const check = async (how: { isQuiet?: boolean } = {}) => {
    act(() => result.current.check(body, how));
    await pass(0);
  };
  return { api, result, shown, pass, check };
}

test('steps come to sight one after the other, and only then is the check whole', async () => {
  const { result, shown, pass, check } = start();
  await check();
  expect(result.current.isWhole).toBe(false);
  const seen = [];
  for (let passed = 0; passed < 300; passed += 70) {
    await pass(70);
    seen.push(shown().length);
  }
  expect(seen).toEqual([1, 2, 3, 3, 3]);
  expect(result.current.isWhole).toBe(true);
});

test('where motion is not wanted all steps stand there at once', async () => {
  vi.spyOn(globalThis, 'matchMedia').mockImplementation(
    (query) => ({ matches: query.includes('reduced-motion') }) as MediaQueryList,
  );
  const { result, shown, check } = start();
  await check();
  expect(shown()).toEqual(['dns', 'tcp', 'tls']);
  expect(result.current.isWhole).toBe(true);
});

test('another check begins from nothing; a quiet one leaves the steps where they are', async () => {
  const { result, shown, pass, check } = start();
  await check();
  for (const _ of steps) await pass(70);
  act(() => result.current.check(body, { isQuiet: true }));
  expect(shown()).toEqual(['dns', 'tcp', 'tls']);
  await pass(0);
  expect(result.current.isWhole).toBe(true);
  act(() => result.current.check(body));
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
  const { result, check } = start();
  await check();
  expect(result.current.checked).toEqual(body);
});

test('a check without any step is whole', async () => {
  const { result, check } = start({ ...whole, kind: null, isOk: false, steps: [] });
  await check();
  expect(result.current.isWhole).toBe(true);
});
