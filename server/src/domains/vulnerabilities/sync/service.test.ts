import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../test/database.ts';
import type { AgentSnapshot } from '../../../connectors/capabilities.ts';
import { createDatabase, type Database } from '../../../db/database.ts';
import { type Context, systemContext } from '../../access/index.ts';
import { createCustomer, ensureDefaultCustomer } from '../../customers/index.ts';
import { type FindingSource, type SyncOptions, syncFindings } from './service.ts';
import { finding, findings, listing, snapshot } from './snapshots.fixture.ts';
import { insertSource } from './world.fixture.ts';

const start = new Date('2025-02-01T08:00:00.000Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

let clone: TestDatabase;
let db: Database;
let context: Context;
let source: FindingSource;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  context = systemContext({ db, clock: { now: () => start }, log });
  await ensureDefaultCustomer(context);
});

afterAll(async () => {
  await db.close();
  await clone.drop();
});

// Each test has a cluster and a source of its own, so that none sees another's agents.
let cluster = 0;
beforeEach(async () => {
  source = await insertSource(context, `cluster-${++cluster}`);
});

const agent = (id: string, own: AgentSnapshot['findings'], more: Partial<AgentSnapshot> = {}) =>
  snapshot(id, own, { instance: source.instance, ...more });
const sync = (minutes: number, agents: readonly AgentSnapshot[], isComplete = true, more: SyncOptions = {}) =>
  syncFindings(context, source, listing(agents, isComplete), { now: at(minutes), ...more });

type Row = {
  cve: string;
  status: string;
  presence: boolean;
  presence_at: Date;
  detected_at: Date;
  patched_at: Date | null;
  reopened_count: number;
  version: number;
  severity: number | null;
  base_priority: number;
  condition: string;
  installed: string | null;
  number: number;
};
const rows = async (id = '001'): Promise<Row[]> =>
  context.read(async (tx) => {
    const { rows: found } = await sql<Row>`
      select c.cve_id as cve, f.status, f.presence, f.presence_at, f.detected_at, f.patched_at, f.reopened_count, f.version, f.severity,
        f.base_priority, f.condition, v.value as installed, f.number
      from findings f join cves c on c.id = f.cve_id join asset_sources s on s.asset_id = f.asset_id
      left join package_versions v on v.id = f.installed_version_id
      where s.instance = ${source.instance} and s.external_id = ${id} order by f.id`.execute(tx);
    return found;
  });
const ask = async <T>(query: string): Promise<T[]> =>
  context.read(async (tx) => (await sql<T>`${sql.raw(query)}`.execute(tx)).rows);

test("a first sight gets a number, a host and a score; its time is the run's, not the scanner's", async () => {
  const own = [finding({ detectedAt: new Date(0), severity: null, score: null })];
  expect(
    await sync(0, [
      agent('001', own, { system: { name: 'Debian GNU/Linux 12', version: '12', platform: 'debian', kernel: '6.1' } }),
    ]),
  ).toMatchObject({ read: 1, new: 1, agents: 1 });
  const [row] = await rows();
  expect(row).toMatchObject({
    status: 'open',
    presence: true,
    detected_at: at(0),
    severity: null,
    base_priority: 0,
    version: 1,
  });
  expect(row?.number).toBeGreaterThan(0);
  const [asset] = await ask<object>(
    `select hostname, operating_system, os_platform, open_findings, origin, status from assets where hostname = 'host-001' order by id desc limit 1`,
  );
  expect(asset).toEqual({
    hostname: 'host-001',
    operating_system: 'Debian GNU/Linux 12',
    os_platform: 'debian',
    open_findings: 1,
    origin: 'wazuh',
    status: 'active',
  });
});

