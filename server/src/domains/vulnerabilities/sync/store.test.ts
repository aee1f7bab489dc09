import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addCustomer, finding, openWorld, type Planted, plant, type World } from '../list/world.fixture.ts';
import { closedStatuses, exposedStatuses } from '../status.ts';
import { keyOf } from './content.ts';
import * as store from './store.ts';
import { insertSource } from './world.fixture.ts';

const now = new Date('2025-02-01T08:00:00.000Z');
const later = new Date('2025-02-01T09:00:00.000Z');
let world: World;
let customerId = 0;

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  customerId = await addCustomer(world, 'harbor', 'Harbor Dental');
});
afterAll(() => world.close());
beforeEach(() => world.system.write((tx) => sql`delete from findings`.execute(tx)));

const own = (more: Partial<Planted> = {}) => finding({ customerId, detectedS: now.getTime() / 1_000, ...more });
const ask = async <T>(query: string): Promise<T[]> =>
  world.system.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);
const statuses = [...exposedStatuses, ...closedStatuses];
const rows = () =>
  ask<{ id: number; status: string; presence: boolean; version: number }>(
    'select id, status, presence, version from findings order by id',
  );

test('what is stored comes back by identity with its state, with and without a path', async () => {
  const ids = await plant(
    world,
    statuses.map((status, place) =>
      own({ host: 1 + (place % 2), cve: 1 + place, status, exploit: place % 3, isPresent: place % 4 !== 0 }),
    ),
  );
  await world.system.write((tx) =>
    sql`update findings set path_id = null, content_hash = 9007199254740991, presence_at = '2025-01-31T23:59:59.999Z' where id = ${ids[0]}`.execute(
      tx,
    ),
  );
  const stored = await ask<Record<string, number>>(
    'select id, asset_id::int as asset, cve_id as cve, package_id as package, path_id as path, content_hash as hash, exploit::int as exploit from findings order by id',
  );
  const assets = [...new Set(stored.map((row) => row['asset'] ?? 0))];
  const known = await world.system.read((tx) => store.readKnown(tx, assets));
  expect(new Set(known.keys())).toEqual(new Set(assets));
  for (const [place, row] of stored.entries()) {
    const key = keyOf(row['cve'] ?? 0, row['package'] ?? 0, row['path'] ?? null);
    const isPresent = place % 4 !== 0;
    expect(known.get(row['asset'] ?? 0)?.get(key)).toEqual({
      id: row['id'],
      contentHash: row['hash'],
      status: statuses[place],
      exploit: row['exploit'],
      isPresent,
      presenceAt: isPresent ? null : place === 0 ? new Date('2025-01-31T23:59:59.999Z') : now,
    });
  }
  expect(await world.system.read((tx) => store.readKnown(tx, [0]))).toEqual(new Map());
});

test('only what asks for work is counted as patched, and what it belonged to is told', async () => {
  const ids = await plant(
    world,
    statuses.map((status, place) =>
      own({ cve: 1 + place, status, isPresent: false, fixed: place === 0 ? null : '2.0' }),
    ),
  );
  const touched = await world.system.write((tx) => store.markPatched(tx, ids, later));
  expect(touched).toHaveLength(exposedStatuses.length);
  expect(touched.filter((one) => one.fixed === 0)).toHaveLength(1);
  expect((await rows()).map((row) => row.status)).toEqual([...exposedStatuses.map(() => 'patched'), ...closedStatuses]);
  const patched = await ask<object>(
    `select distinct status_reason as reason, patched_at as at from findings where id = any ('{${ids.slice(0, 3).join(',')}}')`,
  );
  expect(patched).toEqual([{ reason: 'scanner_cleared', at: later }]);
});

test('a sight opens again what was patched and leaves every decision of a person alone', async () => {
  const ids = await plant(
    world,
    statuses.map((status, place) => own({ cve: 1 + place, status, isPresent: false })),
  );
  const content = { versionId: null, fixedVersionId: null, condition: 'c', severity: null, scoreTenths: null };
  await world.system.write((tx) =>
    store.updateSeen(
      tx,
      ids.map((id) => ({ ...content, id, basePriority: 0, contentHash: 5 })),
      later,
    ),
  );
  const seen = await ask<Record<string, unknown>>(
    'select status, presence, presence_at as at, reopened_count as reopened, status_reason as reason, patched_at as patched, severity, base_priority as base from findings order by id',
  );
  expect(seen.map((row) => row['status'])).toEqual(statuses.map((status) => (status === 'patched' ? 'open' : status)));
  expect(seen.map((row) => row['reopened'])).toEqual(statuses.map((status) => (status === 'patched' ? 1 : 0)));
  expect(seen.map((row) => row['reason'])).toEqual(
    statuses.map((status) => (status === 'patched' ? 'seen_again' : null)),
  );
  for (const row of seen)
    expect(row).toMatchObject({ presence: true, at: later, severity: null, base: 0, patched: null });
  await world.system.write((tx) => store.updateSeen(tx, [], later));
});

