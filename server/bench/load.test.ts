import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closedLoop, openLoop, visits } from './load.ts';

const asked: { path: string; cookie: string }[] = [];
const server = createServer((request, response) => {
  asked.push({ path: request.url ?? '', cookie: request.headers.cookie ?? '' });
  response.statusCode = request.url === '/broken' ? 503 : 200;
  response.end('said');
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

test('every request is made once, by all clients in turn', async () => {
  asked.length = 0;
  const { ms } = await closedLoop(address, ['a=1', 'b=2'], ['/x', '/y'], { clients: 2, requests: 10 });
  expect(ms).toHaveLength(10);
  expect(asked.filter((one) => one.path === '/x')).toHaveLength(5);
  expect(new Set(asked.map((one) => one.cookie))).toEqual(new Set(['a=1', 'b=2']));
});

test('an answer that is no 200 ends the measurement instead of making it look quick', async () => {
  await expect(closedLoop(address, ['a=1'], ['/broken'], { clients: 1, requests: 1 })).rejects.toThrow('503');
});

test('a visit asks all paths by one client before the next one comes', async () => {
  asked.length = 0;
  await visits(address, ['a=1', 'b=2'], ['/x', '/y'], { clients: 2, perSecond: 1_000, requests: 4 });
  const by = (cookie: string) => asked.filter((one) => one.cookie === cookie).map((one) => one.path);
  expect(by('a=1').sort()).toEqual(['/x', '/y']);
  expect(by('b=2').sort()).toEqual(['/x', '/y']);
});

test('a stall counts for every call that was due meanwhile, not for one', async () => {
  let open = () => {};
  const stalled = new Promise<void>((resolve) => (open = resolve));
  // All wait for the first; it is let go when the last one is due.
  const ms = await openLoop({ perSecond: 100, calls: 11 }, (call) => {
    if (call === 10) open();
    return stalled;
  });
  const late = ms.filter((one) => one >= 45);
  expect(ms).toHaveLength(11);
  expect(late.length).toBeGreaterThanOrEqual(5);
});

test('the rate of a closed loop is requests over the time that all of them took', async () => {
  const before = performance.now();
  const { ms, perSecond } = await closedLoop(address, ['a=1'], ['/x'], { clients: 4, requests: 40 });
  const atMost = 40 / ((Math.max(...ms) || 1) / 1_000);
  expect(perSecond).toBeGreaterThanOrEqual(40 / ((performance.now() - before) / 1_000));
  expect(perSecond).toBeLessThanOrEqual(atMost * 40);
});

test('a call that fails fails the open loop, after all calls that were due were begun', async () => {
  const begun: number[] = [];
  const failing = openLoop({ perSecond: 1_000, calls: 5 }, async (call) => {
    begun.push(call);
    if (call === 4) throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
