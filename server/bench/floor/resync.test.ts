import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../src/db/database.ts';
import { type Context, systemContext } from '../../src/domains/access/index.ts';
import { ensureDefaultCustomer } from '../../src/domains/customers/index.ts';
import { type FindingSource, syncFindings } from '../../src/domains/vulnerabilities/index.ts';
import { insertSource } from '../../src/domains/vulnerabilities/sync/world.fixture.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { changedSnapshots, listingOf, snapshotOf } from '../data/snapshots.ts';
import { readNames, resyncFloor } from './resync.ts';

const names = { cves: 3_000, packages: 500 };
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const snapshots = Array.from({ length: 10 }, (_, place) => snapshotOf(place + 1, names));
let clone: TestDatabase;
let db: Database;
let context: Context;
let source: FindingSource;
let client: pg.Client;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  context = systemContext({ db, clock: systemClock, log: silent });
  await ensureDefaultCustomer(context);
  source = await insertSource(context, 'resync');
  await syncFindings(context, source, listingOf(snapshots));
  client = new pg.Client({ connectionString: clone.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await db.close();
  await clone.drop();
});

const stored = async () =>
  (
    await client.query(
      `select f.asset_id, f.cve_id, f.package_id, f.content_hash, v.value from findings f left join package_versions v on v.id = f.installed_version_id order by 1, 2, 3`,
    )
  ).rows;

test('the floor finds nothing to do where the product has just been', async () => {
  expect(await resyncFloor(client, await readNames(client), snapshots)).toBe(0);
});

test('floor and product write the same rows for the same change', async () => {
  const next = changedSnapshots(snapshots, 4, '7.7');
  const outcome = await syncFindings(context, source, listingOf(next));
  const byProduct = await stored();
  await syncFindings(context, source, listingOf(snapshots));
  expect(await stored()).not.toEqual(byProduct);
  const written = await resyncFloor(client, await readNames(client), next);
  expect(written).toBe(outcome.changed);
  expect(written).toBe(30);
  expect(await stored()).toEqual(byProduct);
});
