import { alertRoutes as contractRoutes } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../../http/binding.ts';
import type { Context } from '../../access/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { alertRoutes } from './routes.ts';

let world: World;
let ada: Context;
beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
  await ingestBatch(
    world.system,
    world.source,
    Array.from({ length: 1_203 }, (_, n) =>
      wazuhAlert({ title: n === 5 ? '=cmd|calc' : `Title ${n}`, customer: 'kestrel', level: 1 + (n % 15) }),
    ),
  );
});
afterAll(() => world.close());

const bindings = () => alertRoutes({ clock: { now: () => world.now } });
const exchange = { setVersion: () => {} } as unknown as Exchange;

async function call(
  name: keyof typeof contractRoutes,
  input: { params?: object; query?: object; body?: object },
  context = ada,
  among = bindings(),
): Promise<unknown> {
  const route = contractRoutes[name];
  const binding = among.find((one) => one.route === route);
  const parse = (part: 'params' | 'query' | 'body') =>
    part in route
      ? (route as unknown as Record<string, { parse(value: unknown): unknown }>)[part]?.parse(input[part] ?? {})
      : undefined;
  return binding?.handle(context, { params: parse('params'), query: parse('query'), body: parse('body') }, exchange);
}

test('every route of the contract has a handler, and no handler is without a route', () => {
  expect(
    bindings()
      .map((binding) => binding.route.operationId)
      .sort(),
  ).toEqual(Object.keys(contractRoutes).sort());
});

test('replies have the shape that the contract says', async () => {
  const page = contractRoutes.listAlerts.reply.parse(await call('listAlerts', { query: { limit: '3' } }));
  const id = page.items[0]?.id ?? '';
  contractRoutes.getAlert.reply.parse(await call('getAlert', { params: { alertId: id } }));
  contractRoutes.listAlertEvents.reply.parse(await call('listAlertEvents', { params: { alertId: id } }));
  contractRoutes.countAlerts.reply.parse(await call('countAlerts', { query: { q: 'is:open' } }));
  contractRoutes.findAlertByNumber.reply.parse(await call('findAlertByNumber', { params: { number: 'KEST-1' } }));
  contractRoutes.listVerdictReasons.reply.parse(await call('listVerdictReasons', {}));
  const done = contractRoutes.closeAlert.reply.parse(
    await call('closeAlert', { params: { alertId: id }, body: { verdict: 'true_positive' } }),
  );
  contractRoutes.getAlert.reply.parse(await call('getAlert', { params: { alertId: id } }));
  contractRoutes.undoOperation.reply.parse(await call('undoOperation', { params: { operationId: done.operationId } }));
  contractRoutes.assignAlert.reply.parse(
    await call('assignAlert', { params: { alertId: id }, body: { assignee: 'me' } }),
  );
  contractRoutes.changeAlerts.reply.parse(
    await call('changeAlerts', { body: { select: { ids: [id] }, action: { kind: 'assign', assignee: null } } }),
  );
});

