import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofCustomers } from '../../../db/scope-sql.ts';
import { parseQuery, QueryError } from '../../../lib/lucene/index.ts';
import { basePriority } from '../priority.ts';
import { closedStatuses, exposedStatuses } from '../status.ts';
import { countAll } from './facets.store.ts';
import { allOf, makeFilter } from './filter.store.ts';
import { addCustomer, openWorld, plant, type World } from './world.fixture.ts';

const asOfS = 1_740_000_000;
const statuses = [...exposedStatuses, ...closedStatuses];
let world: World;
let customers = new Map<string, number>();

beforeAll(async () => {
  world = await openWorld({ now: () => new Date(asOfS * 1_000) });
  customers = new Map([
    ['harbor', await addCustomer(world, 'harbor', 'Harbor Dental')],
    ['kestrel', await addCustomer(world, 'kestrel', 'Kestrel Logistics')],
  ]);
  // Each combination of status, severity and exploit that can be, spread over two customers.
  const rows = statuses.flatMap((status) =>
    [null, 0, 1, 2, 3, 4].flatMap((severity) => [0, 1, 2].map((exploit) => ({ status, severity, exploit }))),
  );
  await plant(
    world,
    rows.map((row, place) => ({
      ...row,
      customerId: [...customers.values()][place % 2] ?? 0,
      host: 1 + (place % 3),
      cve: 1 + (place % 50),
      package: 1 + (place % 20),
      isPresent: place % 5 !== 0,
      scoreTenths: place % 7 === 0 ? null : place % 101,
      basePriority: basePriority(place % 7 === 0 ? null : place % 101, row.severity, row.exploit),
      isAged: false,
      detectedS: asOfS - place * 3_600,
      fixed: place % 4 === 0 ? null : '2.0',
    })),
  );
});
afterAll(() => world.close());

const filterOf = (text: string) =>
  world.system.read((tx) => makeFilter(tx, { kind: 'all' }, parseQuery(text), { asOfS, customers }));

test.each([
  // What counts and groups know.
  ['', 'counts groups'],
  ['is:open', 'counts groups'],
  ['status:open', 'counts groups'],
  ['is:open customer:kestrel', 'counts groups'],
  ['is:open -customer:kestrel', 'counts groups'],
  ['customer:kestrel OR customer:harbor', 'counts groups'],
  // What only counts know.
  ['severity:>=high', 'counts'],
  ['is:open severity:high', 'counts'],
  ['exploit:available', 'counts'],
  ['is:exploited', 'counts'],
  ['is:closed', 'counts'],
  ['status:patched OR is:open', 'counts'],
  ['-is:open', 'counts'],
  // What has to be read from the findings.
  ['is:open curl', ''],
  ['open', ''],
  ['is:absent', ''],
  ['is:reopened', ''],
  ['has:fix', ''],
  ['score:>=7', ''],
  ['age:<2d', ''],
  ['severity:high OR package:curl', ''],
  ['-(severity:high package:curl)', ''],
])('%j can be answered from: %s', async (text, known) => {
  const { parts } = await filterOf(text);
  const told = [
    ...(parts.every((part) => part.onCount !== null) ? ['counts'] : []),
    ...(parts.every((part) => part.onGroup !== null) ? ['groups'] : []),
  ];
  expect(told.join(' ')).toBe(known);
});

const leaf = fc.oneof(
  fc.constantFrom(...statuses).map((status) => `status:${status}`),
  fc.constantFrom('open', 'closed', 'patched', 'exploited').map((word) => `is:${word}`),
  fc
    .tuple(fc.constantFrom('', '>=', '<=', '<', '>'), fc.constantFrom('info', 'low', 'medium', 'high', 'critical'))
    .map(([sign, word]) => `severity:${sign}${word}`),
  fc.constant('severity:unknown'),
  fc
    .tuple(fc.constantFrom('', '>='), fc.constantFrom('unknown', 'exploitable', 'available'))
    .map(([sign, word]) => `exploit:${sign}${word}`),
  fc.constantFrom('customer:kestrel', 'customer:harbor'),
);
const query = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    tie('node').map((inner) => `-(${inner})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} OR ${b})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} ${b})`),
  ),
})).node;

