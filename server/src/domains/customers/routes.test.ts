import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GivenUser } from '../../../test/given.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { meet, outcomesOf } from '../../../test/meeting.ts';
import { fromId } from '../../lib/ids.ts';
import { addAlias, createCustomer } from './service.ts';

let app: TestApp;
let admin: GivenUser;
let count = 0;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.given.user();
});
afterAll(() => app.close());

const code = () => `customer-of-test-${++count}`;
const create = (body: { code: string; name: string; mark?: string; aliases?: string[] }) =>
  app.call(admin, 'createCustomer', { body });
const made = async (name = 'Aurora Water') => (await create({ code: code(), name })).reply;
const audit = (id: string) =>
  app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select(['event_type', 'before', 'after'])
      .where('resource_id', '=', id)
      .orderBy('id')
      .execute(),
  );

test('a customer is made with a proposed mark and hue, and everybody who may see it is told', async () => {
  const customer = await made('Kestrel Logistics');
  expect(customer).toMatchObject({
    name: 'Kestrel Logistics',
    mark: 'KEST',
    hue: expect.stringMatching(/^#/),
    isDefault: false,
    isDemo: false,
    openAlerts: 0,
    openFindings: 0,
    version: 1,
  });
  expect(await audit(customer.id)).toMatchObject([
    { event_type: 'customer_created', after: { name: 'Kestrel Logistics', mark: 'KEST' } },
  ]);
  const told = await app.system.read((tx) =>
    tx.selectFrom('outbox').select('topic').orderBy('id', 'desc').limit(1).execute(),
  );
  expect(told).toEqual([{ topic: 'customers' }]);
});

test('a code, a mark and an alias name one customer each; a refusal makes nothing', async () => {
  const first = (await create({ code: code(), name: 'First', mark: 'FIRST', aliases: ['first-tenant'] })).reply;
  const fresh = code();
  expect((await create({ code: first.code, name: 'Again' })).outcome).toBe('customer.exists');
  expect((await create({ code: fresh, name: 'Again', mark: 'FIRST' })).outcome).toBe('customer.exists');
  expect((await create({ code: fresh, name: 'Again', aliases: ['FIRST-Tenant'] })).outcome).toBe('alias.exists');
  expect((await create({ code: fresh, name: 'Again', aliases: [first.code] })).outcome).toBe('alias.exists');
  expect((await app.call(admin, 'listCustomers', { query: { q: fresh } })).reply.items).toEqual([]);
});

test('a code may not be what an alias already names', async () => {
  await create({ code: code(), name: 'First', aliases: ['taken-by-alias'] });
  expect((await create({ code: 'taken-by-alias', name: 'Second' })).outcome).toBe('alias.exists');
});

test('what two make the name of two customers at the same time names the first', async () => {
  const other = await made();
  type Naming = (name: string) => (context: TestApp['system']) => Promise<unknown>;
  const asCode: Naming = (name) => (context) => createCustomer(context, { code: name, name: 'New' });
  const asAlias: Naming = (name) => (context) =>
    addAlias(context, fromId('customer', other.id) ?? 0, name.toUpperCase());
  for (const [first, second] of [
    [asCode, asAlias],
    [asAlias, asCode],
    [asAlias, asAlias],
  ] as const) {
    const name = code();
    const both = await meet(app.db, app.system, first(name), () => second(name)(app.system));
    expect(outcomesOf(both)).toEqual(['done', 'alias.exists']);
  }
});

test('two customers of alike names made at the same time get a mark each', async () => {
  const make = (context: TestApp['system']) => createCustomer(context, { code: code(), name: 'Zephyr Works' });
  const both = await meet(app.db, app.system, make, () => make(app.system));
  expect(both.map((one) => (one.status === 'fulfilled' ? one.value.mark : one.reason))).toEqual(['ZEPH', 'ZEPHY']);
});

test('a change needs the version that was read, when one is given', async () => {
  const customer = await made();
  const change = (name: string, version?: string) =>
    app.call(
      admin,
      'updateCustomer',
      { params: { customerId: customer.id }, body: { name } },
      version ? { 'if-match': version } : {},
    );
  const read = await app.call(admin, 'getCustomer', { params: { customerId: customer.id } });
  expect(read.headers.etag).toBe('"1"');
  expect((await change('Renamed', '"1"')).reply).toMatchObject({ name: 'Renamed', version: 2 });
  const late = await change('Too late', '"1"');
  expect([late.status, late.outcome]).toEqual([412, 'version.conflict']);
  expect((await change('Without a version')).reply.version).toBe(3);
  expect((await audit(customer.id)).at(-1)).toMatchObject({
    event_type: 'customer_updated',
    before: { name: 'Renamed' },
    after: { name: 'Without a version' },
  });
});

test('two changes at the same time of one version: one wins', async () => {
  const customer = await made();
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      app.call(admin, 'updateCustomer', { params: { customerId: customer.id }, body: { name } }, { 'if-match': '"1"' }),
    ),
  );
  expect(answers.map((answer) => answer.outcome).sort()).toEqual(['200', 'version.conflict', 'version.conflict']);
});

