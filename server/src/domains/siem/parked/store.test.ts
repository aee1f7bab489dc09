import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CustomerScope } from '../../../db/scope.ts';
import { makeWorld, type World } from '../../incidents/testing/world.ts';
import * as store from './store.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => world.db.asOwner((owner) => sql`truncate parked_events`.execute(owner)));

const index = 'wazuh-alerts-1';
const row = (id: string, more: Partial<store.NewParked> = {}): store.NewParked => ({
  ...{ index, id, customerId: null, reason: 'time_invalid', error: 'e', occurredAt: null, body: { id } },
  ...more,
});
const park = (rows: store.NewParked[], at = world.now, source = world.source.id) =>
  world.system.write((tx) => store.parkEvents(tx, source, rows, at));
const all: CustomerScope = { kind: 'all' };
const list = (scope: CustomerScope = all, ask: Partial<Parameters<typeof store.listParked>[2]> = {}) =>
  world.db.read({ customers: scope, tags: { kind: 'all' } }, (tx) =>
    store.listParked(tx, scope, { before: null, limit: 100, ...ask }),
  );

test('an event that is parked again has the new reason, one attempt more, and the body that it had', async () => {
  await park([row('a', { occurredAt: world.now })]);
  await park([row('a', { reason: 'title_missing', error: 'other', body: null })]);
  expect(await list()).toMatchObject([
    { id: 'a', reason: 'title_missing', error: 'other', attempts: 2, occurredAt: null, body: { id: 'a' } },
  ]);
});

test('a body of null, of text or of nothing is kept as what it is', async () => {
  await park([
    row('list', { body: [1] }),
    row('text', { body: '"quoted"' }),
    row('none', { body: undefined }),
    row('zero', { body: 0 }),
  ]);
  expect(Object.fromEntries((await list()).map((one) => [one.id, one.body]))).toEqual({
    list: [1],
    text: '"quoted"',
    none: null,
    zero: 0,
  });
});

test('one document id of two sources or two indices is two events', async () => {
  const other = await world.addSource('other');
  await park([row('a'), row('a', { index: 'wazuh-alerts-2' })]);
  await park([row('a')], world.now, other.id);
  expect(await list()).toHaveLength(3);
  await world.system.write((tx) => store.unparkEvents(tx, world.source.id, [{ index, id: 'a' }]));
  expect((await list()).map((one) => [one.sourceId, one.index])).toEqual([
    [other.id, index],
    [world.source.id, 'wazuh-alerts-2'],
  ]);
});

test('marks are those of the documents asked for, of that source', async () => {
  const other = await world.addSource('marks');
  await park([row('a'), row('b', { error: 'f' })]);
  const marks = (source: number, ids: string[]) =>
    world.system.read((tx) =>
      store.findParkedMarks(
        tx,
        source,
        ids.map((id) => ({ index, id })),
      ),
    );
  expect(await marks(world.source.id, ['a', 'b', 'c'])).toEqual([
    { index, id: 'a', reason: 'time_invalid', error: 'e' },
    { index, id: 'b', reason: 'time_invalid', error: 'f' },
  ]);
  expect(await marks(other.id, ['a'])).toEqual([]);
  expect(await marks(world.source.id, [])).toEqual([]);
});

test('an event of one customer is seen in that scope, one of nobody only where all are seen; counts agree', async () => {
  const { harbor, kestrel } = world.customers;
  for (const [id, customerId] of [
    ['h', harbor],
    ['k', kestrel],
    ['n', null],
  ] as const) {
    const source = await world.addSource(id);
    await world.db.asOwner((owner) =>
      sql`update sources set customer_id = ${customerId} where id = ${source.id}`.execute(owner),
    );
    await park([row(id, { customerId })], world.now, source.id);
  }
  const seen = async (scope: CustomerScope) => (await list(scope)).map((one) => one.id).join('');
  const cases: [CustomerScope, string][] = [
    [all, 'nkh'],
    [{ kind: 'these', ids: [harbor] }, 'h'],
    [{ kind: 'these', ids: [harbor, kestrel] }, 'kh'],
    [{ kind: 'these', ids: [] }, ''],
  ];
  for (const [scope, ids] of cases) {
    expect(await seen(scope)).toBe(ids);
    const counts = await world.db.read({ customers: scope, tags: { kind: 'all' } }, (tx) =>
      store.countParked(tx, scope),
    );
    expect(counts.reduce((sum, one) => sum + one.count, 0)).toBe(ids.length);
  }
});

test('pages go on below the last row, newest first, by reason', async () => {
  await park(['a', 'b', 'c', 'd'].map((id) => row(id, id === 'b' ? { reason: 'too_large' } : {})));
  const first = await list(all, { limit: 2, reason: 'time_invalid' });
  expect(first.map((one) => one.id)).toEqual(['d', 'c']);
  const second = await list(all, { reason: 'time_invalid', before: first[1]?.rowId ?? 0 });
  expect(second.map((one) => one.id)).toEqual(['a']);
});

test('a replay passes each event once, and leaves what is parked meanwhile for the next', async () => {
  await park(['a', 'b', 'c'].map((id) => row(id)));
  const upTo = await world.system.read((tx) => store.newestParked(tx));
  const passed: string[] = [];
  let after = 0;
  for (;;) {
    const next = await world.system.read((tx) =>
      store.nextParked(tx, all, { reason: 'time_invalid', after, upTo, limit: 2 }),
    );
    if (next.length === 0) break;
    passed.push(...next.map((one) => one.id));
    after = next.at(-1)?.rowId ?? 0;
    await park([row(`late-${after}`)]);
  }
  expect(passed).toEqual(['a', 'b', 'c']);
});

test('the oldest are forgotten first, in portions, and nothing at the limit itself', async () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  for (const hour of [3, 1, 2, 4]) await park([row(`h${hour}`)], at(hour));
  const forget = () => world.system.write((tx) => store.deleteOldParked(tx, at(4), 2));
  expect([await forget(), await forget(), await forget()]).toEqual([2, 1, 0]);
  expect((await list()).map((one) => one.id)).toEqual(['h4']);
});

test('a look-up touches the documents that were asked for, however many of the source are parked', async () => {
  await world.db.asOwner(async (owner) => {
    await sql`analyze parked_events`.execute(owner);
    await sql`insert into parked_events (source_id, index_name, document_id, reason, error, parked_at)
      select ${world.source.id}, ${index}, 'd' || n, 'time_invalid', 'e', now() from generate_series(1, 3000) n`.execute(
      owner,
    );
  });
  const refs = Array.from({ length: 20 }, (_, n) => ({ index, id: `d${n}` }));
  const { rows } = await world.system.read((tx) =>
    sql<{
      'QUERY PLAN': string;
    }>`explain (analyze, costs off, timing off) ${store.marksStatement(world.source.id, refs)}`.execute(tx),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*source_id.*index_name.*document_id/);
  expect(plan).not.toMatch(/Seq Scan on parked_events|Rows Removed by Filter: [1-9]\d\d/);
});