test('counts are shared for two seconds between those who see the same, and with nobody who sees less', async () => {
  const among = bindings();
  const first = await call('countAlerts', { query: { q: 'status:open' } }, ada, among);
  await world.db.asOwner((owner) => sql`update alerts set source = 'other' where number = 1`.execute(owner));
  expect(await call('countAlerts', { query: { q: 'status:open' } }, ada, among)).toEqual(first);
  const bea = await world.person('bea', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  expect(
    contractRoutes.countAlerts.reply.parse(await call('countAlerts', { query: { q: 'status:open' } }, bea, among)).total
      .value,
  ).toBe(0);
  world.now = new Date(world.now.getTime() + 2_000);
  expect(await call('countAlerts', { query: { q: 'status:open' } }, ada, among)).not.toEqual(first);
});

test('shared counts do not answer who does not know the customer that is named', async () => {
  const among = bindings();
  const bea = await world.person('bea-2', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  const query = { q: 'customer:kestrel', lens: 'harbor' };
  await call('countAlerts', { query }, ada, among);
  await expect(call('countAlerts', { query }, bea, among)).rejects.toMatchObject({ code: 'query.invalid' });
});

test('shared counts still tell each person which alerts are theirs', async () => {
  const among = bindings();
  const [cleo, dana] = [await world.person('cleo', 'analyst'), await world.person('dana', 'analyst')];
  await world.db.asOwner((owner) =>
    sql`update alerts set assignee_id = ${cleo.actor.userId} where number in (2, 3)`.execute(owner),
  );
  const assignees = async (who: Context, q: string) => {
    const counts = contractRoutes.countAlerts.reply.parse(await call('countAlerts', { query: { q } }, who, among));
    const facet = counts.facets.find((one) => one.field === 'assignee')?.values ?? [];
    return [counts.total.value, ...facet.map((one) => one.count)];
  };
  // Total, mine, nobody's, others'.
  expect(await assignees(cleo, '')).toEqual([1_203, 2, 1_201, 0]);
  expect(await assignees(dana, '')).toEqual([1_203, 0, 1_201, 2]);
  expect((await assignees(cleo, 'is:mine'))[0]).toBe(2);
  expect((await assignees(dana, 'is:mine'))[0]).toBe(0);
  expect((await assignees(dana, 'assignee:others'))[0]).toBe(2);
  expect((await assignees(cleo, 'assignee:others'))[0]).toBe(0);
});

test('the export holds every alert once, in order, without a formula', async () => {
  let csv = '';
  for await (const part of (await call('exportAlerts', { query: { sort: 'oldest' } })) as AsyncIterable<string>)
    csv += part;
  const lines = csv.trimEnd().split('\r\n');
  expect(lines).toHaveLength(1_204);
  expect(lines[0]?.split(',').slice(0, 4)).toEqual(['\ufeffnumber', 'customer', 'customer_name', 'severity']);
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(1_204);
  expect(csv).toContain(",'=cmd|calc,");
  expect(csv).not.toMatch(/,=/);
});

async function lines(query: object, who = ada): Promise<string[]> {
  let csv = '';
  for await (const part of (await call('exportAlertGroups', { query }, who)) as AsyncIterable<string>) csv += part;
  return csv.trimEnd().split('\r\n');
}

test('a grouped view exports every group, also beyond the hundred of the screen, with whole counts', async () => {
  await world.db.asOwner((owner) =>
    sql`update alerts set rule_id = 'rule-' || (number % 150), title = 'T' || (number % 150),
      asset_name = case when number % 3 = 0 then null else 'Web-' || number % 3 end`.execute(owner),
  );
  const byRule = await lines({ by: 'rule' });
  expect(byRule[0]).toBe('\ufeffrule,title,alerts,is_at_least');
  expect(byRule).toHaveLength(151);
  expect(byRule.slice(1).reduce((sum, line) => sum + Number(line.split(',')[2]), 0)).toBe(1_203);
  expect(byRule[1]).toMatch(/^rule-(\d+),T\1,9,no$/);
  expect((await lines({ by: 'host' })).sort()).toEqual([
    ',401,no',
    'Web-1,401,no',
    'Web-2,401,no',
    '\ufeffhost,alerts,is_at_least',
  ]);
  expect((await lines({ by: 'customer' })).slice(1)).toEqual(['kestrel,Kestrel Logistics,1203,no']);
  expect((await lines({ by: 'rule', q: 'rule:rule-7' })).slice(1)).toEqual(['rule-7,T7,8,no']);
});

test('groups are of the alerts that one may see', async () => {
  const other = await world.person('olga', 'analyst', {
    ...ada.actor.scope,
    customers: { kind: 'these', ids: [world.customers.harbor] },
  });
  expect(await lines({ by: 'rule' }, other)).toHaveLength(1);
});

test('an export of a query that cannot be read says so before it sends anything', async () => {
  const stream = (await call('exportAlerts', { query: { q: 'sevrity:high' } })) as AsyncIterable<string>;
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow(/no field/);
});
