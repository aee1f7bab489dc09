import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cloneDatabase } from '../../../test/database.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { SseStream } from '../../../test/sse.ts';
import type { Scope } from '../../db/scope.ts';
import type { Change } from '../access/index.ts';
import { outboxHead, readOutbox } from './outbox.store.ts';
import { mayHear, parsePosition, printPosition } from './stream.ts';

let app: TestApp;
let address: string;
const open: SseStream[] = [];
beforeAll(async () => {
  app = await startTestApp();
  address = await app.listen();
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(() => app.close());

async function listen(cookie: string, lastEventId?: string, at = address): Promise<SseStream> {
  const stream = await SseStream.open(at, cookie, lastEventId);
  open.push(stream);
  return stream;
}
const change = (more: Partial<Change> = {}): Change => ({
  type: 'test_change',
  description: 'A change of a test.',
  customerId: null,
  topic: 'customers',
  ...more,
});
const tell = (...changes: Partial<Change>[]) => app.system.write((tx) => app.system.record(tx, changes.map(change)));
const words = (stream: SseStream) => stream.events.map((event) => event.data.word);

test('a change is heard with its topic, whose it is and its payload', async () => {
  const customer = await app.given.customer();
  const stream = await listen((await app.given.user()).cookie);
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await tell({ customerId: customer.id, topic: 'alerts', payload: { word: 'one', ids: ['alr_1'] } });
  await stream.until(({ events }) => events.length > 0);
  expect(stream.events[0]).toMatchObject({
    event: 'alerts',
    id: expect.stringMatching(/^\d+-\d+$/),
    data: { word: 'one', ids: ['alr_1'], customerId: customer.wireId },
  });
});

test('a reader that was away resumes by Last-Event-ID, in order, without a gap and without a repeat', async () => {
  const admin = await app.given.user();
  const first = await listen(admin.cookie);
  await tell({ payload: { word: 'before' } });
  await first.until(({ events }) => events.length === 1);
  first.close();
  for (let n = 0; n < 1_203; n += 401)
    await tell(...Array.from({ length: 401 }, (_, k) => ({ payload: { word: n + k } })));
  const second = await listen(admin.cookie, first.events[0]?.id);
  await tell({ payload: { word: 'after' } });
  await second.until((stream) => words(stream).includes('after'));
  expect(words(second)).toEqual([...Array.from({ length: 1_203 }, (_, n) => n), 'after']);
});

test('a Last-Event-ID that is not ours is told to reload, once, and then hears what comes next', async () => {
  const admin = await app.given.user();
  // A first reader shows that what was told before has passed; a new one begins where the process has read to.
  const first = await listen(admin.cookie);
  await tell({ payload: { word: 'old' } });
  await first.until((stream) => words(stream).includes('old'));
  const odd = ['7', 'x-1', '-1-2', '18446744073709551616-1', '99999999999999999999-1', "1-1'; drop table outbox"];
  // Ahead of all that was ever told: the database was put back from a backup.
  for (const id of [...odd, '18446744073709551615-1']) {
    const stream = await listen(admin.cookie, id);
    await tell({ payload: { word: `new ${id}` } });
    await stream.until((other) => words(other).includes(`new ${id}`));
    expect(stream.events.map(({ event, data }) => [event, data.word])).toEqual([
      ['reload', undefined],
      ['customers', `new ${id}`],
    ]);
    await first.until((other) => words(other).includes(`new ${id}`));
  }
});

test('who comes without a Last-Event-ID has nothing to reload', async () => {
  const stream = await listen((await app.given.user()).cookie, '');
  await tell({ payload: { word: 'next' } });
  await stream.until((other) => words(other).includes('next'));
  expect(stream.events.map(({ event }) => event)).not.toContain('reload');
});

test('a transaction that commits late is not missed, although later ones were heard', async () => {
  const slow = new pg.Client({ connectionString: app.url });
  await slow.connect();
  await slow.query('begin');
  await slow.query(`insert into outbox (topic, payload) values ('customers', '{"word": "late"}')`);
  const head = await app.system.read(outboxHead);
  await tell({ payload: { word: 'quick' } });
  expect(await app.system.read((tx) => readOutbox(tx, head, 10))).toEqual([]);
  await slow.query('commit');
  await slow.end();
  const rows = await app.system.read((tx) => readOutbox(tx, head, 10));
  expect(rows.map((row) => row.payload.word)).toEqual(['late', 'quick']);
});

test('the stream waits for the late one too, and then tells both in order', async () => {
  const stream = await listen((await app.given.user()).cookie);
  const slow = new pg.Client({ connectionString: app.url });
  await slow.connect();
  await slow.query('begin');
  await slow.query(`insert into outbox (topic, payload) values ('customers', '{"word": "late"}')`);
  await tell({ payload: { word: 'quick' } });
  await slow.query('commit');
  await slow.end();
  await stream.until(({ events }) => events.length === 2);
  expect(words(stream)).toEqual(['late', 'quick']);
});

test('a long transaction of another database on the server holds nobody up', async () => {
  const other = await cloneDatabase();
  const long = new pg.Client({ connectionString: other.url });
  await long.connect();
  await long.query('begin');
  await long.query("insert into tags (name) values ('for hours')");
  const stream = await listen((await app.given.user()).cookie);
  await tell({ payload: { word: 'at once' } });
  await stream.until(({ events }) => events.length > 0);
  expect(words(stream)).toEqual(['at once']);
  await long.end();
  await other.drop();
});

test('what was rolled back is never told', async () => {
  const stream = await listen((await app.given.user()).cookie);
  await app.system
    .write(async (tx) => {
      await app.system.record(tx, change({ payload: { word: 'undone' } }));
      throw new Error('taken back');
    })
    .catch(() => undefined);
  await tell({ payload: { word: 'done' } });
  await stream.until(({ events }) => events.length > 0);
  expect(words(stream)).toEqual(['done']);
});

test('a reader hears its customers and its tags, and nothing of others or of the installation', async () => {
  const [own, foreign] = [await app.given.customer(), await app.given.customer()];
  const [granted, secret] = [await app.given.tag(), await app.given.tag()];
  await app.given.tagAccess({ isEnabled: true, untagged: 'admin_only' });
  const analyst = await app.given.user({ role: 'analyst', customers: [own.id], tags: [granted] });
  const contact = await app.given.user({ role: 'customer' });
  const [stream, deaf] = [await listen(analyst.cookie), await listen(contact.cookie)];
  await tell(
    { customerId: foreign.id, topic: 'alerts', tagIds: [granted], payload: { word: 'foreign' } },
    { customerId: own.id, topic: 'alerts', tagIds: [secret], payload: { word: 'secret' } },
    { customerId: own.id, topic: 'alerts', tagIds: [], payload: { word: 'untagged' } },
    { customerId: null, topic: 'runs', payload: { word: 'installation' } },
    { customerId: own.id, topic: 'alerts', tagIds: [secret, granted], payload: { word: 'granted' } },
    { customerId: own.id, topic: 'findings', payload: { word: 'finding' } },
  );
  await stream.until(({ events }) => events.length >= 2);
  expect(words(stream)).toEqual(['granted', 'finding']);
  const resumed = await listen(analyst.cookie, '0-0');
  await resumed.until((heard) => words(heard).includes('finding'));
  expect(
    words(resumed).filter((word) => ['foreign', 'secret', 'untagged', 'installation'].includes(String(word))),
  ).toEqual([]);
  expect(deaf.events).toEqual([]);
});

test('an ended session closes its stream by itself, and a changed grant holds in it', async () => {
  const [own, other] = [await app.given.customer(), await app.given.customer()];
  const analyst = await app.given.user({ role: 'analyst', customers: [own.id] });
  const stream = await listen(analyst.cookie);
  await app.system.write((tx) =>
    tx.updateTable('user_customers').set({ customer_id: other.id }).where('user_id', '=', analyst.id).execute(),
  );
  let n = 0;
  await expect
    .poll(
      async () => {
        await tell({ customerId: other.id, topic: 'findings', payload: { word: ++n } });
        return stream.events.length;
      },
      { interval: 300 },
    )
    .toBeGreaterThan(0);
  await app.system.write((tx) => tx.deleteFrom('sessions').where('user_id', '=', analyst.id).execute());
  await stream.until(({ isEnded }) => isEnded);
});

test('nobody hears anything without a session', async () => {
  expect((await listen('wf=nobody')).status).toBe(401);
});

test('two programs on one database tell the same, whichever made the change', async () => {
  const second = await startTestApp({ url: app.url });
  const secondAddress = await second.listen();
  const admin = await app.given.user();
  const streams = [await listen(admin.cookie), await listen(admin.cookie, undefined, secondAddress)];
  await tell({ payload: { word: 'from the first' } });
  await second.system.write((tx) => second.system.record(tx, change({ payload: { word: 'from the second' } })));
  for (const stream of streams) {
    await stream.until(({ events }) => events.length === 2);
    expect(words(stream)).toEqual(['from the first', 'from the second']);
  }
  for (const stream of open.splice(0)) stream.close();
  await second.close();
});

test('positions are read back as they were printed', () => {
  expect(parsePosition(printPosition({ tx: '18446744073709551615', id: 42 }))).toEqual({
    tx: '18446744073709551615',
    id: 42,
  });
  for (const text of ['', '1', '1-', '-1', '1-2-3', 'a-b', '1-9999999999999999', '18446744073709551616-1'])
    expect(parsePosition(text)).toBeNull();
});

const these = (ids: number[], tags: number[] = [], untagged = false): Scope => ({
  customers: { kind: 'these', ids },
  tags: { kind: 'these', ids: tags, untagged },
});
test.each([
  ['the own customer', these([1]), { customerId: 1, topic: 'findings', tagIds: [] }, true],
  ['another customer', these([1]), { customerId: 2, topic: 'findings', tagIds: [] }, false],
  ['the installation', these([1]), { customerId: null, topic: 'runs', tagIds: [] }, false],
  ['a tag that is not granted', these([1], [5]), { customerId: 1, topic: 'alerts', tagIds: [6] }, false],
  ['one of several tags', these([1], [5]), { customerId: 1, topic: 'alerts', tagIds: [6, 5] }, true],
  ['no tag, where that is shown', these([1], [], true), { customerId: 1, topic: 'alerts', tagIds: [] }, true],
  ['no tag, where that is hidden', these([1], [5]), { customerId: 1, topic: 'alerts', tagIds: [] }, false],
  ['tags of what is no alert', these([1], [5]), { customerId: 1, topic: 'findings', tagIds: [6] }, true],
  ['nobody', these([]), { customerId: 1, topic: 'findings', tagIds: [] }, false],
])('a reader and %s', (_name, scope, row, hears) => {
  expect(mayHear(scope, { tx: '1', id: 1, payload: {}, ...row })).toBe(hears);
});
