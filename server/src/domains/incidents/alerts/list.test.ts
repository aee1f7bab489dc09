import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../../db/scope.ts';
import { isFailure } from '../../../lib/failure.ts';
import type { Context } from '../../access/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { findAlertByNumber, type ListInput, listAlerts } from './list.service.ts';

let world: World;
let ada: Context;

beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
  const at = (minute: number) => `2026-06-01T10:${String(minute).padStart(2, '0')}:00Z`;
  await ingestBatch(world.system, world.source, [
    wazuhAlert({
      title: 'Failed login for root',
      rule: '5710',
      level: 10,
      host: 'ws-01',
      customer: 'kestrel',
      at: at(1),
    }),
    wazuhAlert({
      title: 'Malware found',
      rule: '62104',
      level: 13,
      host: 'WS-02',
      customer: 'kestrel',
      at: at(2),
      more: { data: { integration: 'office365' } },
    }),
    wazuhAlert({ title: 'File changed', rule: '550', level: 5, host: 'srv-1', customer: 'harbor', at: at(3) }),
    wazuhAlert({ title: 'New user', rule: '5902', level: 8, host: 'srv-2', customer: 'harbor', at: at(4) }),
    wazuhAlert({ title: '100% of disk_c used', rule: '531', level: 3, host: 'srv-3', at: '2026-05-01T10:00:00Z' }),
  ]);
  const run = (text: ReturnType<typeof sql>) => world.db.asOwner((owner) => text.execute(owner));
  await run(sql`update alerts set assignee_id = ${ada.actor.userId}, status = 'in_progress' where title = 'New user'`);
  await run(
    sql`update alerts set status = 'closed', verdict = 'false_positive', closed_at = now(), verdict_note = 'known' where title = 'File changed'`,
  );
  await run(sql`insert into tags (name) values ('vip')`);
  await run(sql`update alerts set tag_ids = array(select id from tags) where title = 'Malware found'`);
});
afterAll(() => world.close());

const ask = (q: string, over: Partial<ListInput> = {}, context: Context = ada) =>
  listAlerts(context, { q, sort: 'severity', limit: 50, ...over });
const titles = async (q: string, over: Partial<ListInput> = {}, context: Context = ada) =>
  (await ask(q, over, context)).items.map((row) => row.title.split(' ')[0]);

test.each<[string, string[]]>([
  ['', ['Malware', 'New', 'Failed', 'File', '100%']],
  ['is:open', ['Malware', 'New', 'Failed', '100%']],
  ['status:open', ['Malware', 'Failed', '100%']],
  ['status:in_progress', ['New']],
  ['-status:closed', ['Malware', 'New', 'Failed', '100%']],
  ['is:closed', ['File']],
  ['is:mine', ['New']],
  ['assignee:me', ['New']],
  ['assignee:ADA', ['New']],
  ['is:unassigned', ['Malware', 'Failed', 'File', '100%']],
  ['assignee:none is:open', ['Malware', 'Failed', '100%']],
  ['severity:>=high', ['Malware', 'New', 'Failed']],
  ['severity:low', ['100%']],
  ['customer:kestrel', ['Malware', 'Failed']],
  ['customer:KEST', ['Malware', 'Failed']],
  ['customer:"Harbor Dental"', ['New', 'File']],
  ['customer:kes*', ['Malware', 'Failed']],
  ['-customer:kestrel', ['New', 'File', '100%']],
  ['host:ws-02', ['Malware']],
  ['host:ws-*', ['Malware', 'Failed']],
  ['rule:5710', ['Failed']],
  ['5710', ['Failed']],
  ['login', ['Failed']],
  ['LOGIN root', ['Failed']],
  ['"100%"', ['100%']],
  ['title:disk_c', ['100%']],
  ['source:office365', ['Malware']],
  ['verdict:false_positive', ['File']],
  ['has:note', ['File']],
  ['age:<1d', ['Malware', 'New', 'Failed', 'File']],
  ['seen:<2026-06-01', ['100%']],
  ['level:>=10', ['Malware', 'Failed']],
  ['tag:VIP', ['Malware']],
  ['-tag:vip is:open', ['New', 'Failed', '100%']],
  ['has:precedent', ['File']],
  ['KEST-1', ['Failed']],
  ['kest-2 OR harb-1', ['Malware', 'File']],
  ['customer:kestrel OR customer:harbor', ['Malware', 'New', 'Failed', 'File']],
])('%s finds %j', async (q, expected) => {
  expect(new Set(await titles(q))).toEqual(new Set(expected));
});

test('the queue is by severity and newest within it; newest and oldest are by time alone', async () => {
  expect(await titles('')).toEqual(['Malware', 'New', 'Failed', 'File', '100%']);
  expect(await titles('', { sort: 'newest' })).toEqual(['New', 'File', 'Malware', 'Failed', '100%']);
  expect(await titles('', { sort: 'oldest' })).toEqual(['100%', 'Failed', 'Malware', 'File', 'New']);
});

