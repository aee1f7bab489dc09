import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { fromId, toId } from '../../../lib/ids.ts';
import { parseQuery } from '../../../lib/lucene/index.ts';
import type { Context } from '../../access/index.ts';
import { listLifeS } from '../priority.ts';
import { foldCounts } from '../service.ts';
import { markStale, rebuildGroups } from '../sync/groups.store.ts';
import { makeFilter } from './filter.store.ts';
import { listCountedGroups } from './groups.store.ts';
import { countFindings, findByNumber, getFinding, listFindings, listGroups } from './service.ts';
import { addCustomer, asAnalyst, finding, openWorld, type Planted, plant, type World } from './world.fixture.ts';

const asOfS = 1_740_000_000;
const day = 86_400;
let now = new Date(asOfS * 1_000);
let world: World;
let all: Context;
let ofHarbor: Context;
let harbor = 0;
let kestrel = 0;
let ids: number[] = [];

const row = (more: Partial<Planted>) => finding({ customerId: harbor, detectedS: asOfS - 6 * day, ...more });

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  all = world.system;
  harbor = await addCustomer(world, 'harbor', 'Harbor Dental');
  kestrel = await addCustomer(world, 'kestrel', 'Kestrel Logistics');
  ofHarbor = asAnalyst(world, [harbor]);
  ids = await plant(world, [
    row({ cve: 1, severity: 4, scoreTenths: 98, exploit: 2 }),
    row({ cve: 1, host: 2, status: 'patched', isPresent: false }),
    row({ cve: 2, package: 2, fixed: null, severity: null, scoreTenths: null }),
    row({ cve: 3, package: 1, host: 2, severity: 2, scoreTenths: 50, detectedS: asOfS - 90 * day, isAged: true }),
    row({ cve: 1, customerId: kestrel, exploit: 1 }),
    row({ cve: 4, customerId: kestrel, status: 'accepted_risk', severity: 1, scoreTenths: 20 }),
  ]);
  await all.write((tx) => rebuildGroups(tx, [harbor, kestrel]));
});
afterAll(() => world.close());

const found = async (context: Context, q: string, more: { lens?: string; group?: string } = {}) => {
  const { items } = await listFindings(context, { q, ...more, limit: 50 });
  return items.map((item) => ids.indexOf(fromId('finding', item.id) ?? 0) + 1);
};
const refusal = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    return isFailure(error) ? error.code : error;
  }
  return 'no refusal';
};

test('the list shows priority, number and host as people read them', async () => {
  const { items, asOf, nextCursor } = await listFindings(all, { q: 'status:open', limit: 1 });
  expect(asOf).toBe(now.toISOString());
  expect(nextCursor).not.toBeNull();
  expect(items[0]).toMatchObject({
    cveId: 'CVE-2031-1',
    priority: 83,
    severity: 'critical',
    score: 9.8,
    exploit: 'available',
    status: 'open',
    fixedVersion: '2.0',
    asset: { name: `host-${harbor}-1` },
    customer: { code: 'harbor', mark: 'HARB' },
  });
  expect(items[0]?.number).toMatch(/^HARB-F-\d+$/);
});

test.each<[string, number[]]>([
  ['', [1, 5, 4, 2, 6, 3]],
  ['status:open', [1, 5, 4, 3]],
  ['is:closed', [2, 6]],
  ['status:patched', [2]],
  ['severity:>=high', [1, 5, 2]],
  ['severity:unknown', [3]],
  ['-severity:unknown -severity:low', [1, 5, 4, 2]],
  ['exploit:available', [1]],
  ['exploit:>=exploitable', [1, 5]],
  ['is:exploited', [1]],
  ['is:absent', [2]],
  ['is:estimated', [3]],
  ['-has:fix', [3]],
  ['cve:cve-2031-1', [1, 5, 2]],
  ['cve:CVE-2031-?', [1, 5, 4, 2, 6, 3]],
  ['cve-2031-3', [4]],
  ['cve-2031-?', [1, 5, 4, 2, 6, 3]],
  ['package-2', [3]],
  ['status:open (package-2 OR cve-2031-3)', [4, 3]],
  ['package:PACKAGE-2', [3]],
  ['format:deb fix:2.0 version:1.0', [1, 5, 4, 2, 6]],
  ['title:"number 4"', [6]],
  ['age:>30d', [4]],
  ['age:<7d status:open', [1, 5, 3]],
  ['score:>=9', [1]],
  ['priority:>=80', [1]],
  ['customer:kestrel', [5, 6]],
  ['customer:"Harbor Dental" status:open', [1, 4, 3]],
  ['status:open OR severity:low', [1, 5, 4, 6, 3]],
  ['nothing-of-that-name', []],
])('%j finds what it says', async (q, expected) => {
  expect(await found(all, q)).toEqual(expected);
});

