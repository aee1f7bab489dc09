import { cleanup } from '@testing-library/react';
import type { AlertRow } from '@watchfloor/contract';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { alertOf, rowOf } from '../../../test/alert-samples.ts';
import { type Answers, type Asked, Refusal } from '../../../test/fake-api.ts';
import { openPart } from '../../../test/part.tsx';
import { live } from '../../lib/live.ts';
import { useFresh } from './use-fresh.ts';
import { type Queue, useQueue } from './use-queue.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));

let stop: () => void = () => undefined;
let fresh = { count: 0, isCapped: false };
let queue: Queue;
let state = { q: 'status:open', sort: 'severity' as const, group: null };
function Probe({ lens }: { lens?: string | undefined }) {
  queue = useQueue(state, lens);
  fresh = useFresh(queue);
  return null;
}

/** Alerts as the server has them, newest last written first; `come` adds newer ones and says so. */
async function open(total = 3, answers: Answers = {}, lens?: string) {
  const rows: AlertRow[] = Array.from({ length: total }, (_, at) => rowOf(at + 1));
  let told: (topic: string, ids: readonly string[]) => void = () => undefined;
  const source: { onopen: (() => void) | null; [other: string]: unknown } = {
    onopen: null,
    onerror: null,
    close: () => undefined,
    addEventListener: (topic: string, listener: (event: { data: string }) => void) => {
      if (topic === 'alerts') told = (_, ids) => listener({ data: JSON.stringify({ ids }) });
    },
  };
  const newestFirst = () => rows.toSorted((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
  const part = await openPart(<Probe lens={lens} />, {
    listAlerts: ({ query }: Asked) => ({
      items: (query.sort === 'newest' ? newestFirst() : rows).slice(0, Number(query.limit)),
      nextCursor: null,
    }),
    getAlert: ({ params }: Asked) => {
      const row = rows.find((one) => one.id === params.alertId);
      return row ? alertOf(row) : new Refusal(404, 'alert.not_found', 'Gone.');
    },
    ...answers,
  });
  stop = live.start(part.client, () => source as unknown as EventSource);
  // Replies are read in turns of the real event loop, whatever the clock of the test says.
  const settle = (ms: number) =>
    act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise((done) => setImmediate(done));
        await vi.advanceTimersByTimeAsync(1);
      }
    });
  await settle(50);
  const tell = (...ids: string[]) => act(async () => told('alerts', ids));
  const say = async (...ids: string[]) => {
    await tell(...ids);
    await settle(3_100);
  };
  const come = async (number: number, from = 900) => {
    for (let at = from; at < from + number; at += 1)
      rows.push(rowOf(at, { lastSeenAt: new Date(Date.UTC(2026, 10, 24, 13, 0, at)).toISOString() }));
    await say();
  };
  const connect = () => act(async () => source.onopen?.());
  return { ...part, rows, tell, say, come, settle, connect };
}
afterEach(() => {
  stop();
  cleanup();
  vi.useRealTimers();
  state = { q: 'status:open', sort: 'severity', group: null };
});

test('what came since the rows were read is counted and stays out of them', async () => {
  const { come } = await open();
  expect(fresh).toEqual({ count: 0, isCapped: false });
  await come(2);
  expect(fresh).toMatchObject({ count: 2, isCapped: false });
  expect(queue.rows.map((row) => row.id)).toEqual(['alr_1', 'alr_2', 'alr_3']);
});

test('from fifty on it is only "at least"', async () => {
  const { come } = await open();
  await come(49);
  expect(fresh).toMatchObject({ count: 49, isCapped: false });
  await come(9, 2_000);
  expect(fresh).toMatchObject({ count: 50, isCapped: true });
});

test('a loaded alert that has new events is not a new alert', async () => {
  const { rows, say } = await open();
  const [first] = rows;
  if (first) Object.assign(first, { lastSeenAt: '2026-11-24T13:30:00.000Z', eventCount: 9 });
  await say('alr_1');
  expect(fresh.count).toBe(0);
  expect(queue.rows[0]).toMatchObject({ id: 'alr_1', eventCount: 9 });
});

test('a storm of changes is counted once in three seconds', async () => {
  const { api, tell, settle } = await open();
  const asked = () => api.of('listAlerts').filter((one) => one.query.limit === '50').length;
  for (let times = 0; times < 5; times += 1) {
    await tell();
    await settle(400);
  }
  expect(asked()).toBe(0);
  await settle(3_000);
  expect(asked()).toBe(1);
  await settle(5_000);
  expect(asked()).toBe(1);
});

test('after the new ones were let in the count begins anew', async () => {
  const { come, settle } = await open();
  await come(2);
  await act(() => queue.reload());
  await settle(50);
  expect(fresh.count).toBe(0);
  await come(1, 2_000);
  expect(fresh.count).toBe(1);
});

test('what came after the rows were read and before the stream was open is counted all the same', async () => {
  const { rows, connect, settle } = await open(0);
  rows.push(rowOf(1));
  await connect();
  await settle(3_100);
  expect(fresh.count).toBe(1);
});

test('where there are more pages, rows that were only not read yet are not new', async () => {
  const all = [rowOf(1), rowOf(2), rowOf(3)];
  const newestFirst = () => all.toSorted((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
  const { say } = await open(0, {
    listAlerts: ({ query }: Asked) =>
      query.sort === 'newest'
        ? { items: newestFirst().slice(0, Number(query.limit)), nextCursor: null }
        : { items: all.slice(0, 1), nextCursor: 'more' },
  });
  await say('alr_2');
  expect(fresh.count).toBe(0);
  all.push(rowOf(9, { lastSeenAt: '2026-11-24T13:30:00.000Z' }));
  await say('alr_9');
  expect(fresh.count).toBe(1);
});

test('query and lens of the screen narrow the count', async () => {
  const { api, come } = await open(3, {}, 'kestrel');
  await come(1);
  const counted = api.of('listAlerts').filter((one) => one.query.limit !== '100');
  expect(counted.length).toBeGreaterThan(0);
  for (const one of counted) expect(one.query).toMatchObject({ q: 'status:open', lens: 'kestrel', sort: 'newest' });
});

test('alerts that are not on screen are not read again, and of those on screen at most ten at a time', async () => {
  const { api, say } = await open(30);
  // The first row is read whole with the queue, for the pane.
  expect(api.of('getAlert').map((one) => one.params.alertId)).toEqual(['alr_1']);
  await say('alr_900', 'alr_901');
  expect(api.of('getAlert')).toHaveLength(1);
  await say(...Array.from({ length: 25 }, (_, at) => `alr_${at + 1}`));
  expect(api.of('getAlert')).toHaveLength(11);
});

test('a row that went out of sight meanwhile stays as it is until it is opened', async () => {
  const { rows, say } = await open();
  rows.splice(0, 1);
  await say('alr_1');
  expect(queue.rows.map((row) => row.id)).toEqual(['alr_1', 'alr_2', 'alr_3']);
});

test('a count that could not be taken leaves the last one, and the next change asks again', async () => {
  const { api, come, say, rows } = await open();
  await come(2);
  api.answer('listAlerts', new Refusal(503, 'database.unavailable', 'Away.'));
  await say();
  expect(fresh.count).toBe(2);
  api.answer('listAlerts', () => ({ items: rows.slice(-2), nextCursor: null }));
  await say();
  expect(fresh.count).toBe(2);
});

test('an empty queue counts whatever comes', async () => {
  const { come } = await open(0);
  await come(1);
  expect(fresh.count).toBe(1);
});
