import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RemoteAgent } from '../../connectors/capabilities.ts';
import { isFailure } from '../../lib/failure.ts';
import { fromId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { syncAgents } from '../agents/service.ts';
import { countFindings, findByNumber, getFinding, listFindings, listGroups } from './list/service.ts';
import { addCustomer, asAnalyst, openWorld, type World } from './list/world.fixture.ts';
import { moveFindings } from './service.ts';
import { syncFindings } from './sync/service.ts';
import { findings, listing, snapshot } from './sync/snapshots.fixture.ts';
import { insertSource } from './sync/world.fixture.ts';

const start = new Date('2025-02-01T08:00:00.000Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
let now = start;
let world: World;
let system: Context;
let harbor = 0;
let kestrel = 0;
let source: Awaited<ReturnType<typeof insertSource>>;

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  system = world.system;
  harbor = await addCustomer(world, 'harbor', 'Harbor Dental');
  kestrel = await addCustomer(world, 'kestrel', 'Kestrel Logistics');
  source = await insertSource(system, 'north', harbor);
  // The second look leaves a scan, an absence and a doubt behind: all that can be known of a host.
  await syncFindings(system, source, listing([snapshot('001', findings(10)), snapshot('002', findings(4, 3))]), {
    now: start,
  });
  await syncFindings(system, source, listing([snapshot('001', findings(8)), snapshot('002', findings(4, 3))]), {
    now: at(10),
  });
  await syncFindings(system, source, listing([snapshot('001', findings(3)), snapshot('002', findings(4, 3))]), {
    now: at(20),
  });
});
afterAll(() => world.close());

const ask = async <T>(context: Context, query: string): Promise<T[]> =>
  context.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);

const agent = (id: string, groups: string[]): RemoteAgent => ({
  id,
  name: `host-${id}`,
  instance: null,
  ip: null,
  status: 'active',
  version: null,
  system: null,
  groups,
  node: null,
  lastSeenAt: null,
  addedAt: null,
});
const listAgents = (groupsOfFirst: string[]) => ({
  async *listAgents() {
    yield agent('001', groupsOfFirst);
    yield agent('002', ['harbor']);
  },
});
const moveTo = (code: string) => syncAgents(system, source, listAgents([code]), { onMove: moveFindings });

/** Everything that a person of one customer can find of hosts and findings. */
async function visibleTo(customerId: number) {
  const context = asAnalyst(world, [customerId]);
  const { items } = await listFindings(context, { q: '', limit: 200 });
  const groups: Record<string, number> = {};
  for (const by of ['fix', 'cve', 'asset'] as const) {
    const kept = await listGroups(context, { q: 'is:open', by, limit: 200 });
    const counted = await listGroups(context, { q: 'is:open (has:fix OR -has:fix)', by, limit: 200 });
    expect(kept.items).toEqual(counted.items);
    groups[by] = kept.items.reduce((sum, group) => sum + group.findings, 0);
  }
  const { total } = await countFindings(context, { q: '' });
  return { hosts: [...new Set(items.map((item) => item.asset.name))].sort(), total: total.value, groups, items };
}

/** Tables that hold rows of a host or of a finding, and how many of this host each shows to a person of one customer. */
async function rowsOfHost(customerId: number, assetId: number): Promise<Record<string, number>> {
  const tables = await ask<{ name: string; key: string }>(
    system,
    `select c.table_name as name, k.column_name as key from information_schema.columns c
     join information_schema.columns k on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name in ('asset_id', 'finding_id')
     join pg_class r on r.relname = c.table_name and r.relkind in ('r', 'p') and not r.relispartition
     where c.table_schema = 'public' and c.column_name = 'customer_id'`,
  );
  const ids = `(select id from findings where asset_id = ${assetId})`;
  const rows: Record<string, number> = {};
  for (const { name, key } of tables) {
    // The findings themselves are named past the wall, so that an orphan of them would be seen.
    const [own] = await ask<{ ids: string }>(
      system,
      `select coalesce(string_agg(id::text, ','), '0') as ids from ${ids} x`,
    );
    const which = key === 'asset_id' ? `= ${assetId}` : `in (${own?.ids ?? '0'})`;
    const [found] = await ask<{ n: number }>(
      asAnalyst(world, [customerId]),
      `select count(*)::int as n from ${name} where ${key} ${which}`,
    );
    if (found && found.n > 0) rows[name] = found.n;
  }
  return rows;
}