test.each([
  'sverity:high',
  'severity:terrible',
  'status:closed',
  'customer:nobody',
  'score:high',
  'age:soon',
  '(status:open',
])('%j is refused with the place and a hint', async (q) => {
  expect(await refusal(listFindings(all, { q, limit: 10 }))).toBe('query.invalid');
  expect(await refusal(countFindings(all, { q }))).toBe('query.invalid');
});

test('the scope bounds lists, counts, groups, numbers and single findings', async () => {
  const foreign = ids[4] ?? 0;
  expect(await found(ofHarbor, '')).toEqual([1, 4, 2, 3]);
  expect(await found(ofHarbor, 'cve:cve-2031-1')).toEqual([1, 2]);
  expect((await countFindings(ofHarbor, { q: '' })).total).toEqual({ value: 4, isCapped: false });
  expect(
    (await countFindings(ofHarbor, { q: 'has:fix' })).facets
      .find((facet) => facet.field === 'customer')
      ?.values.map((one) => one.value),
  ).toEqual(['harbor']);
  expect(
    (await listGroups(ofHarbor, { q: 'status:open', by: 'cve', limit: 50 })).items.flatMap((group) =>
      group.customers.map((one) => one.code),
    ),
  ).toEqual(['harbor', 'harbor', 'harbor']);
  expect(await refusal(getFinding(ofHarbor, foreign))).toBe('finding.not_found');
  const { number } = await getFinding(all, foreign);
  expect(await findByNumber(all, number)).toBe(foreign);
  expect(await refusal(findByNumber(ofHarbor, number))).toBe('finding.not_found');
  expect(await refusal(listFindings(ofHarbor, { q: 'customer:kestrel', limit: 10 }))).toBe('query.invalid');
  expect(await found(asAnalyst(world, []), '')).toEqual([]);
});

test('a lens narrows and never widens', async () => {
  expect(await found(all, 'status:open', { lens: 'kestrel' })).toEqual([5]);
  expect(await found(all, 'status:open', { lens: 'kestrel,harbor' })).toEqual([1, 5, 4, 3]);
  expect(await found(ofHarbor, 'status:open', { lens: 'kestrel' })).toEqual([]);
});

test('the order of a listing stands still over its pages, whatever time does', async () => {
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFindings(all, { q: '', limit: 2, ...(cursor ? { cursor } : {}) });
    pages.push(...page.items.map((item) => item.id));
    expect(page.asOf).toBe(new Date(asOfS * 1_000).toISOString());
    cursor = page.nextCursor ?? undefined;
    now = new Date(now.getTime() + 1_000_000);
  } while (cursor);
  now = new Date(asOfS * 1_000);
  expect(pages.map((id) => ids.indexOf(fromId('finding', id) ?? 0) + 1)).toEqual([1, 5, 4, 2, 6, 3]);
});

test('a cursor is refused after 15 hours', async () => {
  const { nextCursor } = await listFindings(all, { q: '', limit: 2 });
  const cursor = nextCursor ?? '';
  now = new Date((asOfS + listLifeS) * 1_000);
  expect((await listFindings(all, { q: '', limit: 2, cursor })).items).toHaveLength(2);
  now = new Date((asOfS + listLifeS + 1) * 1_000);
  expect(await refusal(listFindings(all, { q: '', limit: 2, cursor }))).toBe('cursor.invalid');
  now = new Date(asOfS * 1_000);
});

const facet = async (q: string, field: string) =>
  Object.fromEntries(
    (await countFindings(all, { q })).facets
      .find((one) => one.field === field)
      ?.values.map((one) => [one.value, one.count]) ?? [],
  );

test.each(['', 'has:fix OR -has:fix'])(
  'each facet leaves its own selection out, counted from kept counts and from rows (%j)',
  async (more) => {
    const q = `status:open severity:>=high ${more === '' ? '' : `(${more})`}`;
    expect((await countFindings(all, { q })).total).toEqual({ value: 2, isCapped: false });
    expect(await facet(q, 'status')).toEqual({ open: 2, patched: 1 });
    expect(await facet(q, 'severity')).toEqual({ critical: 1, high: 1, medium: 1, unknown: 1 });
    expect(await facet(q, 'exploit')).toEqual({ available: 1, exploitable: 1 });
    expect(await facet(q, 'customer')).toEqual({ harbor: 1, kestrel: 1 });
  },
);

test('the inventory counts hosts in service, the silent ones, and names the last scan', async () => {
  const silent = new Date(now.getTime() - 25 * 3_600_000);
  await all.write((tx) =>
    sql`update assets set last_seen_at = ${silent} where hostname = ${`host-${harbor}-1`}`.execute(tx),
  );
  expect((await countFindings(all, { q: '' })).inventory).toEqual({ assets: 3, scannedAt: null, silent: 1 });
});

