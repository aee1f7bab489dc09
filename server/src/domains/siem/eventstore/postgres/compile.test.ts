import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../../test/database.ts';
import { createDatabase, type Database } from '../../../../db/database.ts';
import { readEventQuery } from '../query.ts';
import { compileEvents } from './compile.ts';

const now = new Date('2025-01-15T12:00:00.000Z');
let clone: TestDatabase;
let db: Database;
beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});

type Row = { index?: string; id?: string; at?: string };

/** Whether a query finds an event with this body; nothing is stored. */
async function finds(query: string, body: object, row: Row = {}): Promise<boolean> {
  const condition = compileEvents(readEventQuery(query, now), now);
  const { rows } = await db.asOwner((owner) =>
    sql<{ found: boolean }>`
      select (${condition}) is true as found from (select ${JSON.stringify(body)}::jsonb as body, ${row.index ?? 'i'}::text as index_name,
        ${row.id ?? 'd'}::text as document_id, ${row.at ?? now.toISOString()}::timestamptz as occurred_at) as events`.execute(
      owner,
    ),
  );
  return rows[0]?.found === true;
}

type Case = [query: string, body: object, found: boolean];
const check = (cases: Case[]) =>
  test.each(cases)('%s against %j: %s', async (query, body, found) => {
    expect(await finds(query, body)).toBe(found);
  });

describe('keywords are whole values', () => {
  check([
    ['a:x', { a: 'x' }, true],
    ['a:x', { a: 'X' }, false],
    ['a:x', { a: ['y', 'x'] }, true],
    ['a:x', { a: [['x']] }, true],
    ['a:x', { a: { b: 'x' } }, false],
    ['a.b:x', { a: [{ b: 'y' }, { b: 'x' }] }, true],
    ['a.b:x', { 'a.b': 'x' }, true],
    ['a.b.c:x', { 'a.b': { c: 'x' } }, false],
    ['a:""', { a: '' }, true],
    ['a:""', { a: 'x' }, false],
    ['a:"x y"', { a: 'x y' }, true],
    ['a:"x y"', { a: 'x  y' }, false],
    ['a:x\\:y', { a: 'x:y' }, true],
    ['a:"\\"q\\""', { a: '"q"' }, true],
    ['a:"\\\\"', { a: '\\' }, true],
    ['a:"$.b ? (@ > 1)"', { a: '$.b ? (@ > 1)' }, true],
    ['a:"x\u0000"', { a: 'x\ufffd' }, true],
    ['a:ß', { a: 'ss' }, false],
    ['a:😀', { a: '😀' }, true],
    ['a\\ b:x', { 'a b': 'x' }, true],
    ['a\\"b:x', { 'a"b': 'x' }, true],
  ]);
});

describe('numbers and truth values are themselves and what they read like', () => {
  check([
    ['a:5', { a: 5 }, true],
    ['a:5', { a: '5' }, true],
    ['a:5', { a: 5.0 }, true],
    ['a:05', { a: 5 }, true],
    ['a:05', { a: '5' }, false],
    ['a:5', { a: 55 }, false],
    ['a:"-3"', { a: -3 }, true],
    ['a:0.5', { a: 0.5 }, true],
    ['a:true', { a: true }, true],
    ['a:true', { a: 'true' }, true],
    ['a:true', { a: false }, false],
    ['a:TRUE', { a: true }, false],
    ['a:12345678901234567890', { a: '12345678901234567890' }, true],
    ['a:0x10', { a: 16 }, false],
    ['a:1e3', { a: 1_000 }, false],
  ]);
});

describe('ranges compare numbers as numbers and text by code point', () => {
  check([
    ['a:>9', { a: 10 }, true],
    ['a:>9', { a: '10' }, false],
    ['a:[b TO d]', { a: 'c' }, true],
    ['a:[b TO d]', { a: 'C' }, false],
    ['a:[b TO d}', { a: 'd' }, false],
    ['a:{b TO d]', { a: 'b' }, false],
    ['a:[* TO *]', { a: 'x' }, true],
    ['a:[* TO *]', { a: null }, false],
    ['a:[* TO *]', {}, false],
    ['a:>x', { a: 5 }, false],
    ['a:<x', { a: 5 }, false],
    ['a:[1 TO 3]', { a: [0, 9, 2] }, true],
    ['a:[1 TO 3]', { a: [0, 9] }, false],
    ['a:[-5 TO -1]', { a: -3 }, true],
    ['a:>é', { a: 'z' }, false],
    ['a:>Z', { a: 'a' }, true],
  ]);
});

describe('dates in documents are compared as instants, whatever their offset', () => {
  check([
    ['a:>=2025-01-10', { a: '2025-01-10T00:00:00Z' }, true],
    ['a:>=2025-01-10', { a: '2025-01-09T23:59:59.999Z' }, false],
    ['a:>=2025-01-10', { a: '2025-01-10T01:00:00+02:00' }, false],
    ['a:>=2025-01-10', { a: '2025-01-09T23:30:00-0100' }, true],
    ['a:>2025-01-10', { a: '2025-01-10T12:00:00Z' }, false],
    ['a:<=2025-01-10', { a: '2025-01-10T23:59:59.999Z' }, true],
    ['a:<2025-01-10', { a: '2025-01-09' }, true],
    ['a:[2025-01-01 TO 2025-02-01}', { a: '2025-01-31 23:59' }, true],
    ['a:[2025-01-01 TO 2025-02-01}', { a: '2025-02-01' }, false],
    ['a:>=now-1h', { a: '2025-01-15T11:30:00Z' }, true],
    ['a:>=now-1h', { a: '2025-01-15T10:30:00Z' }, false],
    // A day that no month has costs nobody the search.
    ['a:>=2025-01-10', { a: ['2025-02-30', '2025-99-99T99:99:99Z'] }, true],
    ['a:>=2025-01-10', { a: 'soon' }, true],
    ['a:>=2025-01-10', { a: '1 January 2025' }, false],
    ['a.b:>=2025-01-10', { 'a.b': '2025-01-11' }, true],
    ['a:>=2025-01-10', { a: 20_250_111 }, false],
  ]);
});

