import { once } from 'node:events';
import { createConnection } from 'node:net';
import Fastify from 'fastify';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OutboxReader } from '../../src/domains/jobs/index.ts';
import { liveChanges } from '../../src/domains/jobs/live.ts';
import { outboxHead, readOutbox } from '../../src/domains/jobs/outbox.store.ts';
import { sendEvents } from '../../src/http/stream.ts';
import { openDoor } from '../door.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { SseStream } from '../sse.ts';
import { rowsOf } from './tally.ts';

// The live stream when the database is slow or away and when readers are slow or gone.
let app: TestApp;
let address: string;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  app = await startTestApp({ start: new Date().toISOString() });
  address = await app.listen();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => app.close());

type Listener = Parameters<OutboxReader['subscribe']>[0];
const row = (id: number) => ({ tx: '900', id, topic: 'customers', customerId: null, tagIds: [], payload: { id } });
const everything = async () => app.system.actor.scope;

test('what a reader does not take is not kept for ever: beyond 5,000 changes they are let go and hear no more', async () => {
  const listeners = new Set<Listener>();
  const reader = {
    head: { tx: '1', id: 0 },
    subscribe: (listener: Listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const stream = liveChanges(app.system, reader, undefined, new AbortController().signal, everything)[
    Symbol.asyncIterator
  ]();
  expect((await stream.next()).value).toEqual({ comment: 'from 1-0', id: '1-0' });
  const tell = (count: number, from: number) => {
    for (const listener of listeners) listener(Array.from({ length: count }, (_, place) => row(from + place)));
  };
  tell(5_000, 1);
  expect(listeners.size).toBe(1);
  tell(1, 6_000);
  expect(listeners.size).toBe(0);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test('a reader that takes nothing for a while is cut off, and its place is free', async () => {
  const http = Fastify({ forceCloseConnections: true });
  let hasEnded = false;
  async function* flood() {
    try {
      for (;;) yield { id: '1-1', event: 'customers', data: { text: 'x'.repeat(65_536) } };
    } finally {
      hasEnded = true;
    }
  }
  http.get('/', (_request, reply) => sendEvents(reply, flood(), 200));
  await http.listen({ port: 0, host: '127.0.0.1' });
  ends.push(() => http.close());
  const address = http.server.address();
  const socket = createConnection(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  ends.push(() => socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => hasEnded, { interval: 20 }).toBe(true);
});

test('a database that is slow to let us in is asked by one connection at a time, and heard again', async () => {
  const door = await openDoor(app.url, 1_500);
  ends.push(door.close);
  const reader = new OutboxReader(app.system, door.url, app.parts.log);
  const heard: unknown[] = [];
  reader.subscribe((rows) => heard.push(...rows.map((one) => one.payload.word)));
  await reader.open();
  ends.push(() => reader.close());
  const listening = () =>
    rowsOf<{ pid: number; address: string | null }>(
      app.url,
      "select pid from pg_stat_activity where datname = current_database() and application_name = 'watchfloor stream' and query like 'listen%'",
    );
  // The one of the program, and ours behind the door.
  const own = 2;
  expect(await listening()).toHaveLength(own);
  await rowsOf(
    app.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'watchfloor stream'",
  );
  await expect.poll(async () => (await listening()).length, { interval: 50 }).toBe(own);
  // Two more waits would have let the connections in that other ticks had begun.
  const until = performance.now() + 3_200;
  await expect
    .poll(async () => [(await listening()).length, performance.now() > until], { interval: 100 })
    .toEqual([own, true]);
  await app.system.write((tx) =>
    app.system.record(tx, {
      type: 'told',
      description: 'A change.',
      customerId: null,
      topic: 'customers',
      payload: { word: 'again' },
    }),
  );
  await expect.poll(() => heard, { interval: 20 }).toContain('again');
});

test('who is cut off before they heard anything resumes from where they began: the first thing said is a position', async () => {
  const { cookie } = await app.given.user();
  const abort = new AbortController();
  const reply = await fetch(`${address}/api/v1/stream`, { headers: { cookie }, signal: abort.signal });
  let said = '';
  for await (const chunk of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    said += chunk;
    if (said.includes(': from')) break;
  }
  abort.abort();
  const id = /^id: (\S+)$/m.exec(said)?.[1];
  expect(id).toMatch(/^\d+-\d+$/);
  await app.system.write((tx) =>
    app.system.record(tx, {
      type: 'told',
      description: 'A change.',
      customerId: null,
      topic: 'customers',
      payload: { word: 'meanwhile' },
    }),
  );
  const again = await SseStream.open(address, cookie, id);
  ends.push(() => again.close());
  await again.until(({ events }) => events.some(({ data }) => data.word === 'meanwhile'));
});

test('changes are told by the number of their transaction and not by its text, also where it gains a digit', async () => {
  const numbers = ['98', '99', '100', '101'];
  for (const tx of numbers.toReversed())
    await rowsOf(app.url, "insert into outbox (tx, topic, payload) values ($1::xid8, 'customers', '{}')", [tx]);
  const first = await app.system.read((tx) => readOutbox(tx, { tx: '0', id: 0 }, 2));
  expect(first.map((one) => one.tx)).toEqual(['98', '99']);
  const rest = await app.system.read((tx) => readOutbox(tx, { tx: '99', id: Number(first[1]?.id) }, 2));
  expect(rest.map((one) => one.tx)).toEqual(['100', '101']);
  const [newest] = await rowsOf<{ tx: string }>(app.url, 'select max(tx)::text as tx from outbox');
  expect(await app.system.read(outboxHead)).toMatchObject({ tx: newest?.tx });
  await rowsOf(app.url, "delete from outbox where tx > '101'::xid8");
  expect(await app.system.read(outboxHead)).toMatchObject({ tx: '101' });
});

test('a stream ends when its readers are cut from the database, and resumes by Last-Event-ID without a gap', async () => {
  const { cookie } = await app.given.user();
  const tell = (word: number) =>
    app.system.write((tx) =>
      app.system.record(tx, {
        type: 'told',
        description: 'A change.',
        customerId: null,
        topic: 'customers',
        payload: { word },
      }),
    );
  const words: unknown[] = [];
  let lastId: string | undefined;
  for (let round = 0; round < 4; round++) {
    const stream = await SseStream.open(address, cookie, lastId);
    ends.push(() => stream.close());
    for (let n = 0; n < 5; n++) await tell(round * 10 + n);
    await stream.until(({ events }) => events.some((event) => event.data.word === round * 10 + 4));
    words.push(...stream.events.map((event) => event.data.word));
    lastId = stream.events.at(-1)?.id;
    stream.close();
    await rowsOf(
      app.url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    // The first query on a connection that was cut fails; who asks again is served.
    await expect
      .poll(
        () =>
          tell(round * 10 + 5).then(
            () => true,
            () => false,
          ),
        { interval: 20 },
      )
      .toBe(true);
  }
  const expected = [0, 1, 2, 3].flatMap((round) =>
    Array.from({ length: round === 3 ? 5 : 6 }, (_, n) => round * 10 + n),
  );
  expect(words.filter((word) => typeof word === 'number')).toEqual(expected);
});
