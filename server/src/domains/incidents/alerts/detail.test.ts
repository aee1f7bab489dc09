import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { listAlertEvents } from '../events/service.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { getAlert } from './detail.service.ts';
import { listAlerts } from './list.service.ts';

let world: World;
let ada: Context;
const run = (text: ReturnType<typeof sql>) => world.db.asOwner((owner) => text.execute(owner));
const ingest = (...documents: ReturnType<typeof wazuhAlert>[]) => ingestBatch(world.system, world.source, documents);
const idOf = async (q: string) =>
  fromId('alert', (await listAlerts(ada, { q, sort: 'newest', limit: 1 })).items[0]?.id ?? '') ?? 0;

beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
  await run(
    sql`insert into assets (customer_id, hostname, origin, operating_system, open_findings, open_exploited) values (${world.customers.kestrel}, 'ws-01', 'wazuh', 'Windows 11', 12, 3)`,
  );
  await run(
    sql`insert into asset_sources (asset_id, customer_id, instance, external_id, external_name) select id, customer_id, 'main', '004', 'ws-01' from assets`,
  );
  await ingest(wazuhAlert({ title: 'Failed login', host: 'ws-01', customer: 'kestrel', at: '2026-05-20T08:00:00Z' }));
  await run(
    sql`update alerts set status = 'closed', verdict = 'false_positive', verdict_reason_id = (select id from verdict_reasons where code = 'rule_too_broad'), closed_at = '2026-05-21T00:00:00Z'`,
  );
  await ingest(
    wazuhAlert({
      title: 'Failed login',
      host: 'ws-01',
      customer: 'kestrel',
      at: '2026-06-01T10:00:00Z',
      more: { data: { srcip: '203.0.113.9' }, full_log: 'line' },
    }),
    wazuhAlert({ title: 'Failed login', host: 'ws-01', customer: 'kestrel', at: '2026-06-01T10:01:00Z' }),
    wazuhAlert({ title: 'Failed login', host: 'ws-01', customer: 'kestrel', at: '2026-06-01T10:02:00Z' }),
    wazuhAlert({ title: 'Same host', rule: '1', host: 'WS-01', customer: 'kestrel', level: 12 }),
    wazuhAlert({ title: 'Same rule', host: 'ws-02', customer: 'kestrel' }),
    wazuhAlert({ title: 'Other customer', host: 'ws-01', customer: 'harbor' }),
  );
});
afterAll(() => world.close());

test('an alert tells what was decided before, its host, its relatives and its last 30 days', async () => {
  const alert = await getAlert(ada, await idOf('"Failed login" is:open host:ws-01 customer:kestrel'));
  expect(alert).toMatchObject({
    number: 'KEST-2',
    predecessor: { number: 'KEST-1', verdict: 'false_positive', closedAt: '2026-05-21T00:00:00.000Z' },
    precedent: { verdict: 'false_positive', count: 1, total: 1 },
    precedents: [{ verdict: 'false_positive', count: 1 }],
    asset: { name: 'ws-01', operatingSystem: 'Windows 11', openAlerts: 2, openFindings: 12, openExploited: 3 },
    assetNames: ['ws-01'],
    can: { update: true },
    eventCount: 3,
  });
  expect(alert.related.map((one) => [one.title, one.why])).toEqual([
    ['Same host', 'host'],
    ['Same rule', 'rule'],
  ]);
  expect(alert.history).toHaveLength(30);
  expect(alert.history.at(-1)).toEqual({ on: '2026-06-01', count: 1 });
  expect(alert.history.find((day) => day.on === '2026-05-20')).toEqual({ on: '2026-05-20', count: 1 });
  expect(alert.history.reduce((sum, day) => sum + day.count, 0)).toBe(2);
});

test('a closed alert tells its verdict with the reason', async () => {
  expect(await getAlert(ada, await idOf('is:closed'))).toMatchObject({
    verdict: 'false_positive',
    verdictReason: 'rule_too_broad',
    verdictBy: null,
    predecessor: null,
    duplicateOf: null,
  });
});

test('a host that no asset stands for is shown by its name', async () => {
  expect((await getAlert(ada, await idOf('"Same rule"'))).asset).toMatchObject({
    id: null,
    name: 'ws-02',
    operatingSystem: null,
    openAlerts: 1,
    openFindings: 0,
  });
});

test('another customer’s alert, and one whose tags are not granted, are as absent as one that never was', async () => {
  const id = await idOf('"Failed login" is:open customer:kestrel');
  const dan = await world.person('dan', 'customer', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  const eve = await world.person('eve', 'analyst', {
    customers: { kind: 'all' },
    tags: { kind: 'these', ids: [9], untagged: false },
  });
  for (const [context, number] of [
    [dan, id],
    [eve, id],
    [ada, 9_999_999],
  ] as const) {
    await expect(getAlert(context, number)).rejects.toThrow('There is no such alert.');
    await expect(listAlertEvents(context, number, { limit: 5 })).rejects.toThrow('There is no such alert.');
  }
});

test('relatives and predecessors outside the tags of a person are not named', async () => {
  const id = await idOf('"Failed login" is:open customer:kestrel');
  await run(sql`insert into tags (id, name) overriding system value values (5, 'mine')`);
  await run(sql`update alerts set tag_ids = '{5}' where id = ${id}`);
  const fay = await world.person('fay', 'analyst', {
    customers: { kind: 'all' },
    tags: { kind: 'these', ids: [5], untagged: false },
  });
  const alert = await getAlert(fay, id);
  expect(alert.related).toEqual([]);
  expect(alert.predecessor).toBeNull();
  expect(alert.asset?.openAlerts).toBe(1);
  expect(alert.history.reduce((sum, day) => sum + day.count, 0)).toBe(1);
});

test('events come newest first, page by page, each once, told in a sentence', async () => {
  const id = await idOf('"Failed login" is:open customer:kestrel');
  const first = await listAlertEvents(ada, id, { limit: 2 });
  expect(first.items.map((event) => event.occurredAt)).toEqual([
    '2026-06-01T10:02:00.000Z',
    '2026-06-01T10:01:00.000Z',
  ]);
  const second = await listAlertEvents(ada, id, { limit: 2, cursor: first.nextCursor ?? '' });
  expect(second.nextCursor).toBeNull();
  expect(second.items).toMatchObject([
    { occurredAt: '2026-06-01T10:00:00.000Z', isTrimmed: false, body: { full_log: 'line' } },
  ]);
  expect(second.items[0]?.sentence.map((part) => part.text).join('')).toBe('Failed login on ws-01');
  expect(second.items[0]?.fields[0]).toEqual({ name: 'rule.id', value: '5710' });
});

test('events of one instant are parted by their ids and none is lost or doubled', async () => {
  await ingest(
    ...Array.from({ length: 25 }, () => wazuhAlert({ title: 'Burst', host: 'ws-05', at: '2026-06-01T09:00:00Z' })),
  );
  const id = await idOf('Burst');
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAlertEvents(ada, id, { limit: 7, cursor });
    seen.push(...page.items.map((event) => event.documentId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});
