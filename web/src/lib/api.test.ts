import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addressOf, call, curlOf } from './api.ts';
import { ProblemError } from './problem.ts';

let asked: { address: string; init: RequestInit }[] = [];
let answer: () => Response | Promise<Response> = () => Response.json({});

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked.push({ address, init });
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const headers = () => new Headers(asked[0]?.init.headers);

test('parameters go into the path and the query, encoded', () => {
  expect(addressOf('getAlert', { params: { alertId: 'alr_1a' } })).toBe('/api/v1/alerts/alr_1a');
  expect(addressOf('findAlertByNumber', { params: { number: 'A/B' } })).toBe('/api/v1/alerts/by-number/A%2FB');
  expect(addressOf('listAlerts', { query: { q: 'a b', limit: 50 } })).toBe('/api/v1/alerts?q=a+b&limit=50');
});

test('an empty or absent parameter is not sent', () => {
  expect(addressOf('listAlerts', { query: { q: '', lens: undefined } as never })).toBe('/api/v1/alerts');
});

test('a read sends no body and no key', async () => {
  await call('getSession', {});
  expect(asked[0]?.init.method).toBe('GET');
  expect(asked[0]?.init.body).toBeUndefined();
  expect(headers().has('idempotency-key')).toBe(false);
});

test('each POST carries a key of its own, or the one it was given', async () => {
  await call('reopenAlert', { params: { alertId: 'alr_1' } });
  await call('reopenAlert', { params: { alertId: 'alr_1' } });
  const [first, second] = asked.map(({ init }) => new Headers(init.headers).get('idempotency-key'));
  expect(first).toBeTruthy();
  expect(second).not.toBe(first);
  await call('reopenAlert', { params: { alertId: 'alr_1' } }, { idempotencyKey: 'mine' });
  expect(new Headers(asked[2]?.init.headers).get('idempotency-key')).toBe('mine');
});

test('a key can be made where the browser gives no randomUUID, as on plain http', async () => {
  vi.stubGlobal('crypto', { getRandomValues: (array: Uint8Array) => array.fill(7) });
  await call('reopenAlert', { params: { alertId: 'alr_1' } });
  expect(headers().get('idempotency-key')).toBe('07'.repeat(16));
});

test('the version that was read goes out as If-Match', async () => {
  await call('updateCustomer', { params: { customerId: 'cus_1' }, body: { name: 'x' } }, { ifMatch: 3 });
  expect(headers().get('if-match')).toBe('"3"');
  expect(asked[0]?.init.body).toBe('{"name":"x"}');
});

test('an answer without a body is undefined', async () => {
  answer = () => new Response(null, { status: 204 });
  expect(await call('logout', {})).toBeUndefined();
});

test('a refusal is thrown as a problem', async () => {
  answer = () =>
    Response.json(
      { code: 'alert.not_found', status: 404, title: 'x', detail: 'There is no such alert.', type: 'y' },
      { status: 404 },
    );
  await expect(call('getAlert', { params: { alertId: 'alr_1' } })).rejects.toMatchObject({
    code: 'alert.not_found',
    status: 404,
  });
});

test('no network is a problem of its own, with the remedy', async () => {
  answer = () => Promise.reject(new TypeError('failed to fetch'));
  const thrown = await call('getSession', {}).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ProblemError);
  expect(thrown).toMatchObject({ code: 'network' });
});

test('a request that was given up is not reported as a dead network', async () => {
  answer = () => Promise.reject(new DOMException('gone', 'AbortError'));
  await expect(call('getSession', {})).rejects.toMatchObject({ name: 'AbortError' });
});

test('a curl line names the session without telling it', () => {
  vi.stubGlobal('location', { origin: 'https://wf.example' });
  expect(curlOf('listAlerts', { query: { q: 'status:open' } })).toBe(
    `curl -sS -b "wf=$WF_SESSION" 'https://wf.example/api/v1/alerts?q=status%3Aopen'`,
  );
  expect(curlOf('reopenAlert', { params: { alertId: 'alr_1' } })).toContain('-X POST');
});
