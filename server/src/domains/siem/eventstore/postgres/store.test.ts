import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../../test/database.ts';
import { countBlocked } from '../../../../../test/meeting.ts';
import { createDatabase, type Database } from '../../../../db/database.ts';
import { systemScope } from '../../../../db/scope.ts';
import { isFailure } from '../../../../lib/failure.ts';
import type { EventDocument, EventStore } from '../port.ts';
import { postgresEventStore } from './index.ts';

const now = new Date('2025-06-15T12:00:00.000Z');
let clone: TestDatabase;
let db: Database;
let store: EventStore;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  store = postgresEventStore(db, { now: () => now });
});

afterAll(async () => {
  await db.close();
  await clone.drop();
});

const event = (index: string, id: string, more: Partial<EventDocument> = {}): EventDocument => ({
  index,
  id,
  time: now,
  customerId: 1,
  body: {},
  ...more,
});
const find = async (index: string, query: string) =>
  (await store.search({ indices: [index], query, customers: { kind: 'all' }, limit: 100, sort: 'asc' })).hits
    .map((hit) => hit.id)
    .join('');
const partitionOf = (index: string, id: string) =>
  db.asOwner(async (owner) => {
    const { rows } = await sql<{
      name: string;
    }>`select tableoid::regclass::text as name from events where index_name = ${index} and document_id = ${id}`.execute(
      owner,
    );
    return rows.map((row) => row.name).join();
  });

test('an event lies in the partition of its UTC day; days far off share the default one', async () => {
  await store.write([
    event('days', 'a', { time: new Date('2025-06-14T23:59:59.999Z') }),
    event('days', 'b', { time: new Date('2025-06-15T00:00:00.000Z') }),
    event('days', 'c', { time: new Date('2025-06-20T00:00:00.000Z') }),
    event('days', 'd', { time: new Date('2023-01-01T00:00:00.000Z') }),
  ]);
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((id) => partitionOf('days', id)))).toEqual([
    'events_20250614',
    'events_20250615',
    'events_default',
    'events_default',
  ]);
  expect(await find('days', '')).toBe('dabc');
});

test('a day whose events lie in the default partition already still takes events', async () => {
  const later = postgresEventStore(db, { now: () => new Date('2025-06-20T12:00:00.000Z') });
  expect(await later.write([event('late', 'x', { time: new Date('2025-06-20T01:00:00.000Z') })])).toEqual([
    { kind: 'created' },
  ]);
  expect(await partitionOf('late', 'x')).toBe('events_default');
});

test('two programs that write the same at the same time store it once, also with different times', async () => {
  const others = [createDatabase(clone.url), createDatabase(clone.url)];
  const outcomes = await Promise.all(
    others.map((other, i) =>
      postgresEventStore(other, { now: () => now }).write(
        Array.from({ length: 50 }, (_, n) =>
          event('both', String(n), { time: new Date(now.getTime() - i * 86_400_000) }),
        ),
      ),
    ),
  );
  await Promise.all(others.map((other) => other.close()));
  expect(outcomes.flat().filter((outcome) => outcome.kind === 'created')).toHaveLength(50);
  expect(
    (await store.search({ indices: ['both'], customers: { kind: 'all' }, limit: 1, sort: 'asc' })).total.value,
  ).toBe(50);
});

test('a document that only the database finds wrong is found by halving, and all others are stored', async () => {
  await db.asOwner((owner) =>
    sql`alter table events add constraint planted check (document_id <> 'planted')`.execute(owner),
  );
  const documents = Array.from({ length: 9 }, (_, n) => event('halved', n === 5 ? 'planted' : String(n)));
  const outcomes = await store.write(documents);
  await db.asOwner((owner) => sql`alter table events drop constraint planted`.execute(owner));
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(
    documents.map(({ id }) => (id === 'planted' ? 'refused' : 'created')),
  );
  expect(await find('halved', '')).toBe('01234678');
});

test('row-level security alone keeps customers apart', async () => {
  await store.write([
    event('wall', 'a', { customerId: 1 }),
    event('wall', 'b', { customerId: 2 }),
    event('wall', 'c', { customerId: null }),
  ]);
  const seen = (customers: { kind: 'all' } | { kind: 'these'; ids: number[] }) =>
    db.read({ customers, tags: { kind: 'all' } }, async (tx) => {
      // Planted: no predicate at all.
      const { rows } = await sql<{
        id: string;
      }>`select document_id as id from events where index_name = 'wall' order by 1`.execute(tx);
      return rows.map((row) => row.id).join('');
    });
  expect(await seen({ kind: 'these', ids: [2] })).toBe('b');
  expect(await seen({ kind: 'these', ids: [] })).toBe('');
  expect(await seen({ kind: 'all' })).toBe('abc');
});

test('times inside a document are compared as instants, and a date that does not exist breaks nothing', async () => {
  const when = (id: string, at: unknown) => event('dates', id, { body: { seen: { at } } });
  await store.write([
    when('a', '2025-03-01T01:30:00+02:00'),
    when('b', '2025-02-28T22:30:00-02:00'),
    when('c', ['2020-01-01', '2025-03-01 00:00:00.5']),
    when('d', '2025-02-30T00:00:00Z'),
    when('e', 'yesterday'),
    when('f', 20_250_301),
    when('g', null),
  ]);
  // 23:30 UTC on the 28th, and 00:30 UTC on the 1st.
  expect(await find('dates', 'seen.at:[2025-02-28T23:00:00Z TO 2025-02-28T23:45:00Z]')).toBe('a');
  expect(await find('dates', 'seen.at:{2025-03-01T00:20:00Z TO 2025-03-01T00:40:00Z}')).toBe('b');
  expect(await find('dates', 'seen.at:[2025-03-01T00:00:00Z TO 2025-03-01T00:00:01Z]')).toBe('c');
  expect(await find('dates', 'seen.at:<2025-03-01')).toBe('ac');
  expect(await find('dates', 'seen.at:>=2025-03-02')).toBe('de');
});

