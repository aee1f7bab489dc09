import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { createDatabase, type Database } from '../db/database.ts';
import { postgresEventStore } from '../domains/siem/index.ts';
import { documentOfLine, loadEvents } from './load-events.ts';

const now = new Date('2026-11-24T12:00:00Z');
let own: TestDatabase;
let db: Database;
beforeAll(async () => {
  own = await cloneDatabase();
  db = createDatabase(own.url);
});
afterAll(async () => {
  await db.close();
  await own.drop();
});

test('a line of an export keeps its id and takes its time from the document', () => {
  const line = JSON.stringify({
    _index: 'other',
    _id: 'a1',
    _source: { timestamp: '2026-11-20T08:00:00.000+0200', a: 1 },
  });
  expect(documentOfLine(line, 'mine', now)).toEqual({
    index: 'mine',
    id: 'a1',
    time: new Date('2026-11-20T06:00:00Z'),
    customerId: null,
    body: { timestamp: '2026-11-20T08:00:00.000+0200', a: 1 },
  });
});

test('a bare document is known by its content, and without a time it is of now', () => {
  const one = documentOfLine('{"a":1}', 'mine', now);
  expect(one).toMatchObject({ time: now, body: { a: 1 } });
  expect(documentOfLine('{"a":1}', 'mine', now)?.id).toBe(one?.id);
  expect(documentOfLine('{"a":2}', 'mine', now)?.id).not.toBe(one?.id);
});

test.each(['{"a":', '[1]', '"text"', 'null', '7'])('%s is no document', (line) => {
  expect(documentOfLine(line, 'mine', now)).toBeNull();
});

test('where the store refuses, the first reason is told beside the count', async () => {
  const refusing = {
    write: async (documents: readonly unknown[]) =>
      documents.map((_, place) => ({ kind: 'refused' as const, reason: `Reason ${place + 1}.` })),
  };
  async function* lines() {
    yield '{"a":1}';
    yield '{"a":2}';
  }
  const counts = { read: 2, created: 0, exists: 0, refused: 2, unreadable: 0 };
  expect(await loadEvents(refusing, lines(), 'wazuh-1', now)).toEqual({ ...counts, reason: 'Reason 1.' });
});

test('every line is counted as what became of it, and a second load finds all there', async () => {
  const events = postgresEventStore(db, { now: () => now });
  async function* lines() {
    for (let count = 0; count < 501; count++) yield JSON.stringify({ '@timestamp': now.toISOString(), count });
    yield '';
    yield 'not JSON';
  }
  const first = { read: 502, created: 501, exists: 0, refused: 0, unreadable: 1 };
  expect(await loadEvents(events, lines(), 'loaded-2026', now)).toEqual(first);
  expect(await loadEvents(events, lines(), 'loaded-2026', now)).toEqual({ ...first, created: 0, exists: 501 });
});