test('an alias is added and removed, and belongs to its customer', async () => {
  const [one, two] = [await made(), await made()];
  const alias = (await app.call(admin, 'addAlias', { params: { customerId: one.id }, body: { value: ' Tenant A ' } }))
    .reply;
  expect(alias.value).toBe('Tenant A');
  expect(
    (await app.call(admin, 'addAlias', { params: { customerId: two.id }, body: { value: 'tenant a' } })).outcome,
  ).toBe('alias.exists');
  expect((await app.call(admin, 'removeAlias', { params: { customerId: two.id, aliasId: alias.id } })).outcome).toBe(
    'alias.not_found',
  );
  expect((await app.call(admin, 'getCustomer', { params: { customerId: one.id } })).reply.aliases).toEqual([alias]);
  expect((await app.call(admin, 'removeAlias', { params: { customerId: one.id, aliasId: alias.id } })).status).toBe(
    204,
  );
  expect((await app.call(admin, 'removeAlias', { params: { customerId: one.id, aliasId: alias.id } })).outcome).toBe(
    'alias.not_found',
  );
  expect(
    (await app.call(admin, 'addAlias', { params: { customerId: 'cus_zzzzz' }, body: { value: 'x' } })).outcome,
  ).toBe('customer.not_found');
});

test('the list is by name, searched as written, with counts of each customer', async () => {
  const watched = await app.given.customer({ code: 'counted', name: '100%_sure Dental' });
  const assetId = await app.given.asset({ customerId: watched.id });
  await app.given.alerts(3, { customerId: watched.id });
  await app.given.alerts(2, { customerId: watched.id, status: 'closed' });
  await app.given.findings(4, { customerId: watched.id, assetId });
  await app.given.findings(1, { customerId: watched.id, assetId, status: 'patched' });
  const find = async (q: string) => (await app.call(admin, 'listCustomers', { query: { q } })).reply.items;
  expect(await find('100%_SURE')).toMatchObject([
    { code: 'counted', openAlerts: 3, openFindings: 4, assets: 1, lastEventAt: expect.any(String) },
  ]);
  expect(await find('100xxsure')).toEqual([]);
  const names = (await app.call(admin, 'listCustomers')).reply.items.map((item) => item.name.toLowerCase());
  expect(names).toEqual([...names].sort());
});

test('who sees some customers sees those, and may not change them without the right', async () => {
  const [mine, other] = [await app.given.customer(), await app.given.customer()];
  const contact = await app.given.user({ role: 'customer', customers: [mine.id] });
  expect((await app.call(contact, 'listCustomers')).reply.items.map((item) => item.code)).toEqual([mine.code]);
  expect((await app.call(contact, 'getCustomer', { params: { customerId: mine.wireId } })).status).toBe(200);
  expect((await app.call(contact, 'getCustomer', { params: { customerId: other.wireId } })).outcome).toBe(
    'customer.not_found',
  );
  expect(
    (await app.call(contact, 'updateCustomer', { params: { customerId: mine.wireId }, body: { name: 'Mine' } }))
      .outcome,
  ).toBe('permission.missing');
  expect((await app.call(contact, 'createCustomer', { body: { code: code(), name: 'Mine' } })).outcome).toBe(
    'permission.missing',
  );
});

test.each([
  ['Capital', 'KESTREL'],
  ['a hyphen at an end', '-kestrel'],
  ['two letters', 'ab'],
  ['a blank', 'kestrel logistics'],
  ['33 letters', 'a'.repeat(33)],
])('a code with %s is refused', async (_what, bad) => {
  expect((await create({ code: bad, name: 'X' })).outcome).toBe('request.invalid');
});
