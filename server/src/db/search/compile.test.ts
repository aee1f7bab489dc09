import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { parseQuery, QueryError } from '../../lib/lucene/index.ts';
import { createDatabase, type Database } from '../database.ts';
import { compileSearch } from './compile.ts';
import type { SearchFields } from './field.ts';

const now = new Date('2025-01-15T12:00:00.000Z');
const table: SearchFields = {
  fields: {
    title: { kind: 'text', column: sql.ref('t.title') },
    rule: { kind: 'keyword', column: sql.ref('t.rule') },
    tag: { kind: 'keyword', column: sql.ref('t.labels'), isList: true },
    host: { kind: 'keyword', column: sql.ref('t.host'), isCaseless: true },
    severity: {
      kind: 'rank',
      column: sql.ref('t.severity'),
      words: { info: 0, low: 1, medium: 2, high: 3, critical: 4, unknown: null },
    },
    created: { kind: 'time', column: sql.ref('t.created_at') },
    age: { kind: 'age', column: sql.ref('t.created_at') },
    count: { kind: 'number', column: sql.ref('t.count') },
    score: { kind: 'number', column: sql.ref('t.score'), isDecimal: true },
    is: { kind: 'flag', words: { open: sql<boolean>`t.status = 'open'`, closed: sql<boolean>`t.status = 'closed'` } },
    number: {
      kind: 'ids',
      column: sql.ref('t.id'),
      read: (text) => (/^T-\d+$/.test(text) ? Number(text.slice(2)) : null),
      example: 'T-1',
    },
    owner: {
      kind: 'keyword',
      column: sql.ref('o.name'),
      within: (condition) => sql<boolean>`t.owner_id in (select o.id from owners o where ${condition})`,
    },
  },
  defaults: ['title', 'rule', 'number'],
};

let clone: TestDatabase;
let db: Database;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  await db.asOwner(async (owner) => {
    await sql`create table owners (id int primary key, name text)`.execute(owner);
    await sql`insert into owners values (1, 'ada'), (2, 'grace')`.execute(owner);
    await sql`create table things (id int primary key, title text, rule text, labels text[], host text, severity smallint,
      created_at timestamptz, count smallint, score real, status text, owner_id int)`.execute(owner);
    await sql`insert into things values
      (1, 'Failed SSH password for root', '5710', '{linux,ssh}', 'Web-01', 3, '2025-01-15 10:00+00', 5, 7.5, 'open', 1),
      (2, '100% disk_full on C:\\', '531', '{}', 'db-01', 1, '2025-01-14 09:00+00', 1, 2.25, 'open', null),
      (3, 'Password changed', '5555', '{linux}', null, 4, '2025-01-01 00:00+00', 900, null, 'closed', 2),
      (4, null, null, null, 'mail', null, null, null, null, 'open', null)`.execute(owner);
  });
});

afterAll(async () => {
  await db.close();
  await clone.drop();
});

const found = (text: string): Promise<number[]> =>
  db.asOwner(async (owner) => {
    const condition = compileSearch(parseQuery(text), table, { now });
    const { rows } = await sql<{ id: number }>`select id from things t where ${condition} order by id`.execute(owner);
    return rows.map((row) => row.id);
  });

test.each<[string, number[]]>([
  ['*', [1, 2, 3, 4]],
  ['', [1, 2, 3, 4]],
  // Bare words look into the default fields, each word in any of them.
  ['password', [1, 3]],
  ['PASSWORD', [1, 3]],
  ['password root', [1]],
  ['root OR changed', [1, 3]],
  ['"password for"', [1]],
  ['5710', [1]],
  ['T-3', [3]],
  ['pass*d', [1, 3]],
  // What LIKE reads as its own is only text.
  ['title:100%', [2]],
  ['title:k_f', [2]],
  ['title:h_f', []],
  ['title:"C:\\\\"', [2]],
  ['title:/fail(ed|ure)/', [1]],
  ['title:/fail/', []],
  ['title:passwrod~1', [1, 3]],
  ['"failed root"~5', [1]],
  ['-title:password', [2, 4]],
  ['NOT password', [2, 4]],
  ['_exists_:title', [1, 2, 3]],
  ['-_exists_:title', [4]],
  // Keywords are whole values, with case.
  ['rule:571', []],
  ['rule:57*', [1]],
  ['rule:5?5?', [3]],
  ['rule:(5710 OR 531)', [1, 2]],
  ['rule:/5[57]\\d+/', [1, 3]],
  ['rule:[53 TO 55]', [2]],
  ['rule:5711~1', [1]],
  ['host:web-01', [1]],
  ['host:WEB*', [1]],
  ['tag:linux', [1, 3]],
  ['tag:li*', [1, 3]],
  ['tag:*', [1, 3]],
  ['-tag:linux', [2, 4]],
  ['severity:high', [1]],
  ['severity:>=high', [1, 3]],
  ['severity:<high', [2]],
  ['severity:[low TO high]', [1, 2]],
  ['severity:unknown', [4]],
  ['-severity:>=high', [2, 4]],
  ['created:2025-01-14', [2]],
  ['created:>2025-01-14', [1]],
  ['created:>=2025-01-14', [1, 2]],
  ['created:<=2025-01-14', [2, 3]],
  ['created:<2025-01-14', [3]],
  ['created:[now-1d/d TO now]', [1, 2]],
  ['created:<=9999-12-31', [1, 2, 3]],
  ['created:>=0001-01-01', [1, 2, 3]],
  ['age:<4h', [1]],
  ['age:>=1d', [2, 3]],
  ['age:[1d TO 2w]', [2]],
  ['count:5', [1]],
  ['count:>4.5', [1, 3]],
  ['count:<1.5', [2]],
  ['count:1.5', []],
  ['count:>70000', []],
  ['score:7.5', [1]],
  ['score:>2', [1, 2]],
  ['is:open', [1, 2, 4]],
  ['is:closed OR count:>4', [1, 3]],
  ['-is:open', [3]],
  ['number:T-2', [2]],
  ['owner:ada', [1]],
  ['-owner:ada', [2, 3, 4]],
  ['owner:*', [1, 3]],
  ['severity:>=high -rule:5710 age:<30d', [3]],
  ['(password OR disk) is:open', [1, 2]],
  ['password^3', [1, 3]],
])('%s finds %j', async (text, ids) => {
  expect(await found(text)).toEqual(ids);
});

