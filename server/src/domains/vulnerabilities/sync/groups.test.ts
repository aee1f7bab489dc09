import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countBlocked } from '../../../../test/meeting.ts';
import type { Tx } from '../../../db/database.ts';
import { addCustomer, finding, openWorld, type Planted, plant, type World } from '../list/world.fixture.ts';
import { closedStatuses, exposedStatuses } from '../status.ts';
import { clearStale, listStale, markStale, rebuildGroups, refreshGroups } from './groups.store.ts';
import type { Touched } from './store.ts';

const now = new Date('2025-02-01T08:00:00.000Z');
const nowS = now.getTime() / 1_000;
let world: World;
let customers: number[] = [];

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  customers = [
    await addCustomer(world, 'harbor', 'Harbor Dental'),
    await addCustomer(world, 'kestrel', 'Kestrel Logistics'),
  ];
});
afterAll(() => world.close());
beforeEach(() =>
  world.system.write(async (tx) => {
    for (const table of ['findings', 'stale_groups', 'upgrade_groups', 'cve_groups', 'asset_groups'])
      await sql`delete from ${sql.table(table)}`.execute(tx);
  }),
);

const tables = ['upgrade_groups', 'cve_groups', 'asset_groups'];
const figures = () =>
  world.system.read(async (tx) => {
    const told: unknown[][] = [];
    for (const table of tables)
      told.push((await sql`select * from ${sql.table(table)} order by 1, 2, 3`.execute(tx)).rows);
    return told;
  });

const own = (more: Partial<Planted> = {}) =>
  finding({ customerId: customers[0] ?? 0, detectedS: nowS - 86_400, ...more });

const belongings = () =>
  world.system.read(async (tx) => {
    const { rows } = await sql<Touched & { id: number }>`
      select id, customer_id as "customerId", asset_id as "assetId", cve_id as cve, package_id as package, coalesce(fixed_version_id, 0) as fixed
      from findings order by id`.execute(tx);
    return rows;
  });

test('a group holds what asks for work, and the figures of that alone', async () => {
  await plant(world, [
    own({ host: 1, scoreTenths: 98, severity: 4, exploit: 2 }),
    own({ host: 2, status: 'pending_verification', isAged: true, detectedS: nowS - 90 * 86_400 }),
    own({ host: 2, cve: 2, status: 'patch_failed', scoreTenths: null, severity: null }),
    ...closedStatuses.map((status) => own({ host: 3, scoreTenths: 100, severity: 4, exploit: 2, status })),
  ]);
  await world.system.write((tx) => rebuildGroups(tx, customers));
  const [fixes, cves, assets] = await figures();
  expect(fixes).toMatchObject([
    {
      finding_count: 3,
      asset_count: 2,
      exploited_count: 1,
      severity: 4,
      score_tenths: 98,
      top_young_key: (98 * 50 + 3_000) * 1_296 - (nowS - 86_400),
      top_aged_base: 75 * 50,
      top_base: 98 * 50 + 3_000,
      oldest_at: new Date((nowS - 90 * 86_400) * 1_000),
    },
  ]);
  expect(cves).toMatchObject([
    { finding_count: 2 },
    { finding_count: 1, severity: null, score_tenths: null, top_base: 0 },
  ]);
  expect(assets).toMatchObject([{ finding_count: 1 }, { finding_count: 2, asset_count: 1 }]);
});

test('counting anew the groups of what was touched leaves the same as counting all anew', async () => {
  const planted = fc.record({
    customer: fc.integer({ min: 0, max: 1 }),
    host: fc.integer({ min: 1, max: 3 }),
    cve: fc.integer({ min: 1, max: 4 }),
    package: fc.integer({ min: 1, max: 3 }),
    fixed: fc.option(fc.constantFrom('2.0', '3.0')),
    status: fc.constantFrom(...exposedStatuses, ...closedStatuses),
    isAged: fc.boolean(),
  });
  const change = fc.record({ place: fc.nat(), status: fc.constantFrom('open', 'patched'), isGone: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(planted, { minLength: 1, maxLength: 25 }),
      fc.array(change, { maxLength: 8 }),
      async (rows, changes) => {
        await world.system.write((tx) => sql`delete from findings`.execute(tx));
        const ids = await plant(
          world,
          rows.map(({ customer, ...row }) => own({ ...row, customerId: customers[customer] ?? 0 })),
        );
        await world.system.write((tx) => rebuildGroups(tx, customers));
        const before = await belongings();
        const touched: Touched[] = [];
        await world.system.write(async (tx) => {
          for (const { place, status, isGone } of changes) {
            const id = ids[place % ids.length] ?? 0;
            touched.push(...before.filter((row) => row.id === id));
            if (isGone) await sql`delete from findings where id = ${id}`.execute(tx);
            else await sql`update findings set status = ${status} where id = ${id}`.execute(tx);
          }
          await refreshGroups(tx, touched);
        });
        const refreshed = await figures();
        await world.system.write((tx) => rebuildGroups(tx, customers));
        expect(refreshed).toEqual(await figures());
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

test('a customer is counted anew without a look at the others', async () => {
  const [harbor = 0, kestrel = 0] = customers;
  await plant(world, [own(), own({ customerId: kestrel })]);
  await world.system.write(async (tx) => {
    await rebuildGroups(tx, customers);
    await sql`update upgrade_groups set finding_count = 99`.execute(tx);
    await rebuildGroups(tx, [harbor]);
  });
  const [fixes] = await figures();
  expect(fixes).toMatchObject([{ finding_count: 1 }, { finding_count: 99 }]);
  await world.system.write((tx) => refreshGroups(tx, []));
  expect((await figures())[0]).toEqual(fixes);
});

test('who marked a customer meanwhile keeps the mark; an older clearing takes only its own away', async () => {
  const [harbor = 0, kestrel = 0] = customers;
  const later = new Date(now.getTime() + 1_000);
  await world.system.write((tx) => markStale(tx, [kestrel, harbor], now));
  const stale = await world.system.read(listStale);
  expect(stale).toEqual([
    { customerId: harbor, sinceAt: now },
    { customerId: kestrel, sinceAt: now },
  ]);
  await world.system.write((tx) => markStale(tx, [harbor], later));
  await world.system.write((tx) => clearStale(tx, stale));
  expect(await world.system.read(listStale)).toEqual([{ customerId: harbor, sinceAt: later }]);
  await world.system.write(async (tx) => {
    await markStale(tx, [], now);
    await clearStale(tx, []);
  });
  expect(await world.system.read(listStale)).toHaveLength(1);
});

const counting = {
  'all of a customer': (tx: Tx, touched: readonly Touched[]) =>
    rebuildGroups(
      tx,
      touched.map((one) => one.customerId),
    ),
  'what was touched': refreshGroups,
};
const meetings = Object.keys(counting).flatMap((first) =>
  Object.keys(counting).map((second) => ({ first, second }) as Record<'first' | 'second', keyof typeof counting>),
);

test.for(meetings)(
  'while one counts $first, who counts $second waits, and counts what the first saved',
  async ({ first, second }) => {
    await plant(world, [own()]);
    let other: Promise<void> | undefined;
    await world.system.write(async (tx) => {
      await counting[first](tx, await belongings());
      await plant(world, [own({ host: 2 })]);
      const touched = await belongings();
      other = world.system.write((later) => counting[second](later, touched));
      other.catch(() => undefined);
      await expect.poll(() => countBlocked(world.db), { interval: 10 }).toBe(1);
    });
    await other;
    expect((await figures())[0]).toMatchObject([{ finding_count: 2, asset_count: 2 }]);
  },
);