test.each(['sevrity:high', 'severity:hihg', 'is:opne', 'customer:aurora', '(a', 'age:soon', 'constructor:x'])(
  '%s is refused with a place',
  async (q) => {
    const error = await ask(q).catch((thrown: unknown) => thrown);
    expect(isFailure(error, 'query.invalid') && error.fields?.[0]).toMatchObject({
      pointer: '/q',
      position: expect.any(Number),
    });
  },
);

test('the lens narrows to its customers and never widens', async () => {
  expect(await titles('', { lens: 'kestrel' })).toEqual(['Malware', 'Failed']);
  expect(await titles('', { lens: 'nobody' })).toEqual([]);
  const bea = await world.person('bea', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  expect(await titles('', { lens: 'kestrel' }, bea)).toEqual([]);
  expect(await titles('', { lens: 'harbor,kestrel' }, bea)).toEqual(['New', 'File']);
  expect(await titles('', {}, bea)).toEqual(['New', 'File']);
  await expect(ask('customer:kestrel', {}, bea)).rejects.toThrow(/cannot be/);
});

test('a cursor goes on behind its row', async () => {
  const first = await ask('', { limit: 2 });
  const cursor = first.nextCursor ?? '';
  expect(await titles('', { limit: 2, cursor })).toEqual(['Failed', 'File']);
  await expect(ask('', { cursor: `${cursor}x` })).rejects.toThrow(/cursor/);
});

test('the last page says so', async () => {
  expect((await ask('', { limit: 5 })).nextCursor).toBeNull();
  expect((await ask('', { limit: 4 })).nextCursor).not.toBeNull();
});

test('a human number leads to its alert, inside the scope only', async () => {
  const { id } = await findAlertByNumber(ada, 'KEST-1');
  expect((await ask('KEST-1')).items[0]?.id).toBe(id);
  const dan = await world.person('dan', 'customer', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  for (const [context, number] of [
    [dan, 'KEST-1'],
    [ada, 'KEST-99'],
    [ada, 'NONE-1'],
  ] as const)
    await expect(findAlertByNumber(context, number)).rejects.toThrow(/no such alert/);
});

test('a row shows how its rule was judged before at the same customer', async () => {
  await ingestBatch(world.system, world.source, [
    wazuhAlert({ title: 'File changed', rule: '550', host: 'srv-9', customer: 'harbor', at: '2026-05-02T00:00:00Z' }),
    wazuhAlert({ title: 'File changed', rule: '550', host: 'srv-9', customer: 'kestrel', at: '2026-05-02T00:00:00Z' }),
  ]);
  const { items } = await ask('host:srv-9', { sort: 'newest' });
  expect(
    items
      .toSorted((a, b) => a.customer.code.localeCompare(b.customer.code))
      .map((row) => [row.customer.code, row.precedent]),
  ).toEqual([
    ['harbor', { verdict: 'false_positive', count: 1, total: 1 }],
    ['kestrel', null],
  ]);
  expect(await titles('has:precedent')).toEqual(['File', 'File']);
  await world.db.asOwner((owner) => sql`delete from alerts where asset_name = 'srv-9'`.execute(owner));
});

test('pages in a row are the full order, whatever the page size, the sort and the scope', async () => {
  const batch = Array.from({ length: 120 }, (_, n) =>
    wazuhAlert({
      title: `p${n}`,
      level: (n * 7) % 16,
      customer: ['harbor', 'kestrel', 'own'][n % 3] ?? 'own',
      at: `2026-04-0${1 + (n % 3)}T00:00:00.00${n % 4}Z`,
    }),
  );
  await ingestBatch(world.system, world.source, batch);
  await world.db.asOwner((owner) =>
    sql`update alerts set tag_ids = array[id % 5 + 1]::int[] where title like 'p%' and id % 2 = 0`.execute(owner),
  );
  const scopes: Scope[] = [
    { customers: { kind: 'all' }, tags: { kind: 'all' } },
    { customers: { kind: 'these', ids: [world.customers.harbor, world.customers.kestrel] }, tags: { kind: 'all' } },
    { customers: { kind: 'all' }, tags: { kind: 'these', ids: [1, 3], untagged: true } },
    {
      customers: { kind: 'these', ids: [world.customers.kestrel] },
      tags: { kind: 'these', ids: [2], untagged: false },
    },
  ];
  const people = await Promise.all(scopes.map((scope, n) => world.person(`pager${n}`, 'analyst', scope)));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...people),
      fc.constantFrom('severity' as const, 'newest' as const, 'oldest' as const),
      fc.integer({ min: 1, max: 40 }),
      async (context, sort, limit) => {
        const whole = (await ask('title:p*', { sort, limit: 200 }, context)).items.map((row) => row.id);
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await ask('title:p*', { sort, limit, cursor }, context);
          paged.push(...page.items.map((row) => row.id));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(paged).toEqual(whole);
      },
    ),
    { numRuns: 25 },
  );
});