function refusal(text: string): QueryError {
  try {
    compileSearch(parseQuery(text), table, { now });
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted.`);
}

test.each([
  ['a sevrity:high', 2, 7, 'Did you mean severity?'],
  ['xyzzy:1', 0, 5, 'Fields are age, count'],
  ['constructor:x', 0, 11, 'Fields are'],
  ['severity:hihg', 0, 13, 'Known: high'],
  ['severity:>=unknown', 11, 7, 'alone'],
  ['severity:hi*', 0, 12, '>=high'],
  ['is:opne', 0, 7, 'Known: open'],
  ['count:many', 0, 10, 'count:>=7'],
  ['created:soon', 0, 12, 'now-24h'],
  ['created:>9999-12-31||+5y', 9, 15, 'now-24h'],
  ['age:4h', 0, 6, 'age:<4h'],
  ['age:<4x', 5, 2, 'Units are'],
  ['number:12', 0, 9, 'T-1'],
  ['title:>a', 0, 8, 'failed login'],
  ['rule:/a~b/', 0, 10, '\\~'],
  ['rule:/(a/', 0, 9, 'brackets'],
  ['rule:/(?=a)/', 0, 12, '\\?'],
])('%s is refused at %i', (text, position, length, hint) => {
  const error = refusal(text);
  expect({ position: error.position, length: error.length }).toEqual({ position, length });
  expect(error.hint).toContain(hint);
});

test('no value of a query becomes SQL', async () => {
  const payloads = [
    "x'; drop table things; --",
    "' or '1'='1",
    '$1',
    '"; select',
    '\\x',
    "%' --",
    'a\u0000b',
    '\ud800',
  ];
  for (const field of ['title', 'rule', 'tag', 'host', 'owner']) {
    for (const payload of payloads) {
      for (const form of ['"%"', '%*', '/%/', '%~1', '>="%"']) {
        const escaped = payload.replace(
          /[\s\S]/g,
          form.includes('"') || form.includes('/') ? (c) => (/["\\/]/.test(c) ? `\\${c}` : c) : (c) => `\\${c}`,
        );
        const query = `${field}:${form.replace('%', () => escaped)}`;
        try {
          const ids = await found(query);
          // A range or a short word with an edit may find something by its meaning; nothing else may.
          if (form !== '>="%"' && form !== '%~1') expect(ids).toEqual([]);
        } catch (error) {
          if (!(error instanceof QueryError)) throw new Error(`${query}: ${String(error)}`, { cause: error });
        }
      }
    }
  }
  expect(await found('*')).toHaveLength(4);
});

test('an exact keyword, an id and a time are compared with the bare column, so that an index serves them', () => {
  const compiled = (text: string) =>
    db.asOwner(async (owner) => sql`select ${compileSearch(parseQuery(text), table, { now })}`.compile(owner));
  return Promise.all([
    compiled('rule:5710').then((query) =>
      expect(query).toMatchObject({ sql: 'select "t"."rule" = $1', parameters: ['5710'] }),
    ),
    compiled('number:T-7').then((query) =>
      expect(query).toMatchObject({ sql: 'select "t"."id" = $1::bigint', parameters: [7] }),
    ),
    compiled('age:<1h').then((query) => expect(query.parameters).toEqual(['2025-01-15T11:00:00.000Z'])),
  ]);
});
