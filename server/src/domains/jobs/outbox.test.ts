import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { SseStream } from '../../../test/sse.ts';
import { OutboxReader } from './index.ts';
import { deleteOutboxBefore, outboxFloor, outboxHead } from './outbox.store.ts';
import { printPosition, resumeFrom } from './stream.ts';

// Changes are kept for a day; here they are removed, which the other tests of the stream must not meet.
let app: TestApp;
let address: string;
beforeAll(async () => {
  app = await startTestApp();
  address = await app.listen();
});
afterAll(() => app.close());

const tell = (word: string) =>
  app.system.write((tx) =>
    app.system.record(tx, {
      type: 'test_change',
      description: 'A change of a test.',
      customerId: null,
      topic: 'customers',
      payload: { word },
    }),
  );
const words = (stream: SseStream) => stream.events.map((event) => event.data.word);

test('who was away for longer than changes are kept is told to reload; who heard the last that was removed is not', async () => {
  const admin = await app.given.user();
  const before = await SseStream.open(address, admin.cookie);
  for (const word of ['long ago', 'a day ago', 'today']) await tell(word);
  await before.until((stream) => words(stream).includes('today'));
  before.close();
  const [longAgo, dayAgo, today] = before.events.slice(-3).map(({ id }) => id);
  const old = new Date(app.clock.now().getTime() - 25 * 3_600_000);
  await app.system.write((tx) =>
    tx
      .updateTable('outbox')
      .set({ created_at: old })
      .where('id', '<=', Number(dayAgo?.split('-')[1]))
      .execute(),
  );
  expect(await app.runJob('tidy-runs')).toMatchObject({ changes: expect.any(Number) });
  const heardFrom = async (id: string | undefined) => {
    const stream = await SseStream.open(address, admin.cookie, id);
    const end = `end ${id}`;
    await tell(end);
    await stream.until((other) => words(other).includes(end));
    stream.close();
    return stream.events.map(({ event, data }) => (event === 'reload' ? event : data.word)).slice(0, 2);
  };
  expect(await heardFrom(longAgo)).toEqual(['reload', `end ${longAgo}`]);
  expect(await heardFrom(dayAgo)).toEqual(['today', `end ${longAgo}`]);
  expect(await heardFrom(today)).toEqual([`end ${longAgo}`, `end ${dayAgo}`]);
});

test('a tidying that removes everything leaves the place to go on from, also for a program that starts after it', async () => {
  await tell('the last');
  const head = await app.system.read(outboxHead);
  await app.system.write((tx) => deleteOutboxBefore(tx, new Date('2100-01-01'), app.clock.now()));
  expect(await app.system.read(outboxHead)).toEqual(head);
  // What a straggler leaves behind does not take the place back.
  await app.system.write((tx) =>
    sql`insert into outbox (tx, topic, payload) values ('3', 'customers', '{}')`.execute(tx),
  );
  expect(await app.system.write((tx) => deleteOutboxBefore(tx, new Date('2100-01-01'), app.clock.now()))).toBe(1);
  expect(await app.system.read(outboxFloor)).toEqual(head);
});

test('after a move into a new server, where numbers of transactions begin low, changes are heard and resumed from', async () => {
  const { system } = app;
  await system.write(async (tx) => {
    await sql`delete from outbox`.execute(tx);
    await sql`insert into outbox (tx, topic, payload, created_at) values
      ('99999999990', 'customers', '{}', '2000-01-01'), ('99999999991', 'customers', '{}', now())`.execute(tx);
    await sql`insert into settings (key, value) values ('outboxFloor', '{"tx": "99999999999", "id": 1}')
      on conflict (key) do update set value = excluded.value`.execute(tx);
  });
  const reader = new OutboxReader(system, app.url, app.parts.log);
  await reader.open();
  const heard = Promise.withResolvers<unknown>();
  reader.subscribe((rows) => heard.resolve(rows[0]?.payload));
  await tell('after the move');
  expect(await heard.promise).toEqual({ word: 'after the move' });
  const { head } = reader;
  await reader.close();
  expect(await resumeFrom(system, printPosition(head))).toEqual(head);
  // What came with the copy is tidied away without becoming the place to go on from; what was written here becomes it.
  await system.write((tx) => deleteOutboxBefore(tx, new Date('2010-01-01'), app.clock.now()));
  expect(await system.read(outboxFloor)).toEqual({ tx: '0', id: 0 });
  await system.write((tx) => deleteOutboxBefore(tx, new Date('2100-01-01'), app.clock.now()));
  expect(await system.read(outboxFloor)).toEqual(head);
});
