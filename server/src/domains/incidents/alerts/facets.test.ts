import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../../db/scope.ts';
import type { Context } from '../../access/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { countAlerts } from './facets.service.ts';
import { listAlerts } from './list.service.ts';

let world: World;
let ada: Context;
let bea: Context;

beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
  bea = await world.person('bea', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.kestrel] },
    tags: { kind: 'these', ids: [1], untagged: true },
  });
  const documents = Array.from({ length: 90 }, (_, n) =>
    wazuhAlert({
      title: `Event ${n}`,
      level: n % 16,
      host: `h-${n % 4}`,
      customer: ['harbor', 'kestrel', 'own'][n % 3] ?? 'own',
      ...(n % 5 ? {} : { more: { data: { integration: 'aws' } } }),
    }),
  );
  await ingestBatch(world.system, world.source, documents);
  const run = (text: ReturnType<typeof sql>) => world.db.asOwner((owner) => text.execute(owner));
  await run(sql`insert into tags (name) values ('a'), ('b')`);
  await run(sql`update alerts set assignee_id = ${ada.actor.userId}, status = 'in_progress' where id % 4 = 0`);
  await run(sql`update alerts set assignee_id = ${bea.actor.userId} where id % 7 = 0`);
  await run(sql`update alerts set status = 'closed', verdict = 'true_positive', closed_at = now() where id % 6 = 0`);
  await run(sql`update alerts set tag_ids = array[1 + id % 2]::int[] where id % 3 = 0`);
});
afterAll(() => world.close());

const facet = async (q: string, field: string, context = ada, lens?: string) => {
  const { facets } = await countAlerts(context, { q, lens });
  return Object.fromEntries(
    (facets.find((one) => one.field === field)?.values ?? []).map(({ value, count }) => [value, count]),
  );
};
const listed = async (q: string, context = ada, lens?: string) =>
  (await listAlerts(context, { q, sort: 'newest', limit: 200, lens })).items;

test.each([
  '',
  'is:open',
  'severity:>=high',
  'is:mine',
  'status:open is:unassigned',
  'customer:kestrel severity:low',
  '-is:open',
  'severity:high OR is:mine',
  'host:h-1',
  'event is:open',
  'age:<400d source:aws',
  'host:h-* severity:>=medium is:open',
])('under "%s" the total and every facet are what a list of the same query shows', async (q) => {
  for (const context of [ada, bea]) {
    // Customers outside a scope are not known there: such a query is refused, for rows and counts alike.
    if (context === bea && q.includes('customer:kestrel')) continue;
    const { total } = await countAlerts(context, { q });
    const rows = await listed(q, context);
    expect(total).toEqual({ value: rows.length, isCapped: false });
    const source = await facet(q, 'source', context);
    if (!q.includes('source:')) expect(Object.values(source).reduce((sum, n) => sum + n, 0)).toBe(rows.length);
    for (const [value, count] of Object.entries(await facet(q, 'customer', context)))
      if (!q.includes('customer:')) expect(rows.filter((row) => row.customer.code === value)).toHaveLength(count);
  }
});

test('a facet ignores its own selection and follows the others', async () => {
  const all = await facet('is:open', 'severity');
  expect(await facet('is:open severity:critical', 'severity')).toEqual(all);
  expect(await facet('host:h-1 is:open severity:critical', 'severity')).toEqual(
    await facet('host:h-1 is:open', 'severity'),
  );
  expect((await facet('severity:critical is:open', 'status'))['closed']).toBe(
    (await listed('severity:critical is:closed')).length,
  );
  expect((await facet('is:mine', 'assignee'))['none']).toBe((await listed('is:unassigned')).length);
  expect((await facet('is:mine', 'assignee'))['others']).toBe((await listed('assignee:others')).length);
});

test('values without alerts are told with 0, in a fixed order', async () => {
  const { facets } = await countAlerts(ada, { q: 'host:nowhere' });
  expect(facets.find((one) => one.field === 'severity')?.values.map((one) => [one.value, one.count])).toEqual([
    ['critical', 0],
    ['high', 0],
    ['medium', 0],
    ['low', 0],
    ['info', 0],
  ]);
  expect(facets.find((one) => one.field === 'status')?.values.map((one) => one.label)).toEqual([
    'Open',
    'In progress',
    'Closed',
  ]);
  expect(facets.find((one) => one.field === 'customer')?.values).toEqual([]);
});