test('a host that a group gives to another customer leaves nothing that its old customer could see', async () => {
  const [host] = await ask<{ id: number }>(
    system,
    `select asset_id::int as id from asset_sources where external_id = '001'`,
  );
  const assetId = host?.id ?? 0;
  const before = await rowsOfHost(harbor, assetId);
  expect(Object.keys(before).sort()).toEqual([
    'agent_digests',
    'asset_groups',
    'asset_sources',
    'finding_events',
    'findings',
    'scans',
  ]);
  const { items } = await visibleTo(harbor);
  const moved = items.filter((item) => item.asset.name === 'host-001');
  now = at(30);
  expect(await moveTo('kestrel')).toMatchObject({ moved: 1 });

  expect(await rowsOfHost(harbor, assetId)).toEqual({});
  expect(await rowsOfHost(kestrel, assetId)).toEqual(before);
  const old = await visibleTo(harbor);
  expect(old).toMatchObject({ hosts: ['host-002'], total: 4, groups: { fix: 4, cve: 4, asset: 4 } });
  expect(await visibleTo(kestrel)).toMatchObject({ hosts: ['host-001'], total: 10 });
  const analyst = asAnalyst(world, [harbor]);
  for (const item of moved) {
    const id = fromId('finding', item.id) ?? 0;
    const refusals = await Promise.all(
      [getFinding(analyst, id), findByNumber(analyst, item.number)].map((one) => one.catch((error: unknown) => error)),
    );
    expect(refusals.map((error) => isFailure(error, 'finding.not_found'))).toEqual([true, true]);
  }
  // Nor as another host of a CVE that both hold.
  const shared = old.items.find((item) => item.cveId === 'CVE-2031-3');
  expect((await getFinding(analyst, fromId('finding', shared?.id ?? '') ?? 0)).hosts).toEqual([]);
});

test('both customers are told, each of its own side only', async () => {
  const [last] = await ask<{ id: number }>(system, 'select max(id)::int as id from outbox');
  now = at(40);
  await moveTo('harbor');
  const told = await ask<{ customer: number }>(
    system,
    `select distinct customer_id::int as customer from outbox where id > ${last?.id} and topic = 'findings' order by 1`,
  );
  expect(told.map((row) => row.customer)).toEqual([harbor, kestrel].sort((a, b) => a - b));
  const audits = await ask<object>(
    system,
    `select customer_id::int as customer, event_type as type, before, after from audit_events
     where event_type in ('asset_moved', 'asset_left') and at >= '${now.toISOString()}' order by customer_id`,
  );
  expect(audits).toEqual([
    { customer: harbor, type: 'asset_moved', before: null, after: null },
    { customer: kestrel, type: 'asset_left', before: null, after: null },
  ]);
});

test('a sync after the move goes on with the same findings for the new customer', async () => {
  await moveTo('kestrel');
  const before = await visibleTo(kestrel);
  now = at(50);
  const outcome = await syncFindings(
    system,
    source,
    listing([snapshot('001', findings(11)), snapshot('002', findings(4, 3))]),
    {
      now,
    },
  );
  expect(outcome).toMatchObject({ new: 1, reopened: 0 });
  const after = await visibleTo(kestrel);
  expect(after).toMatchObject({ hosts: ['host-001'], total: before.total + 1 });
  expect(new Set(after.items.map((item) => item.number)).size).toBe(after.items.length);
  expect(after.items.every((item) => item.number.startsWith('KEST-F-'))).toBe(true);
  expect((await visibleTo(harbor)).hosts).toEqual(['host-002']);
});