test('the same snapshot again writes nothing but its time', async () => {
  const own = findings(5);
  await sync(0, [agent('001', own)]);
  const before = await rows();
  const [count] = await ask<{ n: number }>('select count(*)::int as n from audit_events');
  expect(await sync(5, [agent('001', [...own].reverse())])).toMatchObject({
    read: 5,
    new: 0,
    changed: 0,
    unchanged: 5,
  });
  expect(await rows()).toEqual(before);
  expect(await ask('select count(*)::int as n from audit_events')).toEqual([count]);
  expect(await ask(`select max(snapshot_at) as at from agent_digests where source_id = ${source.id}`)).toEqual([
    { at: at(5) },
  ]);
});

test('a new version is the same finding, and its history says what changed', async () => {
  await sync(0, [agent('001', findings(4))]);
  const moved = findings(4).map((one, i) =>
    i === 0 ? { ...one, version: '2.4.2', score: 9.8, severity: 'critical' as const } : one,
  );
  expect(await sync(30, [agent('001', moved)])).toMatchObject({ changed: 1, unchanged: 3, new: 0, absent: 0 });
  const [first, second] = await rows();
  expect(first).toMatchObject({
    installed: '2.4.2',
    detected_at: at(0),
    severity: 4,
    base_priority: 4_900,
    version: 2,
  });
  expect(second?.version).toBe(1);
  const [entry] = await ask<{ before: unknown; after: unknown }>(
    `select before, after from finding_events where kind = 'changed' order by id desc limit 1`,
  );
  expect(entry).toEqual({
    before: { version: '2.4.1-3', condition: 'Package less than 2.4.1-4', severity: 3, score: 8.1 },
    after: { version: '2.4.2', condition: 'Package less than 2.4.1-4', severity: 4, score: 9.8 },
  });
});

test('what a complete snapshot no longer states is absent at once and patched an hour later', async () => {
  await sync(0, [agent('001', findings(10))]);
  expect(await sync(10, [agent('001', findings(8))])).toMatchObject({ absent: 2, waiting: 0, patched: 0 });
  const gone = (await rows()).filter((row) => !row.presence);
  expect(gone.map((row) => [row.status, row.presence_at])).toEqual([
    ['open', at(10)],
    ['open', at(10)],
  ]);
  expect(await sync(69, [agent('001', findings(8))])).toMatchObject({ patched: 0 });
  expect(await sync(70, [agent('001', findings(8))])).toMatchObject({ patched: 2, unchanged: 8 });
  expect((await rows()).filter((row) => row.status === 'patched').map((row) => row.patched_at)).toEqual([
    at(70),
    at(70),
  ]);
});

test('how long a finding must be gone is a setting', async () => {
  await sync(0, [agent('001', findings(10))]);
  expect(await sync(10, [agent('001', findings(9))], true, { clearedAfterMinutes: 0 })).toMatchObject({
    absent: 1,
    patched: 1,
  });
});

test('a patched finding that is seen again is open again, with its first sight kept', async () => {
  await sync(0, [agent('001', findings(10))]);
  await sync(10, [agent('001', findings(9))], true, { clearedAfterMinutes: 0 });
  expect(await sync(20, [agent('001', findings(10))])).toMatchObject({ reopened: 1, new: 0 });
  expect((await rows()).at(-1)).toMatchObject({
    status: 'open',
    presence: true,
    patched_at: null,
    reopened_count: 1,
    detected_at: at(0),
    presence_at: at(20),
  });
});

test('an agent that lost more than 30 % waits, and only a second complete snapshot is believed', async () => {
  await sync(0, [agent('001', findings(10))]);
  expect(await sync(10, [agent('001', findings(6))])).toMatchObject({ absent: 0, waiting: 4 });
  expect((await rows()).every((row) => row.presence)).toBe(true);
  expect(await sync(15, [agent('001', findings(6), { isComplete: false })])).toMatchObject({ absent: 0 });
  expect(await sync(20, [agent('001', findings(6))])).toMatchObject({ absent: 4, waiting: 0 });
  expect((await rows()).filter((row) => !row.presence).map((row) => row.presence_at)).toEqual([
    at(10),
    at(10),
    at(10),
    at(10),
  ]);
});

