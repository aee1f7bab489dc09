import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseQuery } from '../../../lib/lucene/index.ts';
import { countAll } from './facets.store.ts';
import { makeFilter } from './filter.store.ts';
import { listCountedGroups } from './groups.store.ts';
import { listPlaces } from './page.store.ts';
import { openWorld, readSoFar, type World } from './world.fixture.ts';

const asOfS = 1_740_000_000;
const rows = 30_000;
let world: World;

// As many versions as there are packages, 101 scores, two thirds older than 30 days: the severity follows the score.
beforeAll(async () => {
  world = await openWorld({ now: () => new Date(asOfS * 1_000) });
  await world.db.asOwner(async (owner) => {
    const run = (text: string) => sql`${sql.raw(text)}`.execute(owner);
    await run(
      `insert into customers (code, name, mark, hue) select 'c' || n, 'C' || n, 'C' || chr(64 + n), '#112233' from generate_series(1, 20) n`,
    );
    await run(
      `insert into assets (customer_id, hostname, origin) select 2 + n % 20, 'host-' || n, 'wazuh' from generate_series(1, 100) n`,
    );
    await run(`insert into cves (cve_id) select 'CVE-2031-' || n from generate_series(1, 300) n`);
    await run(
      `insert into packages (format, name, architecture) select 'deb', 'p' || n, 'amd64' from generate_series(1, 300) n`,
    );
    await run(`insert into package_versions (value) select 'v' || n from generate_series(1, 600) n`);
    await run('alter table findings disable trigger all');
    await run(`
      insert into findings (customer_id, asset_id, number, cve_id, package_id, installed_version_id, fixed_version_id, status, presence_at,
        severity, score_tenths, exploit, base_priority, is_aged, detected_at, content_hash)
      select 2 + asset % 20, asset, n, 1 + n / 100, 1 + h / 7 % 300, 1 + h / 11 % 300, 301 + h / 13 % 300,
        case when h / 17 % 3 = 0 then 'patched' else 'open' end, at,
        case when score >= 90 then 4 when score >= 70 then 3 when score >= 40 then 2 when score > 0 then 1 else 0 end, score, h / 19 % 3,
        score * 50 + h / 19 % 3 * 1500, at < to_timestamp(${asOfS}) - interval '30 days 1 hour', at, n
      from (select n, h, 1 + n % 100 as asset, (h / 23 % 101)::smallint as score, to_timestamp(${asOfS}) - (h / 29 % 7776000) * interval '1 second' as at
        from (select n, abs(hashint4(n)) as h from generate_series(1, ${rows}) n) made) made`);
    await run(
      'insert into finding_counts select customer_id, status, severity, exploit, count(*) from findings group by 1, 2, 3, 4',
    );
    await run('analyze findings');
  });
}, 60_000);
afterAll(() => world.close());

/** What a piece of work read of the findings, as the server counted it. */
async function readBy(q: string, work: 'list' | 'groups') {
  return world.system.read(async (tx) => {
    const filter = await makeFilter(tx, { kind: 'all' }, parseQuery(q), { asOfS, customers: new Map() });
    const before = await readSoFar(tx);
    const found =
      work === 'list'
        ? (await listPlaces(tx, filter, null, 11)).length
        : (await listCountedGroups(tx, filter, 'cve', null, 11)).rows.length;
    const after = await readSoFar(tx);
    return { found, scanned: after.scanned - before.scanned, fetched: after.fetched - before.fetched };
  });
}

test.each<['list' | 'groups', string]>([
  ['list', 'version:v77'],
  ['list', 'version:v77 status:open'],
  ['list', 'version:(v77 OR v78)'],
  ['list', 'fix:v377'],
  ['list', 'fix:v377 severity:>=high'],
  ['groups', 'version:v77'],
  ['groups', 'fix:v377'],
  ['list', 'score:>=9'],
  ['list', 'score:>=9 status:open'],
  ['list', 'score:10'],
  ['list', 'score:<0.5'],
  ['list', 'score:[5 TO 5.9] status:open'],
])("%s: %s reads no more than a hundredth of all customers' findings", async (work, q) => {
  const { found, scanned, fetched } = await readBy(q, work);
  expect(found).toBe(11);
  expect({ scanned, fetched: fetched <= rows / 100 ? 'few' : fetched }).toEqual({ scanned: 0, fetched: 'few' });
});

test('a version, a fix and a path that nobody has read nothing', async () => {
  for (const q of ['version:nothing', 'fix:nothing', 'path:nothing', 'score:9.85', 'score:>10'])
    expect([q, await readBy(q, 'list')]).toEqual([q, { found: 0, scanned: 0, fetched: expect.any(Number) }]);
});

test('a count that would read on for long ends at 10,000 and says so; one that is kept is told whole', async () => {
  const count = (q: string) =>
    world.system.read(async (tx) => {
      const filter = await makeFilter(tx, { kind: 'all' }, parseQuery(q), { asOfS, customers: new Map() });
      return (await countAll(tx, filter)).total;
    });
  expect(await count('has:fix')).toEqual({ value: 10_000, isCapped: true });
  expect(await count('')).toEqual({ value: rows, isCapped: false });
  const open = await count('status:open');
  expect(open.value).toBeGreaterThan(10_000);
  expect(open.isCapped).toBe(false);
  expect((await count('version:v77')).isCapped).toBe(false);
});