test('counts stay inside the scope and the lens', async () => {
  expect(Object.keys(await facet('', 'customer', bea))).toEqual(['kestrel']);
  expect(Object.keys(await facet('', 'customer', ada, 'harbor,own')).sort()).toEqual(['harbor', 'own']);
  const nobody = await world.person('nobody', 'customer', {
    customers: { kind: 'these', ids: [] },
    tags: { kind: 'all' },
  });
  for (const q of ['', 'host:h-1']) expect((await countAlerts(nobody, { q })).total.value).toBe(0);
});

// Row numbers of the table in incidents-and-access §5.3; the actor's scope is what `scopeOf` makes of the settings.
const all = { kind: 'all' } as const;
const these = (ids: number[], untagged: boolean) => ({ kind: 'these', ids, untagged }) as const;
test.each<[string, Scope['tags'], number[], boolean]>([
  ['1, 2 not restricted', all, [1], true],
  ['3-5 administrator, customer, program', all, [], true],
  ['6 no grants, tagged', these([], true), [1], false],
  ['7 no grants, untagged visible to all', these([], true), [], true],
  ['8 any overlap', these([1], false), [1, 2], true],
  ['9 no overlap', these([1], true), [2], false],
  ['10 untagged for administrators only', these([1], false), [], false],
  ['11 untagged under a default tag that is granted', these([1], true), [], true],
  ['12 untagged under a default tag that is not granted', these([1], false), [], false],
  ['13 grants of role and user together', these([1, 2], false), [1], true],
  ['14 default tag without an id', these([1], false), [], false],
  ['15 an unknown word', these([1], false), [], false],
])('tag rule %s: rows, kept counts and scanned counts agree', async (rule, tags, alertTags, isVisible) => {
  await ingestBatch(world.system, world.source, [
    wazuhAlert({ title: `Tagged ${rule}`, host: 'tag-host', rule: 'tag-rule' }),
  ]);
  await world.db.asOwner((owner) =>
    sql`update alerts set tag_ids = ${alertTags}::int[], source = 'tagtest' where asset_name = 'tag-host'`.execute(
      owner,
    ),
  );
  const person = await world.person(`t${rule.replace(/\W/g, '').slice(0, 30)}`, 'analyst', {
    customers: { kind: 'all' },
    tags,
  });
  const expected = isVisible ? 1 : 0;
  expect(await listed('host:tag-host', person)).toHaveLength(expected);
  expect((await countAlerts(person, { q: 'source:tagtest' })).total.value).toBe(expected);
  expect((await countAlerts(person, { q: 'host:tag-host' })).total.value).toBe(expected);
  await world.db.asOwner((owner) => sql`delete from alerts where asset_name = 'tag-host'`.execute(owner));
});

test.each(['rule', 'host', 'customer'] as const)(
  'groups by %s are what a list opened on each of them shows',
  async (by) => {
    await world.db.asOwner((owner) =>
      sql`update alerts set rule_id = case when id % 5 = 0 then null else (id % 3)::text end`.execute(owner),
    );
    for (const [context, q] of [
      [ada, 'is:open'],
      [ada, 'host:h-1 OR host:h-2'],
      [bea, ''],
    ] as const) {
      const { groups = [], total } = await countAlerts(context, { q, by });
      expect(groups.length).toBeGreaterThan(context === bea && by === 'customer' ? 0 : 1);
      expect(groups.reduce((sum, group) => sum + group.count.value, 0)).toBe(total.value);
      for (const group of groups) {
        const opened = `${q ? `(${q}) ` : ''}${group.value ? `${by}:"${group.value}"` : `-${by}:*`}`;
        expect([group.value, (await listed(opened, context)).length]).toEqual([group.value, group.count.value]);
      }
    }
  },
);

test('alerts that name no host are one group, and hosts of any case are one', async () => {
  await ingestBatch(world.system, world.source, [
    wazuhAlert({ title: 'Named by none', level: 9, customer: 'harbor' }),
    wazuhAlert({ title: 'Written small', level: 9, host: 'case-1', customer: 'harbor' }),
    wazuhAlert({ title: 'Written large', level: 9, host: 'CASE-1', customer: 'harbor' }),
  ]);
  await world.db.asOwner((owner) =>
    sql`update alerts set asset_name = null where title = 'Named by none'`.execute(owner),
  );
  const { groups = [] } = await countAlerts(ada, { q: 'title:"Named by none" OR title:Written', by: 'host' });
  expect(groups.map((group) => [group.value, group.count.value])).toEqual([
    ['case-1', 2],
    ['', 1],
  ]);
});

test('no groups are counted unless asked for', async () => {
  expect(await countAlerts(ada, { q: '' })).not.toHaveProperty('groups');
});
