import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import type { RemoteAgent } from '../../connectors/capabilities.ts';
import { createDatabase, type Database } from '../../db/database.ts';
import { type Context, systemContext } from '../access/index.ts';
import { createCustomer, ensureDefaultCustomer } from '../customers/index.ts';
import { countAssets, findAssets, refreshOpenAlerts, setOpenFindings } from './index.ts';
import { type AgentSource, type AssetMove, instanceOf, resolveAssets, syncAgents } from './service.ts';

let now = new Date('2025-02-01T10:00:00.000Z');
let clone: TestDatabase;
let db: Database;
let context: Context;
let kestrel = 0;
let own = 0;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  context = systemContext({ db, clock: { now: () => now }, log: { info: () => {}, warn: () => {}, error: () => {} } });
  await ensureDefaultCustomer(context);
  await createCustomer(context, { code: 'kestrel', name: 'Kestrel Logistics', aliases: ['wazuh-kestrel'] });
  const rows = await ask<{ id: number; code: string }>('select id, code from customers order by id');
  own = rows[0]?.id ?? 0;
  kestrel = rows[1]?.id ?? 0;
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});

let cluster = '';
let source: AgentSource;
let place = 0;
beforeEach(() => {
  cluster = `cluster-${++place}`;
  source = { id: 1, customerId: null, instance: cluster, connectionId: 1 };
});

const ask = async <T>(query: string): Promise<T[]> =>
  context.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);
const hosts = () =>
  ask<
    Record<string, unknown>
  >(`select s.external_id as id, a.hostname as name, a.status, s.status as agent, a.customer_id::int as customer, a.ip_address as ip, a.operating_system as system, s.groups
    from assets a join asset_sources s on s.asset_id = a.id where s.instance = '${cluster}' order by 1`);
const agent = (id: string, more: Partial<RemoteAgent> = {}): RemoteAgent => ({
  id,
  name: `host-${id}`,
  instance: null,
  ip: '10.0.0.7',
  status: 'active',
  version: 'v4.14.1',
  system: { name: 'Ubuntu', version: '22.04', platform: 'ubuntu', kernel: '5.15' },
  groups: ['default'],
  node: 'node01',
  lastSeenAt: now,
  addedAt: null,
  ...more,
});
const sync = (agents: readonly RemoteAgent[], onMove?: (moves: readonly AssetMove[]) => void) =>
  syncAgents(
    context,
    source,
    {
      async *listAgents() {
        yield* agents;
      },
    },
    onMove ? { onMove: async (_, moves) => onMove(moves) } : {},
  );
const state = (id: string) => ({ externalId: id, name: `host-${id}`, version: null, system: null });
const resolve = (ids: readonly string[], customerId = own) =>
  context.write((tx) => resolveAssets(tx, { instance: cluster, customerId, now, agents: ids.map(state) }));

test('the manager makes hosts, and the same listing again changes nothing', async () => {
  expect(await sync([agent('001'), agent('002', { status: 'disconnected' })])).toEqual({
    read: 2,
    created: 2,
    changed: 0,
    moved: 0,
    missing: 0,
    decommissioned: 0,
  });
  expect(await hosts()).toEqual([
    {
      id: '001',
      name: 'host-001',
      status: 'active',
      agent: 'active',
      customer: own,
      ip: '10.0.0.7',
      system: 'Ubuntu 22.04',
      groups: ['default'],
    },
    {
      id: '002',
      name: 'host-002',
      status: 'inactive',
      agent: 'disconnected',
      customer: own,
      ip: '10.0.0.7',
      system: 'Ubuntu 22.04',
      groups: ['default'],
    },
  ]);
  const [audits] = await ask<{ n: number }>('select count(*)::int as n from audit_events');
  expect(await sync([agent('001'), agent('002', { status: 'disconnected' })])).toMatchObject({
    created: 0,
    changed: 0,
  });
  expect(await ask('select count(*)::int as n from audit_events')).toEqual([audits]);
});

test('what the manager says anew is taken over; what it leaves open stays', async () => {
  await sync([agent('001')]);
  expect(
    await sync([agent('001', { name: 'renamed', ip: null, system: null, status: 'unknown', groups: [] })]),
  ).toMatchObject({ changed: 1 });
  expect(await hosts()).toMatchObject([
    { name: 'renamed', ip: '10.0.0.7', system: 'Ubuntu 22.04', status: 'active', groups: [] },
  ]);
});

test('a group that names a customer decides whose the host is, also later', async () => {
  const moves: AssetMove[] = [];
  await sync([agent('001', { groups: ['default', 'WAZUH-Kestrel'] }), agent('002')]);
  expect((await hosts()).map((host) => host['customer'])).toEqual([kestrel, own]);
  expect(
    await sync([agent('001'), agent('002', { groups: ['kestrel'] })], (told) => moves.push(...told)),
  ).toMatchObject({ moved: 1 });
  expect((await hosts()).map((host) => host['customer'])).toEqual([kestrel, kestrel]);
  expect(moves).toEqual([{ assetId: expect.any(Number), from: own, to: kestrel }]);
  expect(
    await ask(
      `select count(*)::int as n from audit_events where event_type = 'asset_moved' and customer_id = ${kestrel}`,
    ),
  ).toEqual([{ n: 1 }]);
});

