import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseQuery } from '../../../lib/lucene/index.ts';
import { ageUnits } from '../priority.ts';
import { ageFindings } from '../service.ts';
import { rebuildGroups } from '../sync/groups.store.ts';
import { makeFilter } from './filter.store.ts';
import { listPlaces, type Place } from './page.store.ts';
import { listGroups } from './service.ts';
import { addCustomer, finding, openWorld, plant, readSoFar, type World } from './world.fixture.ts';

const onboardedS = 1_740_000_000;
const rows = 1_500;
const hour = 3_600;
let nowS = onboardedS;
let world: World;
let customer = 0;

// A customer whose hosts were all seen for the first time within three hours, and a few findings of the days after.
beforeAll(async () => {
  world = await openWorld({ now: () => new Date(nowS * 1_000) });
  customer = await addCustomer(world, 'harbor', 'Harbor Dental');
  const scores = [98, 88, 78, 78, 75, 55, 55, 31];
  await plant(
    world,
    Array.from({ length: rows }, (_, n) => {
      const scoreTenths = scores[n % scores.length] ?? 0;
      const isLater = n % 20 === 0;
      return finding({
        customerId: customer,
        host: 1 + (n % 7),
        cve: 1 + (n % 50),
        package: 1 + (n % 20),
        scoreTenths,
        severity: scoreTenths >= 90 ? 4 : scoreTenths >= 70 ? 3 : scoreTenths >= 40 ? 2 : 1,
        exploit: n % 11 === 0 ? 2 : 0,
        detectedS: onboardedS + (isLater ? (n % 25) * 24 * hour : (n % 60) * 180),
      });
    }),
  );
  await world.db.asOwner((owner) => sql`analyze findings`.execute(owner));
  await world.system.write((tx) => rebuildGroups(tx, [customer]));
}, 60_000);
afterAll(() => world.close());

/** Hours before and after the onboarding is 30 days old; in between the job flags what it finds. */
const hours = [-10, -3, -1.99, -1, -0.01, 0.02, 0.5, 1.5, 4.9];
const ageUpTo = async (hoursBeyond: number) => {
  nowS = onboardedS + ageUnits + Math.round(hoursBeyond * hour);
  await ageFindings(world.system);
};

/** Places of a page as of an instant, and how many findings were read for it. */
async function readPage(q: string, asOfS: number, after: Place | null, limit: number) {
  return world.system.read(async (tx) => {
    const filter = await makeFilter(tx, { kind: 'these', ids: [customer] }, parseQuery(q), {
      asOfS,
      customers: new Map(),
    });
    const before = await readSoFar(tx);
    // As of a list too large to be sorted.
    const places = await listPlaces(tx, filter, after, limit, 0);
    const { scanned, fetched } = await readSoFar(tx);
    return { places, read: scanned - before.scanned + fetched - before.fetched };
  });
}

test('while an onboarding passes 30 days and is flagged, no page reads more than a few findings of it, and a list begun before goes on in its order', async () => {
  nowS = onboardedS + ageUnits + (hours[0] ?? 0) * hour;
  const begunS = nowS;
  const whole = (await readPage('', begunS, null, rows)).places;
  expect(whole).toHaveLength(rows);
  let shown = 0;
  for (const at of hours) {
    await ageUpTo(at);
    for (const q of ['', 'status:open', 'status:open severity:>=high', 'has:fix', 'age:<30d', 'age:<31d'])
      for (const after of [null, whole[100] ?? null]) {
        const { places, read } = await readPage(q, nowS, after, 11);
        expect([at, q, places.length, read < rows / 4 || read]).toEqual([at, q, 11, true]);
      }
    const next = await readPage('', begunS, whole[shown - 1] ?? null, 150);
    expect([at, next.places]).toEqual([at, whole.slice(shown, shown + 150)]);
    shown += 150;
  }
  expect(shown).toBe(1_350);
});

test('a group of an onboarding is as pressing as its gravest finding, to 0.06 points, while it is flagged', async () => {
  await world.system.write((tx) => sql`update findings set is_aged = false`.execute(tx));
  await world.system.write((tx) => rebuildGroups(tx, [customer]));
  const topsOf = async (q: string, by: 'cve' | 'asset') =>
    (await listGroups(world.system, { q, by, limit: 100 })).items
      .map((group): [string, number] => [group.key, group.topPriority])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const at of hours) {
    await ageUpTo(at);
    for (const by of ['cve', 'asset'] as const) {
      const counted = await topsOf('is:open has:fix', by);
      const kept = await topsOf('is:open', by);
      expect(kept.map(([key]) => key)).toEqual(counted.map(([key]) => key));
      const beyond = kept.map(([, top], place) => top - (counted[place]?.[1] ?? 0));
      expect([at, Math.min(...beyond) > -0.001, Math.max(...beyond) < 0.061 || beyond]).toEqual([at, true, true]);
    }
  }
});