test('kept groups and counted groups say the same', async () => {
  for (const by of ['fix', 'cve', 'asset'] as const) {
    const kept = await listGroups(all, { q: 'is:open', by, limit: 50 });
    const counted = await listGroups(all, { q: 'is:open (has:fix OR -has:fix)', by, limit: 50 });
    expect(kept).toEqual(counted);
    expect(kept.items.length).toBeGreaterThan(1);
  }
});

test('a group does not climb beyond 30 days of age, also before its findings are flagged', async () => {
  await all.write((tx) => rebuildGroups(tx, [harbor, kestrel]));
  const asked = now;
  for (const hours of [24, 24.5, 30, 31, 800]) {
    now = new Date((asOfS + 23 * day) * 1_000 + hours * 3_600_000);
    for (const by of ['fix', 'cve', 'asset'] as const)
      expect([hours, await listGroups(all, { q: 'is:open', by, limit: 50 })]).toEqual([
        hours,
        await listGroups(all, { q: 'is:open (has:fix OR -has:fix)', by, limit: 50 }),
      ]);
  }
  now = asked;
});

test('a group says what it closes and opens as a list', async () => {
  const { items } = await listGroups(all, { q: 'status:open', by: 'fix', limit: 50 });
  expect(
    items.map((group) => [
      group.title,
      group.subtitle,
      group.findings,
      group.assets,
      group.exploited,
      group.topPriority,
    ]),
  ).toEqual([
    ['package-1', '2.0', 3, 3, 1, 83],
    ['package-2', null, 1, 1, 0, 4],
  ]);
  expect(await found(all, 'status:open', { group: items[0]?.key ?? '' })).toEqual([1, 5, 4]);
  expect(await found(ofHarbor, '', { group: items[1]?.key ?? '' })).toEqual([3]);
  expect(await refusal(listFindings(all, { q: '', group: 'x9.1', limit: 5 }))).toBe('query.invalid');
});

test('groups that were counted over a part of the findings say so, on each page', async () => {
  const groupsOf = (cap: number) =>
    all.read(async (tx) => {
      const filter = await makeFilter(tx, { kind: 'all' }, parseQuery('has:fix OR -has:fix'), {
        asOfS,
        customers: new Map(),
      });
      const first = await listCountedGroups(tx, filter, 'cve', null, 1, cap);
      const [{ top, one, two } = { top: 0, one: 0, two: 0 }] = first.rows;
      return [first, await listCountedGroups(tx, filter, 'cve', { top, one, two }, 9, cap)];
    });
  // Four findings ask for work.
  expect((await groupsOf(3)).map((slice) => slice.isCapped)).toEqual([true, true]);
  expect((await groupsOf(4)).map((slice) => slice.isCapped)).toEqual([false, false]);
  expect((await listGroups(all, { q: 'has:fix', by: 'fix', limit: 5 })).isCapped).toBe(false);
});

test('groups page by cursor and are asked by customer', async () => {
  const first = await listGroups(all, { q: 'status:open', by: 'cve', limit: 2 });
  const second = await listGroups(all, { q: 'status:open', by: 'cve', limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map((group) => group.title)).toEqual([
    'CVE-2031-1',
    'CVE-2031-3',
    'CVE-2031-2',
  ]);
  expect(second.nextCursor).toBeNull();
  expect(
    (await listGroups(all, { q: 'status:open customer:kestrel', by: 'cve', limit: 9 })).items.map((group) => [
      group.title,
      group.findings,
    ]),
  ).toEqual([['CVE-2031-1', 1]]);
});

test('one finding comes with its score explained, its fix, its other hosts and its history', async () => {
  const one = await getFinding(all, ids[0] ?? 0);
  expect(one.scoreLines.reduce((sum, line) => sum + line.points, 0)).toBe(one.priority);
  expect(one).toMatchObject({
    isEstimated: false,
    fix: { findings: 2, assets: 2 },
    format: 'deb',
    architecture: 'amd64',
  });
  expect(one.hosts.map((host) => [host.asset.name, host.status, host.isPresent])).toEqual([
    [`host-${harbor}-2`, 'patched', false],
  ]);
  expect(one.history.at(-1)).toMatchObject({ kind: 'detected', at: one.detectedAt });
  expect(await getFinding(all, ids[2] ?? 0)).toMatchObject({
    isEstimated: true,
    fix: null,
    severity: null,
    score: null,
  });
  expect(await refusal(getFinding(all, 999_999_999))).toBe('finding.not_found');
});

test('folding the counts and marking groups changes no answer', async () => {
  const before = await countFindings(all, { q: 'status:open' });
  await all.write((tx) => markStale(tx, [harbor], new Date(now.getTime() - 3_600_000)));
  expect(await foldCounts(all)).toMatchObject({ groups: 1 });
  expect(await countFindings(all, { q: 'status:open' })).toEqual(before);
  expect(toId('finding', ids[0] ?? 0)).toMatch(/^fnd_/);
});
