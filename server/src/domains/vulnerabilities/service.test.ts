import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capabilities } from '../../connectors/capabilities.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import type { JobContext } from '../jobs/index.ts';
import { vulnerabilityJobs } from './jobs.ts';
import { getFinding, listFindings, listGroups } from './list/service.ts';
import { addCustomer, openWorld, type World } from './list/world.fixture.ts';
import { agedLeadS, ageUnits } from './priority.ts';
import { ageFindings, foldCounts, moveFindings, reconcileCounts, recordExploits, syncFindingsNow } from './service.ts';
import { finding, findings, listing, snapshot } from './sync/snapshots.fixture.ts';
import { insertSource } from './sync/world.fixture.ts';

let now = new Date('2025-02-01T08:00:00.000Z');
let world: World;
let context: Context;
let kestrel = 0;

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  context = world.system;
  kestrel = await addCustomer(world, 'kestrel', 'Kestrel Logistics');
});
afterAll(() => world.close());

const ask = async <T>(query: string): Promise<T[]> =>
  context.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);
const gives = (agents: Parameters<typeof listing>[0]): Capabilities => ({ listFindings: () => listing(agents) });
const open =
  (byConnection: ReadonlyMap<number, Capabilities>) =>
  async (_: Context, id: number): Promise<Capabilities> => {
    const found = byConnection.get(id);
    if (!found) throw new Failure('connection.unreachable', 'The product did not answer.');
    return found;
  };

test('one run reads every source, and one that fails keeps none of the others back', async () => {
  const north = await insertSource(context, 'north');
  const south = await insertSource(context, 'south');
  const away = await insertSource(context, 'away');
  const openConnection = open(
    new Map([
      [north.connectionId, gives([snapshot('001', findings(20))])],
      [south.connectionId, gives([snapshot('001', findings(5), { instance: 'south' })])],
    ]),
  );
  const run = await syncFindingsNow(context, { openConnection });
  expect(run).toMatchObject({
    sources: 3,
    failed: 1,
    read: 25,
    new: 25,
    agents: 2,
    errors: ['away: The product did not answer.'],
  });
  const states = await ask<{ id: number; last_error: string | null; ok: boolean }>(
    'select id, last_error, last_ok_at is not null as ok from sources order by id',
  );
  expect(states).toEqual([
    { id: north.id, last_error: null, ok: true },
    { id: south.id, last_error: null, ok: true },
    { id: away.id, last_error: 'The product did not answer.', ok: false },
  ]);
  const due = await syncFindingsNow(context, { openConnection, which: 'due' });
  expect(due).toMatchObject({ sources: 0 });
  await context.write((tx) => sql`delete from sources where id = ${away.id}`.execute(tx));
});

test('two runs at the same time take turns at a source, and a due one leaves it to the other', async () => {
  const source = await insertSource(context, 'turns');
  let isReading = false;
  let read = 0;
  const slow: Capabilities = {
    async *listFindings() {
      expect(isReading).toBe(false);
      isReading = true;
      read++;
      yield snapshot('001', findings(1), { instance: 'turns' });
      await new Promise((resolve) => setImmediate(resolve));
      isReading = false;
      yield { kind: 'summary', documents: 1, agents: 1, unusable: 0, isComplete: true };
    },
  };
  const openConnection = async () => slow;
  await context.write((tx) => sql`update sources set is_enabled = id = ${source.id}`.execute(tx));
  const runs = await Promise.all([
    syncFindingsNow(context, { openConnection }),
    syncFindingsNow(context, { openConnection }),
  ]);
  expect(read).toBe(2);
  expect(runs.map((run) => run.failed)).toEqual([0, 0]);
  await context.write((tx) => sql`update sources set is_enabled = true`.execute(tx));
});

test('ageing flags what reaches 30 days within two hours, and changes no priority', async () => {
  const before = await listFindings(context, { q: '', limit: 200 });
  const cutoff = new Date(now.getTime() - (ageUnits - agedLeadS) * 1_000);
  const [one, two] = before.items.map((item) => fromId('finding', item.id));
  await context.write(async (tx) => {
    await sql`update findings set detected_at = ${cutoff} where id = ${one}`.execute(tx);
    await sql`update findings set detected_at = ${new Date(cutoff.getTime() + 1_000)} where id = ${two}`.execute(tx);
  });
  const old = await listFindings(context, { q: '', limit: 200 });
  expect(await ageFindings(context)).toBe(1);
  expect(await ask('select id from findings where is_aged')).toEqual([{ id: one }]);
  expect(await listFindings(context, { q: '', limit: 200 })).toEqual(old);
  expect(await ageFindings(context)).toBe(0);
});

test('a group that holds a flagged finding is counted anew with it', async () => {
  const [flagged] = await ask<{ cve: string }>(
    'select c.cve_id as cve from findings f join cves c on c.id = f.cve_id where f.is_aged',
  );
  const groupOf = async (q: string) =>
    (await listGroups(context, { q, by: 'cve', limit: 200 })).items.find((group) => group.title === flagged?.cve);
  const kept = await groupOf('is:open');
  expect(kept).toEqual(await groupOf('is:open (has:score OR -has:score)'));
  // Two hours are missing to the full 20 points.
  expect(kept?.topPriority).toBe(8.1 * 5 + 19.94);
});