test('an absence is of the instant that is given for it, and its status stays', async () => {
  const [one = 0, two = 0] = await plant(world, [own(), own({ cve: 2 })]);
  await world.system.write((tx) => store.markAbsent(tx, [{ id: two, at: later }]));
  await world.system.write((tx) => store.markAbsent(tx, []));
  expect(await ask('select id, status, presence, presence_at as at, version from findings order by id')).toEqual([
    { id: one, status: 'open', presence: true, at: now, version: 1 },
    { id: two, status: 'open', presence: false, at: later, version: 2 },
  ]);
});

test('the ledger takes any facts, and none', async () => {
  const [id = 0] = await plant(world, [own()]);
  const row = { findingId: id, customerId };
  await world.system.write((tx) =>
    store.insertLedger(
      tx,
      [
        { ...row, kind: 'changed', before: { version: `1"'\\, {}` }, after: { version: null } },
        { ...row, kind: 'missed', reason: 'shrunk' },
        { ...row, kind: 'absent', after: { at: later } },
      ],
      now,
    ),
  );
  await world.system.write((tx) => store.insertLedger(tx, [], now));
  expect(
    await ask(`select kind, before, after, reason from finding_events where finding_id = ${id} order by id`),
  ).toEqual([
    { kind: 'changed', before: { version: `1"'\\, {}` }, after: { version: null }, reason: null },
    { kind: 'missed', before: null, after: null, reason: 'shrunk' },
    { kind: 'absent', before: null, after: { at: later.toISOString() }, reason: null },
  ]);
});

test('a doubt names the findings that its own look missed, not those of an earlier one', async () => {
  const [one = 0, two = 0, three = 0] = await plant(world, [own(), own({ cve: 2 }), own({ cve: 3, host: 2 })]);
  const missed = (findingId: number, at: Date) =>
    world.system.write((tx) => store.insertLedger(tx, [{ findingId, customerId, kind: 'missed' }], at));
  await missed(one, now);
  await missed(two, later);
  await missed(three, later);
  await world.system.write((tx) => store.insertLedger(tx, [{ findingId: one, customerId, kind: 'returned' }], later));
  const [asset] = await ask<{ id: number }>(`select asset_id as id from findings where id = ${one}`);
  const doubted = await world.system.read((tx) => store.listDoubted(tx, [{ assetId: asset?.id ?? 0, at: later }]));
  expect(doubted).toEqual(new Map([[asset?.id, new Set([two])]]));
  expect(await world.system.read((tx) => store.listDoubted(tx, []))).toEqual(new Map());
});

test('what a snapshot leaves open of count and doubt stays as it was; what it states replaces it', async () => {
  await plant(world, [own()]);
  const source = await insertSource(world.system, 'north');
  const [asset] = await ask<{ id: number }>('select asset_id as id from findings');
  const assetId = asset?.id ?? 0;
  const save = (more: Partial<store.DigestChange>, at: Date) =>
    world.system.write((tx) =>
      store.saveDigests(
        tx,
        source.id,
        [{ assetId, customerId, digest: Buffer.from('ab', 'hex'), findingCount: 5, doubt: null, ...more }],
        at,
      ),
    );
  const kept = async () =>
    (
      await ask<object>(
        `select encode(digest, 'hex') as digest, finding_count as count, suspect_count as doubted, suspect_at as at, snapshot_at as seen from agent_digests where asset_id = ${assetId}`,
      )
    )[0];
  await save({}, now);
  expect(await kept()).toEqual({ digest: 'ab', count: 5, doubted: null, at: null, seen: now });
  await save({ doubt: { at: now, count: 3 }, findingCount: 2 }, now);
  expect(await kept()).toMatchObject({ count: 2, doubted: 3, at: now });
  await save({ doubt: undefined, findingCount: null, digest: Buffer.alloc(0) }, later);
  expect(await kept()).toEqual({ digest: '', count: 2, doubted: 3, at: now, seen: later });
  expect(await world.system.write((tx) => store.findDoubts(tx, [assetId]))).toEqual(
    new Map([[assetId, { at: now, isTotal: false }]]),
  );
  await save({ doubt: { at: later, count: 1 }, findingCount: 0 }, later);
  expect((await world.system.write((tx) => store.findDoubts(tx, [assetId]))).get(assetId)).toEqual({
    at: later,
    isTotal: true,
  });
  await save({ doubt: null }, later);
  expect(await world.system.write((tx) => store.findDoubts(tx, [assetId]))).toEqual(new Map());
  await world.system.write((tx) => store.touchDigests(tx, [assetId], now));
  expect(await kept()).toMatchObject({ seen: now });
});
