import { afterAll, beforeAll, expect, test } from 'vitest';
import { toId } from '../../lib/ids.ts';
import { listSources } from './index.ts';
import { listSourceRows } from './sources/store.ts';
import { draft, type IntegrationApp, startIntegrationApp } from './testing/app.ts';

let it: IntegrationApp;
let ids: Record<'installation' | 'harbor' | 'kestrel', string>;
let admin: { cookie: string };
let reader: { cookie: string };
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
  const harbor = await it.app.given.customer();
  const kestrel = await it.app.given.customer();
  reader = await it.app.given.user({ role: 'readonly', customers: [harbor.id] });
  const create = async (customerId: string | null) =>
    (await it.app.call(admin, 'createConnection', { body: draft({ customerId }) })).reply.id;
  ids = {
    installation: await create(null),
    harbor: await create(harbor.wireId),
    kestrel: await create(kestrel.wireId),
  };
});
afterAll(() => it.app.close());

test('who sees all customers sees all connections', async () => {
  const { items } = (await it.app.call(admin, 'listConnections')).reply;
  expect(items.map((one) => one.id).toSorted()).toEqual(Object.values(ids).toSorted());
});

test('a reader of one customer sees its connection, not the installation’s nor another’s', async () => {
  const { items } = (await it.app.call(reader, 'listConnections')).reply;
  expect(items.map((one) => one.id)).toEqual([ids.harbor]);
  expect(items[0]?.sources).toHaveLength(2);
  expect(items[0]?.secretNames).toEqual(['password']);
});

test('a hidden connection answers exactly like an absent one', async () => {
  const ask = async (connectionId: string) => {
    const { problem } = await it.app.call(reader, 'getConnection', { params: { connectionId } });
    return { ...problem, instance: '', traceId: '' };
  };
  const absent = await ask('con_zzzz');
  expect(absent.code).toBe('connection.not_found');
  expect(await ask(ids.kestrel)).toEqual(absent);
  expect(await ask(ids.installation)).toEqual(absent);
  expect((await it.app.call(reader, 'getConnection', { params: { connectionId: ids.harbor } })).outcome).toBe('200');
});

test('a reader changes nothing, not even what it sees', async () => {
  const params = { connectionId: ids.harbor };
  const outcomes = await Promise.all([
    it.app.call(reader, 'updateConnection', { params, body: { name: 'Mine' } }),
    it.app.call(reader, 'deleteConnection', { params }),
    it.app.call(reader, 'probeConnection', { params }),
    it.app.call(reader, 'rotateWebhook', { params }),
    it.app.call(reader, 'createConnection', { body: draft() }),
    it.app.call(reader, 'createWebhook', { body: { name: 'Mine' } }),
    it.app.call(reader, 'probeDraft', { body: draft() }),
  ]);
  expect(new Set(outcomes.map((one) => one.outcome))).toEqual(new Set(['permission.missing']));
});

test('sources for Health are those of the same connections, with their parked events', async () => {
  const all = await listSources(it.app.system);
  const sourceId = (await it.app.system.read((tx) => listSourceRows(tx, { purpose: 'alerts' })))[0]?.id ?? -1;
  await it.app.given.parked({ sourceId });
  await it.app.given.parked({ sourceId });
  expect(all).toHaveLength(6);
  const counted = (await listSources(it.app.system)).find((one) => one.id === toId('source', sourceId));
  expect(counted).toMatchObject({ parked: 2, connectionId: ids.installation });
});

test('the customer’s contact has no way to connections', async () => {
  const contact = await it.app.given.user({ role: 'customer' });
  expect((await it.app.call(contact, 'listConnections')).outcome).toBe('permission.missing');
  expect((await it.app.call(null, 'listConnections')).outcome).toBe('session.missing');
});

test('the connectors are listed with the fields of their forms, trust asked apart', async () => {
  const { items } = (await it.app.call(reader, 'listConnectors')).reply;
  expect(items.map((one) => [one.id, one.description])).toEqual([
    ['wazuh-indexer', 'Reads alerts and vulnerability states.'],
    ['wazuh-manager', 'Reads agents.'],
  ]);
  expect(items[1]?.fields.map((field) => [field.name, field.kind, field.isRequired])).toEqual([
    ...[
      ['url', 'url', true],
      ['servername', 'text', false],
      ['timeoutMs', 'number', false],
    ],
    ...[
      ['username', 'text', true],
      ['password', 'secret', true],
    ],
  ]);
});