test('kept counts fold to one row for each combination, and drift is found and put right', async () => {
  await foldCounts(context);
  const [kept] = await ask<{ rows: number; distinct: number }>(
    'select count(*)::int as rows, count(distinct (customer_id, status, severity, exploit))::int as distinct from finding_counts',
  );
  expect(kept?.rows).toBe(kept?.distinct);
  expect(await reconcileCounts(context)).toBe(0);
  await context.write((tx) => sql`update finding_counts set count = count + 5`.execute(tx));
  expect(await reconcileCounts(context)).toBeGreaterThan(0);
  expect(await reconcileCounts(context)).toBe(0);
});

test('findings follow their host to another customer, with new numbers and their history', async () => {
  const [asset] = await ask<{ id: number; customer: number }>(
    `select asset_id::int as id, customer_id::int as customer from asset_sources where instance = 'south'`,
  );
  await context.write((tx) => moveFindings(tx, [{ assetId: asset?.id ?? 0, from: asset?.customer ?? 0, to: kestrel }]));
  expect(await ask(`select number from findings where customer_id = ${kestrel} order by number`)).toEqual(
    [1, 2, 3, 4, 5].map((number) => ({ number })),
  );
  expect(await ask(`select sum(finding_count)::int as n from cve_groups where customer_id = ${kestrel}`)).toEqual([
    { n: 5 },
  ]);
  expect(await ask(`select sum(count)::int as n from finding_counts where customer_id = ${kestrel}`)).toEqual([
    { n: 5 },
  ]);
  const [first] = await ask<{ id: number }>(
    `select id from findings where customer_id = ${kestrel} order by number limit 1`,
  );
  expect((await getFinding(context, first?.id ?? 0)).number).toBe('KEST-F-1');
});

test('what is known of exploits scores findings anew, and those that come later', async () => {
  await recordExploits(context, [
    { cveId: 'CVE-2031-1', exploit: 2 },
    { cveId: 'CVE-2032-1', exploit: 1 },
  ]);
  expect(
    await ask(
      `select distinct base_priority from findings f join cves c on c.id = f.cve_id where c.cve_id = 'CVE-2031-1'`,
    ),
  ).toEqual([{ base_priority: 81 * 50 + 3_000 }]);
  expect(await ask('select sum(open_exploited)::int as n from assets')).toEqual(
    await ask('select count(*)::int as n from findings where exploit = 2'),
  );
  const late = await insertSource(context, 'late');
  await context.write((tx) => sql`update sources set is_enabled = id = ${late.id}`.execute(tx));
  const openConnection = async () => gives([snapshot('001', [finding({ cveId: 'CVE-2032-1' })], { instance: 'late' })]);
  await syncFindingsNow(context, { openConnection });
  expect(
    await ask(
      `select f.exploit::int as exploit, base_priority from findings f join cves c on c.id = f.cve_id where c.cve_id = 'CVE-2032-1'`,
    ),
  ).toEqual([{ exploit: 1, base_priority: 81 * 50 + 1_500 }]);
});

const jobContext = (part: Partial<JobContext> = {}): JobContext => ({
  context,
  params: {},
  signal: new AbortController().signal,
  checkpoint: null,
  progress: async () => {},
  log: async () => {},
  saveCheckpoint: async () => {},
  ...part,
});

test('the jobs run and tell what they did', async () => {
  const openConnection = async () => gives([]);
  const told: Record<string, unknown> = {};
  for (const one of vulnerabilityJobs({ openConnection })) told[one.name] = await one.run(jobContext());
  expect(told).toMatchObject({
    'sync-findings': { sources: 1, failed: 0 },
    'watch-findings': { sources: 0 },
    'age-findings': { flagged: 0 },
    'fold-finding-counts': { groups: 0 },
    'check-finding-counts': { drifted: 0 },
  });
  now = new Date(now.getTime() + 1);
});

test('a run that was cut off goes on behind the sources that are done, and tells the counts of all', async () => {
  await context.write((tx) => sql`delete from sources`.execute(tx));
  const sources = [
    await insertSource(context, 'a'),
    await insertSource(context, 'b'),
    await insertSource(context, 'c'),
  ];
  const asked: number[] = [];
  const stop = new AbortController();
  const openConnection = async (_: Context, id: number): Promise<Capabilities> => {
    const place = sources.findIndex((source) => source.connectionId === id);
    asked.push(place);
    if (place === 1 && !stop.signal.aborted) stop.abort(new Error('The worker stops.'));
    stop.signal.throwIfAborted();
    return gives([snapshot('001', findings(place + 1), { instance: `cluster-${place}` })]);
  };
  const [sync] = vulnerabilityJobs({ openConnection });
  let checkpoint: unknown = null;
  // As the database gives it back.
  const saveCheckpoint = async (value: unknown) => void (checkpoint = JSON.parse(JSON.stringify(value)));
  await expect(sync?.run(jobContext({ signal: stop.signal, saveCheckpoint }))).rejects.toThrow('The worker stops.');
  expect(asked).toEqual([0, 1]);

  const again: number[] = [];
  const [resumed] = vulnerabilityJobs({
    openConnection: async (_: Context, id: number) => {
      const place = sources.findIndex((source) => source.connectionId === id);
      again.push(place);
      if (place === 2) throw new Failure('connection.unreachable', 'The product did not answer.');
      return gives([snapshot('001', findings(place + 1), { instance: `cluster-${place}` })]);
    },
  });
  const ending = resumed?.run(jobContext({ checkpoint, saveCheckpoint }));
  await expect(ending).rejects.toMatchObject({
    message: 'c: The product did not answer.',
    stats: { sources: 3, failed: 1, read: 3, new: 3, agents: 2 },
  });
  expect(again).toEqual([1, 2]);
  // The one that failed is not behind the run.
  expect(checkpoint).toMatchObject({ sources: [sources[0]?.id, sources[1]?.id], total: { read: 3 } });
});