test('no text that a person or a document brings breaks out of a statement or a path', {
  timeout: 120_000,
}, async () => {
  await store.write([event('hostile', 'a', { body: { 'x"] ? (1==1)': "'; drop table events; --", note: 'plain' } })]);
  const piece = fc.constantFrom(
    "'",
    '"',
    '\\',
    '$',
    '@',
    '?',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '*',
    '.',
    '%',
    '_',
    ';',
    '--',
    '$1',
    ' || true',
    '\u0000',
    '\ud800',
    '\n',
    'a',
    '1',
    '^',
    '|',
    '+',
  );
  const payload = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
  const escaped = (text: string) => text.replace(/[\s\S]/g, (char) => (/[a-tv-z0-9]/i.test(char) ? char : `\\${char}`));
  const forms: ((text: string) => string)[] = [
    (text) => `note:${escaped(text)}zz`,
    (text) => `note:${escaped(text)}*zz`,
    (text) => `note:"${text.replace(/["\\]/g, '\\$&')}zz"`,
    // An alternative beside the prefix may find anything, and rightly so.
    (text) => `note:/zz${text.replaceAll('|', '').replace(/\//g, '\\/')}/`,
    (text) => `${escaped(text)}:zz`,
    (text) => `full_log:"${text.replace(/["\\]/g, '\\$&')}zz"~2`,
    (text) => `zz${escaped(text)}~2`,
    (text) => `note:{"zz${text.replace(/["\\]/g, '\\$&')}" TO *]`,
    (text) => `_exists_:${escaped(`zz${text}`)}`,
    (text) => text,
  ];
  await fc.assert(
    fc.asyncProperty(payload, fc.constantFrom(...forms), async (text, form) => {
      try {
        const ids = await find('hostile', form(text));
        if (form !== forms.at(-1)) expect(ids).toBe('');
      } catch (error) {
        if (!isFailure(error, 'query.invalid')) throw new Error(form(text), { cause: error });
      }
    }),
    { numRuns: 600 },
  );
  expect(await find('hostile', '"\'; drop table events; --"')).toBe('a');
});

test('a field to count by is data too', async () => {
  const counted = await store.aggregate({
    indices: ['hostile'],
    customers: { kind: 'all' },
    aggregation: { kind: 'terms', field: 'x"] ? (1==1)', size: 5 },
  });
  expect(counted.buckets).toEqual([{ key: "'; drop table events; --", count: 1 }]);
});

test('forgetting drops whole days, and what comes for such a day later is stored all the same', async () => {
  const old = new Date('2025-05-01T10:00:00.000Z');
  await store.write([event('old', 'a', { time: old }), event('old', 'b')]);
  expect(await partitionOf('old', 'a')).toBe('events_20250501');
  expect(await store.expire(new Date('2025-05-02T00:00:00.000Z'))).toBeGreaterThanOrEqual(1);
  expect(await find('old', '')).toBe('b');
  expect(await store.write([event('old', 'a', { time: old })])).toEqual([{ kind: 'created' }]);
  expect(await partitionOf('old', 'a')).toBe('events_20250501');
});

test('of several writers the first of a day makes its partition, and the others, who waited, write into it', async () => {
  const time = new Date('2025-05-05T10:00:00.000Z');
  let writing: Promise<unknown> | undefined;
  await db.write(systemScope, async (tx) => {
    await sql`select ensure_event_partition(${time.toISOString().slice(0, 10)}::date)`.execute(tx);
    writing = store.write([event('midnight', 'a', { time })]);
    writing.catch(() => undefined);
    await expect.poll(() => countBlocked(db), { interval: 10 }).toBeGreaterThan(0);
  });
  expect(await writing).toEqual([{ kind: 'created' }]);
  expect(await partitionOf('midnight', 'a')).toBe('events_20250505');
});

test('two who forget the same days at the same time both go on, and each day is counted once', async () => {
  const before = new Date('2025-05-05T00:00:00.000Z');
  await store.expire(before);
  for (const day of ['03', '04'])
    await store.write([event('past', day, { time: new Date(`2025-05-${day}T10:00:00.000Z`) })]);
  let forgetting: Promise<number[]> | undefined;
  await db.read(systemScope, async (tx) => {
    await sql`select from events where occurred_at < '2025-05-04'`.execute(tx);
    const forget = () => store.expire(before);
    forgetting = Promise.all([forget(), forget()]);
    forgetting.catch(() => undefined);
    await expect.poll(() => countBlocked(db), { interval: 10 }).toBeGreaterThan(1);
  });
  const [first = 0, second = 0] = (await forgetting) ?? [];
  expect(first + second).toBe(2);
  expect(await find('past', '*')).toBe('');
});

test('a search that runs too long is said to', async () => {
  const hurried: Database = {
    ...db,
    read: (scope, work) =>
      db.read(scope, async (tx) => (await sql`set local statement_timeout = 1`.execute(tx), work(tx))),
  };
  await store.write(
    Array.from({ length: 400 }, (_, n) => event('slow', String(n), { body: { full_log: `${n} `.repeat(5_000) } })),
  );
  const slow = postgresEventStore(hurried, { now: () => now });
  await expect(
    slow.search({
      indices: ['slow'],
      query: 'full_log:"zz qq"~200',
      customers: { kind: 'all' },
      limit: 1,
      sort: 'asc',
    }),
  ).rejects.toMatchObject({ code: 'database.timeout', message: expect.stringContaining('Narrow the time range') });
});