test('an index that was emptied and filled again loses nothing', async () => {
  await sync(0, [agent('001', findings(10)), agent('002', findings(3))]);
  expect(await sync(10, [])).toMatchObject({ read: 0, agents: 0, absent: 0, waiting: 13 });
  expect(await sync(20, [agent('001', findings(10)), agent('002', findings(3))])).toMatchObject({
    new: 0,
    unchanged: 13,
    absent: 0,
    waiting: 0,
    reopened: 0,
  });
  expect((await rows()).every((row) => row.presence && row.detected_at.getTime() === at(0).getTime())).toBe(true);
});

test('an agent without any document is believed gone at the second complete snapshot', async () => {
  await sync(0, [agent('001', findings(2)), agent('002', findings(1))]);
  expect(await sync(10, [agent('002', findings(1))])).toMatchObject({ waiting: 2, absent: 0 });
  expect(await sync(100, [agent('002', findings(1))])).toMatchObject({ waiting: 0, absent: 2, patched: 2 });
  expect(await sync(110, [agent('002', findings(1))])).toMatchObject({ absent: 0, patched: 0, unchanged: 1 });
});

test('nothing is concluded about unnamed agents when the snapshot is not whole, nor when it breaks off', async () => {
  await sync(0, [agent('001', findings(2)), agent('002', findings(1))]);
  for (const minutes of [10, 20])
    expect(await sync(minutes, [agent('002', findings(1))], false)).toMatchObject({ waiting: 0, absent: 0 });
  const broken = async function* () {
    yield agent('002', findings(3));
    throw new Error('half an answer');
  };
  await expect(syncFindings(context, source, broken(), { now: at(30) })).rejects.toThrow('half an answer');
  expect((await rows('001')).every((row) => row.presence)).toBe(true);
});

test('an incomplete snapshot adds and changes but never takes away, and is looked at again', async () => {
  await sync(0, [agent('001', findings(3))]);
  expect(await sync(10, [agent('001', findings(1, 3, { version: '9' }), { isComplete: false })])).toMatchObject({
    changed: 1,
    absent: 0,
    waiting: 0,
  });
  expect(await sync(20, [agent('001', findings(3))])).toMatchObject({ changed: 1, unchanged: 2 });
});

test('an agent that the manager knows to be silent proves nothing, until it is back', async () => {
  await sync(0, [agent('001', findings(10))]);
  const setStatus = (status: string) =>
    context.write((tx) =>
      sql`update assets set status = ${status} where id in (select asset_id from asset_sources where instance = ${source.instance})`.execute(
        tx,
      ),
    );
  await setStatus('inactive');
  expect(await sync(10, [agent('001', findings(9))])).toMatchObject({ absent: 0, waiting: 0 });
  await setStatus('active');
  expect(await sync(20, [agent('001', findings(9))])).toMatchObject({ absent: 1 });
});

test('hosts belong to the customer of the source, and each customer is told once', async () => {
  await createCustomer(context, { code: `kestrel-${cluster}`, name: 'Kestrel Logistics' });
  const [customer] = await ask<{ id: number }>(`select id from customers where code = 'kestrel-${cluster}'`);
  source = await insertSource(context, `owned-${cluster}`, customer?.id ?? 0);
  const [before] = await ask<{ id: number }>('select coalesce(max(id), 0)::int as id from outbox');
  await sync(0, [agent('001', findings(2)), agent('002', findings(2))]);
  expect(
    await ask(
      `select distinct customer_id::int as id from findings where asset_id in (select asset_id from asset_sources where instance = '${source.instance}')`,
    ),
  ).toEqual([{ id: customer?.id }]);
  expect(await ask(`select topic, customer_id::int as customer from outbox where id > ${before?.id}`)).toEqual([
    { topic: 'findings', customer: customer?.id },
  ]);
  expect(
    await ask(
      `select event_type, after from audit_events where customer_id = ${customer?.id} and event_type = 'findings_synced'`,
    ),
  ).toHaveLength(2);
  expect(await ask(`select status, found_count, new_count from scans where customer_id = ${customer?.id}`)).toEqual(
    Array(2).fill({ status: 'completed', found_count: 2, new_count: 2 }),
  );
});