test('an agent that is gone from two listings an hour apart is out of service, and back when it is listed again', async () => {
  await sync([agent('001'), agent('002')]);
  expect(await sync([agent('001')])).toMatchObject({ missing: 1, decommissioned: 0 });
  expect(await sync([agent('001')])).toMatchObject({ missing: 0, decommissioned: 0 });
  now = new Date(now.getTime() + 61 * 60_000);
  expect(await sync([agent('001')])).toMatchObject({ decommissioned: 1 });
  expect((await hosts()).map((host) => host['status'])).toEqual(['active', 'decommissioned']);
  expect(await sync([agent('001'), agent('002')])).toMatchObject({ decommissioned: 0 });
  expect((await hosts()).map((host) => host['status'])).toEqual(['active', 'active']);
});

test('a listing that breaks off changes nothing', async () => {
  await sync([agent('001'), agent('002')]);
  const broken = {
    async *listAgents() {
      yield agent('001', { name: 'renamed' });
      throw new Error('half an answer');
    },
  };
  await expect(syncAgents(context, source, broken)).rejects.toThrow('half an answer');
  expect((await hosts()).map((host) => host['name'])).toEqual(['host-001', 'host-002']);
});

test('the states and the manager of one cluster speak of the same host, which keeps its customer', async () => {
  const made = await resolve(['001']);
  await sync([agent('001', { groups: ['kestrel'] })]);
  const again = await resolve(['001', '002']);
  expect(again.get('001')).toEqual({ ...made.get('001'), customerId: kestrel });
  expect(again.get('002')).toMatchObject({ customerId: own, status: 'active' });
  expect((await hosts()).map((host) => [host['id'], host['system'], host['agent']])).toEqual([
    ['001', 'Ubuntu 22.04', 'active'],
    ['002', null, 'unknown'],
  ]);
});

test('two who meet a new host at once make it once', async () => {
  const [one, two] = await Promise.all([resolve(['001', '002']), resolve(['002', '001'])]);
  expect(one).toEqual(two);
  expect(await hosts()).toHaveLength(2);
});

test('an alert finds a host only where cluster, id and name agree', async () => {
  const asset = (await resolve(['001'])).get('001');
  const names = [
    { instance: cluster, externalId: '001', name: 'HOST-001' },
    { instance: cluster, externalId: '001', name: 'other' },
    { instance: 'elsewhere', externalId: '001', name: 'host-001' },
    { instance: cluster, externalId: '009', name: 'host-001' },
  ];
  const found = await context.read((tx) => findAssets(tx, names));
  expect(found).toEqual([{ assetId: asset?.assetId, customerId: own }, null, null, null]);
  expect(await context.read((tx) => findAssets(tx, []))).toEqual([]);
});

test('open alerts of a host are counted anew, those that are closed not', async () => {
  const asset = (await resolve(['001'])).get('001')?.assetId ?? 0;
  await context.write(async (tx) => {
    for (const [number, status] of [
      [1, 'open'],
      [2, 'in_progress'],
      [3, 'closed'],
    ] as const)
      await sql`insert into alerts (customer_id, number, title, source, severity, status, verdict, closed_at, asset_id, dedupe_key, first_seen_at, last_seen_at)
        values (${own}, ${number}, 't', 'wazuh', 2, ${status}, ${status === 'closed' ? 'true_positive' : null}, ${status === 'closed' ? now : null}, ${asset}, gen_random_uuid(), ${now}, ${now})`.execute(
        tx,
      );
    await refreshOpenAlerts(tx, [asset, asset]);
    await refreshOpenAlerts(tx, []);
  });
  expect(await ask(`select open_alerts from assets where id = ${asset}`)).toEqual([{ open_alerts: 2 }]);
});

test('counters of findings are kept on the host; hosts are counted inside the scope', async () => {
  const asset = (await resolve(['001'], kestrel)).get('001')?.assetId ?? 0;
  await context.write((tx) => setOpenFindings(tx, [{ assetId: asset, open: 7, exploited: 2, scannedAt: now }]));
  expect(await ask(`select open_findings, open_exploited, last_scan_at from assets where id = ${asset}`)).toEqual([
    { open_findings: 7, open_exploited: 2, last_scan_at: now },
  ]);
  const count = (scope: Parameters<typeof countAssets>[1]) =>
    context.read((tx) => countAssets(tx, scope, new Date(now.getTime() + 1)));
  const all = await count({ kind: 'all' });
  const ofKestrel = await count({ kind: 'these', ids: [kestrel] });
  expect(ofKestrel.assets).toBeGreaterThan(0);
  expect(all.assets).toBeGreaterThan(ofKestrel.assets);
  expect(await count({ kind: 'these', ids: [] })).toEqual({ assets: 0, silent: 0 });
  expect(all.silent).toBeGreaterThan(0);
});

test('a cluster without a name is known by its connection', () => {
  expect(instanceOf({ instance: null, connectionId: 7 }, null)).toBe('connection-7');
  expect(instanceOf({ instance: 'north', connectionId: 7 }, null)).toBe('north');
  expect(instanceOf({ instance: 'north', connectionId: 7 }, 'south')).toBe('south');
});