describe('patterns', () => {
  check([
    ['a:x*', { a: 'x' }, true],
    ['a:x?', { a: 'x' }, false],
    ['a:x?', { a: 'x😀' }, true],
    ['a:x*z', { a: 'x\ny\nz' }, true],
    ['a:x.z', { a: 'xyz' }, false],
    ['a:x\\+y*', { a: 'x+y!' }, true],
    ['a:x\\*', { a: 'x*' }, true],
    ['a:x\\*', { a: 'xy' }, false],
    ['a:\\[x*', { a: '[xy' }, true],
    ['a:/x[0-9]{2}/', { a: 'x12' }, true],
    ['a:/x[0-9]{2}/', { a: 'x123' }, false],
    ['a:/x|y/', { a: 'y' }, true],
    ['a:/x|y/', { a: 'xz' }, false],
    ['a:/X/', { a: 'x' }, false],
    ['a:5*', { a: 55 }, false],
    ['a:*', { a: 0 }, true],
    ['a:*', { a: false }, true],
    ['a:kitten~2', { a: 'sitten' }, true],
    ['a:kitten~1', { a: 'sittin' }, false],
    ['a:kitten~0', { a: 'kitten' }, true],
  ]);
});

describe('prose is found by its words', () => {
  const log = { full_log: 'Failed password for ada@kestrel.example from 10.0.0.1, don’t retry: id=7_a' };
  check([
    ['full_log:failed', log, true],
    ['full_log:fail', log, false],
    ['full_log:10.0.0.1', log, true],
    ['full_log:10.0', log, false],
    ['full_log:kestrel.example', log, true],
    ['full_log:kestrel', log, false],
    ['full_log:7_a', log, true],
    ['full_log:"password ada"', log, false],
    ['full_log:"password ada"~1', log, true],
    ['full_log:"PASSWORD FOR"', log, true],
    ['full_log:pass*', log, true],
    ['full_log:*word', log, true],
    ['full_log:passwrod~', log, true],
    ['full_log:"from 10.0.0.1"', log, true],
    ['full_log:...', log, false],
    ['password', log, true],
    ['pass', log, false],
    ['"for ada"', log, true],
    ['a.message:b', { a: { message: 'A B c' } }, true],
    ['messages:b', { messages: 'A B c' }, false],
    ['description:b', { description: ['x', 'a b'] }, true],
  ]);
});

describe('presence and negation', () => {
  check([
    ['_exists_:a', { a: 0 }, true],
    ['_exists_:a', { a: '' }, true],
    ['_exists_:a', { a: null }, false],
    ['_exists_:a', { a: [] }, false],
    ['_exists_:a', { a: [null] }, false],
    ['_exists_:a.b', { a: [{ c: 1 }, { b: 1 }] }, true],
    ['_exists_:a.b', { 'a.b': 1 }, true],
    ['-a:x', {}, true],
    ['-a:x', { a: ['x', 'y'] }, false],
    ['NOT (a:x AND b:y)', { a: 'x' }, true],
    ['a:x OR -b:y', { b: 'y' }, false],
    ['a:(x OR y) -b:*', { a: 'y' }, true],
  ]);
});

test.each<[string, Row, boolean]>([
  ['_index:wazuh-alerts-1', { index: 'wazuh-alerts-1' }, true],
  ['_index:wazuh-*', { index: 'wazuh-alerts-1' }, true],
  ['_index:wazuh', { index: 'wazuh-alerts-1' }, false],
  ['_id:a*', { id: 'abc' }, true],
  ['_id:"a\\"b"', { id: 'a"b' }, true],
  ['timestamp:2025-01-10', { at: '2025-01-10T23:59:59.999Z' }, true],
  ['@timestamp:2025-01-10', { at: '2025-01-11T00:00:00Z' }, false],
  ['age:<1h', { at: '2025-01-15T11:00:01Z' }, true],
  ['age:<1h', { at: '2025-01-15T10:59:59Z' }, false],
])('%s asks the event and not its body: %j: %s', async (query, row, found) => {
  expect(await finds(query, { _index: 'x', _id: 'x', timestamp: '1999-01-01', '@timestamp': '1999-01-01' }, row)).toBe(
    found,
  );
});

test.each([
  ['timestamp:soon', /time|date/i],
  ['age:4', /length of time/],
  ['a:/(/', /expression|bracket|parenthes/i],
  ['_exists_:*', /field/],
  ['a:[x*', /TO|range|end/i],
])('%s cannot be asked', (query, words) => {
  expect(() => compileEvents(readEventQuery(query, now), now)).toThrow(words);
});