test('a run that dies in the middle leaves whole agents, and the next one goes on', async () => {
  const dying = async function* () {
    yield agent('001', findings(6_000));
    yield agent('002', findings(6_000));
    yield agent('003', findings(10));
    throw new Error('killed');
  };
  await expect(syncFindings(context, source, dying(), { now: at(0) })).rejects.toThrow('killed');
  expect([(await rows('001')).length, (await rows('002')).length, (await rows('003')).length]).toEqual([
    6_000, 6_000, 0,
  ]);
  const whole = [agent('001', findings(6_000)), agent('002', findings(6_000)), agent('003', findings(10))];
  expect(await sync(10, whole)).toMatchObject({ new: 10, unchanged: 12_000 });
});

test('two syncs of one cluster at the same time store each finding once', async () => {
  const other = await insertSource(context, source.instance ?? '');
  const agents = [agent('001', findings(300)), agent('002', findings(300))];
  const outcomes = await Promise.all([sync(0, agents), syncFindings(context, other, listing(agents), { now: at(0) })]);
  expect(outcomes.map((one) => one.new).sort((a, b) => a - b)).toEqual([0, 600]);
  expect((await rows('001')).length).toBe(300);
});

test('text that no database takes is made storable and is found again', async () => {
  const odd = finding({
    cveId: 'CVE-2031-9\u0000',
    packageName: `p\ud800${'x'.repeat(2_000)}`,
    path: `/opt/\u0000${'y'.repeat(3_000)}`,
    version: '1\u0000',
    condition: '\u0000',
    description: 'é\u0000🔥 '.repeat(9_000),
  });
  expect(await sync(0, [agent('001', [odd])])).toMatchObject({ new: 1 });
  expect(await sync(10, [agent('001', [odd, finding()])])).toMatchObject({ new: 1, unchanged: 1, changed: 0 });
});

test('a longer description of a CVE replaces the shorter one, never the other way round', async () => {
  const cveId = 'CVE-2032-777';
  const describe = async () =>
    (await ask<{ description: string }>(`select description from cves where cve_id = '${cveId}'`))[0]?.description;
  await sync(0, [agent('001', [finding({ cveId, description: 'Short.' })])]);
  await sync(10, [agent('001', [finding({ cveId, description: 'A longer and better one.' })])]);
  expect(await describe()).toBe('A longer and better one.');
  await sync(20, [agent('001', [finding({ cveId, description: 'Short.' })])]);
  expect(await describe()).toBe('A longer and better one.');
});

test('an agent that is told of twice in one snapshot loses nothing of either part', async () => {
  const twice = [agent('001', findings(10)), agent('001', findings(10, 11), { instance: null })];
  expect(await sync(0, twice)).toMatchObject({ new: 20 });
  expect((await rows()).every((row) => row.presence)).toBe(true);
});

test('an aborted run stops between agents', async () => {
  const stop = AbortSignal.abort(new Error('stopped'));
  await expect(sync(0, [agent('001', findings(1))], true, { signal: stop })).rejects.toThrow('stopped');
  expect(await rows()).toEqual([]);
});

test('groups that a crash left behind are put right by the next run of anything', async () => {
  await sync(0, [agent('001', findings(3))]);
  await context.write(async (tx) => {
    await sql`update upgrade_groups set finding_count = 999 where customer_id in (select id from customers where is_default)`.execute(
      tx,
    );
    await sql`insert into stale_groups select id, ${at(0)} from customers where is_default`.execute(tx);
  });
  await sync(10, [agent('001', findings(4))]);
  expect(await ask('select count(*)::int as n from upgrade_groups where finding_count = 999')).toEqual([{ n: 0 }]);
  expect(await ask('select count(*)::int as n from stale_groups')).toEqual([{ n: 0 }]);
});