test('whatever counts are asked, they say what counting the findings says, in the total and in every facet', async () => {
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const [kept, scanned, direct] = await world.system.read(async (tx) => {
        const filter = await makeFilter(tx, { kind: 'all' }, parseQuery(text), { asOfS, customers });
        expect([text, filter.parts.every((part) => part.onCount !== null)]).toEqual([text, true]);
        const read = await makeFilter(tx, { kind: 'all' }, parseQuery(`(${text}) (has:fix OR -has:fix)`), {
          asOfS,
          customers,
        });
        const { rows } = await sql<{ n: number }>`
          select count(*)::int as n from findings f where ${allOf(filter.parts.map((part) => part.onRow))}`.execute(tx);
        return [await countAll(tx, filter), await countAll(tx, read), rows[0]?.n] as const;
      });
      expect([text, kept]).toEqual([text, scanned]);
      expect([text, kept.total]).toEqual([text, { value: direct, isCapped: false }]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('a scope of nobody finds nothing, of one or more theirs, of all everything', async () => {
  const [harbor = 0, kestrel = 0] = customers.values();
  const count = (ids: readonly number[] | null) =>
    world.system.read(async (tx) => {
      const scope = ids === null ? ({ kind: 'all' } as const) : ({ kind: 'these', ids } as const);
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from findings f where ${ofCustomers(scope, 'f.customer_id')}`.execute(tx);
      return rows[0]?.n;
    });
  expect([await count([]), await count([harbor]), await count([harbor, kestrel]), await count(null)]).toEqual([
    0,
    54,
    54 * 2,
    108,
  ]);
});

test.each<[string, number, number, RegExp]>([
  ['severity:urgent', 0, 15, /Known: /],
  ['is:open severity:>=unknown', 19, 7, /severity:unknown alone/],
  ['status:opne', 0, 11, /open/],
  ['status:>=open', 0, 13, /Known: /],
  ['is:vulnerable', 0, 13, /Known: /],
  ['has:everything', 0, 14, /Known: /],
  ['exploit:wild', 0, 12, /Known: /],
  ['customer:acme', 0, 13, /customer:harbor/],
  ['customer:k*', 0, 11, /customer:harbor/],
  ['score:9,8', 0, 9, /score:>=7/],
  ['score:[low TO 9]', 7, 3, /score:>=7/],
  ['priority:high', 0, 13, /priority:>=7/],
  ['age:>soon', 5, 4, /Units are/],
  ['age:30d', 0, 7, /age:</],
  ['detected:yesterday', 0, 18, /now-24h/],
  ['cvss:>=9', 0, 4, /Fields are|Did you mean/],
  ['constructor:x', 0, 11, /Fields are/],
])('%j is refused at %i, %i letters, with a way out', async (text, position, length, hint) => {
  const thrown = await filterOf(text).catch((error: unknown) => error);
  if (!(thrown instanceof QueryError)) throw new Error(`${text} was accepted.`);
  expect([thrown.position, thrown.length]).toEqual([position, length]);
  expect(thrown.hint).toMatch(hint);
});

test('values that only look like SQL find nothing and break nothing', async () => {
  for (const field of ['cve', 'package', 'host', 'version', 'fix', 'path', 'title', 'format'])
    for (const value of [`x' or '1'='1`, `%' --`, `'; delete from findings; --`, 'a\\\\'])
      expect([field, value, (await count(`${field}:"${value}"`)).value]).toEqual([field, value, 0]);
  expect((await count('')).value).toBe(108);
});

const count = async (text: string) =>
  world.system.read(async (tx) => {
    const filter = await makeFilter(tx, { kind: 'all' }, parseQuery(text), { asOfS, customers });
    return (await countAll(tx, filter)).total;
  });
