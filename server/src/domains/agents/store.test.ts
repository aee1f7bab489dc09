import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import { createDatabase, type Database } from '../../db/database.ts';
import type { CustomerScope } from '../../db/scope.ts';
import { type Context, systemContext } from '../access/index.ts';
import { createCustomer, ensureDefaultCustomer } from '../customers/index.ts';
import * as store from './store.ts';

const now = new Date('2025-02-01T10:00:00.000Z');
const later = new Date('2025-02-01T11:00:00.000Z');
let clone: TestDatabase;
let db: Database;
let context: Context;
let own = 0;
let kestrel = 0;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  context = systemContext({ db, clock: { now: () => now }, log: { info: () => {}, warn: () => {}, error: () => {} } });
  await ensureDefaultCustomer(context);
  await createCustomer(context, { code: 'kestrel', name: 'Kestrel Logistics' });
  const rows = await ask<{ id: number }>('select id from customers order by id');
  own = rows[0]?.id ?? 0;
  kestrel = rows[1]?.id ?? 0;
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});
let cluster = '';
let place = 0;
beforeEach(() => {
  cluster = `cluster-${++place}`;
});

const ask = async <T>(query: string): Promise<T[]> =>
  context.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);
const facts = (externalId: string, more: Partial<store.AgentFacts> = {}): store.AgentFacts => ({
  externalId,
  name: `host-${externalId}`,
  customerId: own,
  version: 'v4.14.1',
  groups: ['default', 'web servers'],
  status: 'active',
  assetStatus: 'active',
  ip: '10.0.0.7',
  system: 'Ubuntu 22.04',
  platform: 'ubuntu',
  systemVersion: '22.04',
  kernel: '5.15',
  lastSeenAt: now,
  ...more,
});
const blank = {
  version: null,
  groups: null,
  status: null,
  assetStatus: null,
  ip: null,
  system: null,
  platform: null,
} as const;
const unknown = { ...blank, systemVersion: null, kernel: null, lastSeenAt: null };
const insert = (rows: readonly store.AgentFacts[]) => context.write((tx) => store.insertAssets(tx, cluster, rows, now));
const rowsOf = (ids?: readonly string[]) => context.read((tx) => store.listAgentRows(tx, cluster, ids));
const byId = async (id: string) => (await rowsOf([id]))[0];

test('what is told of new hosts is what is read back, in the order told; what is not told is open', async () => {
  const ids = await insert([facts('002'), facts('001', unknown)]);
  expect(await byId('002')).toEqual({
    assetId: ids[0],
    customerId: own,
    externalId: '002',
    externalName: 'host-002',
    groups: ['default', 'web servers'],
    version: 'v4.14.1',
    status: 'active',
    statusAt: now,
    lastSeenAt: now,
    assetStatus: 'active',
    ip: '10.0.0.7',
    system: 'Ubuntu 22.04',
    platform: 'ubuntu',
    systemVersion: '22.04',
    kernel: '5.15',
  });
  expect(await byId('001')).toMatchObject({
    assetId: ids[1],
    groups: [],
    version: null,
    status: 'unknown',
    assetStatus: 'active',
    lastSeenAt: null,
    system: null,
  });
});

test('agents of one id in two clusters are two hosts', async () => {
  const [one] = await insert([facts('001')]);
  cluster = `cluster-${++place}`;
  const [two] = await insert([facts('001')]);
  expect(one).not.toBe(two);
  expect((await rowsOf()).map((row) => row.assetId)).toEqual([two]);
  expect(await rowsOf([])).toEqual([]);
  expect(await rowsOf(['999'])).toEqual([]);
});

test.each<[string, Partial<store.AgentFacts>, Partial<store.AgentRow>]>([
  ['nothing', {}, {}],
  ['a name', { name: 'renamed' }, { externalName: 'renamed' }],
  ['no groups any more', { groups: [] }, { groups: [] }],
  ['other groups', { groups: ['a', 'b'] }, { groups: ['a', 'b'] }],
  ['a later sign of life', { lastSeenAt: later }, { lastSeenAt: later }],
  ['an earlier sign of life', { lastSeenAt: new Date(0) }, { lastSeenAt: now }],
  [
    'a silence',
    { status: 'disconnected', assetStatus: 'inactive' },
    { status: 'disconnected', assetStatus: 'inactive' },
  ],
  ['a new kernel', { kernel: '6.1' }, { kernel: '6.1' }],
])('a change that tells %s moves that and keeps the rest', async (_, told, expected) => {
  const [assetId = 0] = await insert([facts('001'), facts('002')]);
  const before = await byId('001');
  const other = await byId('002');
  const change = { ...facts('001', unknown), ...told, assetId };
  await context.write((tx) => store.updateAssets(tx, cluster, [change], later));
  expect(await byId('001')).toEqual({ ...before, statusAt: later, ...expected });
  expect(await byId('002')).toEqual(other);
});

test('a host that moves takes its agent along; both say the new customer', async () => {
  const [assetId = 0] = await insert([facts('001')]);
  await context.write((tx) =>
    store.updateAssets(tx, cluster, [{ ...facts('001'), customerId: kestrel, assetId }], later),
  );
  expect((await byId('001'))?.customerId).toBe(kestrel);
  expect(await ask(`select customer_id::int as customer, version from assets where id = ${assetId}`)).toEqual([
    { customer: kestrel, version: 2 },
  ]);
});

test('a missing agent keeps its host in service, a removed one takes it out', async () => {
  await insert([facts('001'), facts('002')]);
  const gone = (await rowsOf(['001'])).map(({ assetId, externalId }) => ({ assetId, externalId }));
  await context.write((tx) => store.markGone(tx, cluster, gone, 'missing', later));
  expect(await byId('001')).toMatchObject({ status: 'missing', statusAt: later, assetStatus: 'active' });
  await context.write((tx) => store.markGone(tx, cluster, gone, 'removed', later));
  await context.write((tx) => store.markGone(tx, cluster, [], 'removed', later));
  expect(await byId('001')).toMatchObject({ status: 'removed', assetStatus: 'decommissioned' });
  expect(await byId('002')).toMatchObject({ status: 'active', assetStatus: 'active' });
});

test('hosts out of service are counted nowhere, silent ones by their last sign of life', async () => {
  const scope: CustomerScope = { kind: 'these', ids: [kestrel] };
  const count = () => context.read((tx) => store.countAssets(tx, scope, now));
  const before = await count();
  await insert([
    facts('001', { customerId: kestrel, lastSeenAt: new Date(now.getTime() - 1) }),
    facts('002', { customerId: kestrel, lastSeenAt: now }),
    facts('003', { customerId: kestrel, lastSeenAt: null }),
    facts('004', { customerId: kestrel, assetStatus: 'decommissioned', lastSeenAt: new Date(0) }),
    facts('005'),
  ]);
  const after = await count();
  expect([after.assets - before.assets, after.silent - before.silent]).toEqual([3, 1]);
});

test('a name of any case finds its host, once for each time it is asked', async () => {
  const [assetId = 0] = await insert([facts('001', { name: 'Web-01' })]);
  const name = { instance: cluster, externalId: '001', name: 'WEB-01' };
  const link = { assetId, customerId: own };
  const found = await context.read((tx) => store.findAssets(tx, [name, { ...name, externalId: '002' }, name]));
  expect(found).toEqual([link, null, link]);
});
