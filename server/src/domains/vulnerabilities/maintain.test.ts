import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { meet, outcomesOf } from '../../../test/meeting.ts';
import { addCustomer, finding, openWorld, type Planted, plant, type World } from './list/world.fixture.ts';
import { flagAged, foldCounts, moveFindings, reconcileCounts } from './maintain.store.ts';

const now = new Date('2025-02-01T08:00:00.000Z');
const nowS = now.getTime() / 1_000;
let world: World;
let harbor = 0;
let kestrel = 0;

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  harbor = await addCustomer(world, 'harbor', 'Harbor Dental');
  kestrel = await addCustomer(world, 'kestrel', 'Kestrel Logistics');
});
afterAll(() => world.close());
beforeEach(() => world.system.write((tx) => sql`delete from findings`.execute(tx)));

const own = (more: Partial<Planted> = {}) => finding({ customerId: harbor, detectedS: nowS, fixed: null, ...more });
const ask = async <T>(query: string): Promise<T[]> =>
  world.system.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);
const kept = () =>
  ask<object>(
    `select customer_id::int as customer, status, severity, exploit::int as exploit, sum(count)::int as n from finding_counts group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4`,
  );
const counted = () =>
  ask<object>(
    `select customer_id::int as customer, status, severity, exploit::int as exploit, count(*)::int as n from findings group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  );

test('kept counts follow every way in which findings come, change, move and go', async () => {
  const steps = [
    `update findings set status = 'patched' where cve_id = (select min(cve_id) from findings)`,
    `update findings set severity = null where exploit = 2`,
    `update findings set exploit = 1, version = version + 1`,
    `update findings set condition = 'only words'`,
    `delete from findings where id = (select max(id) from findings)`,
    `update findings set customer_id = ${kestrel}`,
  ];
  await plant(world, [
    own(),
    own({ cve: 2, severity: null, scoreTenths: null }),
    own({ cve: 3, exploit: 2 }),
    own({ customerId: kestrel, status: 'accepted_risk' }),
  ]);
  expect(await kept()).toEqual(await counted());
  for (const step of steps) {
    await world.system.write((tx) => sql`${sql.raw(step)}`.execute(tx));
    expect([step, await kept()]).toEqual([step, await counted()]);
  }
});

test('a change of words alone leaves no difference behind', async () => {
  await plant(world, [own()]);
  await world.system.write(foldCounts);
  const before = await ask('select * from finding_counts');
  await world.system.write((tx) => sql`update findings set condition = 'x', content_hash = 1`.execute(tx));
  expect(await ask('select * from finding_counts')).toEqual(before);
});

test('folding keeps each sum, unknown severities apart, and drops what cancelled itself', async () => {
  await plant(world, [own(), own({ cve: 2 }), own({ cve: 3, severity: null }), own({ cve: 4, severity: 0 })]);
  await world.system.write((tx) => sql`update findings set status = 'patched' where severity = 3`.execute(tx));
  const sums = await kept();
  expect(await world.system.write(foldCounts)).toBeGreaterThan(0);
  expect(await kept()).toEqual(sums);
  expect(await ask('select count(*)::int as n from finding_counts')).toEqual([{ n: sums.length }]);
  expect(await world.system.write(foldCounts)).toBe(0);
});

test('drift is found where counts are too high, too low, missing, or of an unknown severity', async () => {
  await plant(world, [own(), own({ cve: 2, severity: null }), own({ cve: 3, status: 'patched' })]);
  await world.system.write(foldCounts);
  const truth = await counted();
  const spoil = [
    `update finding_counts set count = count + 3 where severity is null`,
    `update finding_counts set count = 0 where status = 'patched'`,
    `delete from finding_counts where status = 'open' and severity = 3`,
    `insert into finding_counts values (${kestrel}, 'open', 4, 2, 7)`,
  ];
  for (const step of spoil) {
    await world.system.write((tx) => sql`${sql.raw(step)}`.execute(tx));
    expect([step, await world.system.write(reconcileCounts)]).toEqual([step, 1]);
    expect(await kept()).toEqual(truth);
  }
  expect(await world.system.write(reconcileCounts)).toBe(0);
});

test('two who put right the counts at once put them right once', async () => {
  await plant(world, [own()]);
  const truth = await counted();
  await world.system.write((tx) => sql`update finding_counts set count = count + 2`.execute(tx));
  const both = await meet(
    world.db,
    world.system,
    (held) => held.write(reconcileCounts),
    () => world.system.write(reconcileCounts),
  );
  expect(outcomesOf(both)).toEqual(['done', 'done']);
  expect(await kept()).toEqual(truth);
});

test('findings are flagged from the instant on, oldest first and at most so many, each once', async () => {
  const ids = await plant(world, [
    own({ detectedS: nowS + 1 }),
    own({ cve: 2, detectedS: nowS }),
    own({ cve: 3, detectedS: nowS - 100, status: 'patched' }),
    own({ cve: 4, detectedS: nowS - 200, customerId: kestrel, fixed: '2.0' }),
  ]);
  const flagged = async () =>
    (await ask<{ id: number }>('select id from findings where is_aged order by id')).map((row) => row.id);
  const touched = await world.system.write((tx) => flagAged(tx, now, 2));
  expect(await flagged()).toEqual([ids[2], ids[3]]);
  expect(touched.map((one) => [one.customerId, one.fixed > 0]).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    [harbor, false],
    [kestrel, true],
  ]);
  expect(await world.system.write((tx) => flagAged(tx, now, 2))).toHaveLength(1);
  expect(await world.system.write((tx) => flagAged(tx, now, 2))).toEqual([]);
  expect(await flagged()).not.toContain(ids[0]);
});

test('findings that move keep their order in the numbers that they get', async () => {
  await plant(world, [own({ cve: 3 }), own({ cve: 1 }), own({ cve: 2, host: 2 })]);
  const [host] = await ask<{ id: number }>(`select id::int as id from assets where hostname = 'host-${harbor}-1'`);
  await world.system.write((tx) => moveFindings(tx, host?.id ?? 0, kestrel, 41));
  expect(
    await ask(
      `select c.cve_id as cve, number, f.version from findings f join cves c on c.id = f.cve_id where customer_id = ${kestrel} order by number`,
    ),
  ).toEqual([
    { cve: 'CVE-2031-3', number: 41, version: 2 },
    { cve: 'CVE-2031-1', number: 42, version: 2 },
  ]);
  expect(await ask(`select count(*)::int as n from findings where customer_id = ${harbor}`)).toEqual([{ n: 1 }]);
});
