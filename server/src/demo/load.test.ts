import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../test/cli.ts';
import type { GivenUser } from '../../test/given.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { demoPipelines } from '../app/pipelines.ts';
import { postgresEventStore } from '../domains/siem/index.ts';
import { toId } from '../lib/ids.ts';
import { buildDemoWorld, findingSnapshots } from './generator/index.ts';
import { playLive } from './live.ts';
import { type DemoPipelines, demoSeed, loadDemo, removeDemo, wantsDemo } from './load.ts';

const days = 6;
let app: TestApp;
let cli: Cli;
let namesake: GivenUser;
beforeAll(async () => {
  cli = await openCli();
  app = await startTestApp({ url: cli.url, start: new Date().toISOString() });
  // A person of this house, invited but not yet here, whose name the demo uses too.
  namesake = await app.given.user({ username: 'i.thorn', role: 'admin' });
});
afterAll(async () => {
  await app.close();
  await cli.close();
});

/** The demo of the last days: the same story, in a fraction of the time. */
function thinned(now: Date) {
  const world = buildDemoWorld({ seed: demoSeed, now });
  const since = now.getTime() - days * 86_400_000;
  return { ...world, groups: world.groups.filter((group) => group.firstAt >= since) };
}

const pipelines = () => demoPipelines(postgresEventStore(app.db, app.clock));
const load = (through = pipelines()) => {
  const told: number[] = [];
  const tell = async (_phase: string, percent: number) => void told.push(percent);
  const counts = loadDemo(app.system, through, tell, new AbortController().signal, thinned);
  return counts.then((done) => ({ done, told }));
};

/** The pipelines with a note of all that goes through them; `failAt` dies behind that one, before anybody notes that it is done. */
function watched(failAt?: string): { through: DemoPipelines; seen: string[] } {
  const seen: string[] = [];
  const real = pipelines();
  const note = (name: string) => {
    seen.push(name);
    if (name === failAt) throw new Error('killed');
  };
  return {
    seen,
    through: {
      ...real,
      syncSnapshot: async (context, source, snapshot) => {
        await real.syncSnapshot(context, source, snapshot);
        note(`scan ${snapshot.customerCode} ${snapshot.at.toISOString()}`);
      },
      ingest: async (context, source, events) => {
        await real.ingest(context, source, events);
        note(`day ${events[0]?.time.toISOString().slice(0, 10)}`);
      },
    },
  };
}
const scans = () =>
  [...findingSnapshots(thinned(app.clock.now()))].map((one) => `scan ${one.customerCode} ${one.at.toISOString()}`);
const dayAgo = (count: number) =>
  `day ${new Date(app.clock.now().getTime() - count * 86_400_000).toISOString().slice(0, 10)}`;

/** Rows of every table that keeps what people work with. */
async function rowsByTable(): Promise<Record<string, number>> {
  const tables = await cli.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await cli.query<{ count: number }>(`select count(*)::int as count from ${name}`);
    if (row && row.count > 0) counts[name] = row.count;
  }
  return counts;
}

// In order: what is loaded first is removed last.
let before: Record<string, number>;

test('a load that is stopped in the middle is no demo: nothing plays on it, and it is wanted still', {
  timeout: 60_000,
}, async () => {
  before = await rowsByTable();
  const stop = new AbortController();
  const others: unknown[] = [];
  const tell = async (phase: string, percent: number) => {
    if (phase !== 'findings' || percent < 5) return;
    // Whoever comes while it is loaded leaves it alone.
    others.push((await load()).done);
    stop.abort();
  };
  await expect(loadDemo(app.system, pipelines(), tell, stop.signal, thinned)).rejects.toThrow(/abort/i);
  expect(others).toEqual([null]);
  expect((await cli.query('select 1 from findings')).length).toBeGreaterThan(10);
  expect(await wantsDemo(app.system)).toBe(true);
  const live = playLive(app.system, pipelines(), new AbortController().signal, () => undefined);
  await expect(live).rejects.toMatchObject({ code: 'customer.not_found' });
});

test('what was begun more than an hour ago, or has customers and nothing else, is begun anew', {
  timeout: 60_000,
}, async () => {
  const [first] = scans();
  const hourAgo = new Date(app.clock.now().getTime() - 60 * 60_000).toISOString();
  await cli.query(`update connections set config = config || jsonb_build_object('startedAt', $1::text) where is_demo`, [
    hourAgo,
  ]);
  const late = watched(first);
  await expect(load(late.through)).rejects.toThrow('killed');
  expect(late.seen).toEqual([first]);
  await cli.query('delete from connections where is_demo');
  const bare = watched(first);
  await expect(load(bare.through)).rejects.toThrow('killed');
  expect(bare.seen).toEqual([first]);
  expect(await cli.query('select 1 from customers where is_demo')).toHaveLength(3);
});

test('a load that is killed again and again repeats only what it was doing', { timeout: 60_000 }, async () => {
  const all = scans();
  const [third, lastScan, day] = [all[2] ?? '', all.at(-1) ?? '', dayAgo(3)];
  const killed: string[] = [];
  for (const place of [third, lastScan, day]) {
    const { through, seen } = watched(place);
    await expect(load(through)).rejects.toThrow('killed');
    expect(seen.at(-1)).toBe(place);
    killed.push(...seen);
  }
  expect(killed.filter((name) => name.startsWith('scan'))).toEqual([...all.slice(0, 3), ...all.slice(2), lastScan]);
  // The day that was cut off comes once more, for its decisions; those before it do not.
  const rest = watched(dayAgo(1));
  await expect(load(rest.through)).rejects.toThrow('killed');
  expect(rest.seen).toEqual([dayAgo(3), dayAgo(2), dayAgo(1)]);
  expect(killed.filter((name) => name.startsWith('day')).at(-1)).toBe(day);
});

test('the demo goes in through the pipelines, also over the remains of a load that was stopped: every event in an alert, every decision made, counts told rising to 100', {
  timeout: 60_000,
}, async () => {
  expect(await wantsDemo(app.system)).toBe(true);
  const world = thinned(app.clock.now());
  const { done, told } = await load();
  expect(done).toMatchObject({ customers: 3, events: world.groups.reduce((sum, group) => sum + group.events, 0) });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(100);

  const [sums] = await cli.query<Record<string, number>>(`select
    (select count(*) from events)::int as events, (select count(*) from alert_events)::int as linked, (select count(*) from parked_events)::int as parked,
    (select sum(event_count) from alerts)::int as counted, (select count(*) from alerts)::int as alerts,
    (select count(*) from alerts where status = 'closed')::int as closed, (select count(*) from findings where status = 'open')::int as findings`);
  expect(sums).toMatchObject({ events: done?.events, linked: done?.events, counted: done?.events, parked: 0 });
  expect(sums?.alerts).toBe(world.groups.length);
  expect(sums?.closed).toBe(world.groups.filter((group) => group.closure !== null).length);
  expect(sums?.findings).toBeGreaterThan(1_000);
});

test('what the analysts decided stands there as the console writes it: reasons, duplicates, who and when', async () => {
  const [marks] = await cli.query<Record<string, number>>(`select
    count(*) filter (where verdict = 'false_positive' and verdict_reason_id is null)::int as unreasoned,
    count(*) filter (where verdict = 'false_positive')::int as false,
    count(duplicate_of_id)::int as linked, count(*) filter (where duplicate_of_id is not null and verdict <> 'duplicate')::int as mislinked,
    count(*) filter (where status = 'closed' and (verdict_by is null or closed_at < last_seen_at))::int as odd,
    count(*) filter (where status = 'in_progress' and assignee_id is null)::int as ownerless from alerts`);
  expect(marks).toMatchObject({ unreasoned: 0, mislinked: 0, odd: 0, ownerless: 0 });
  expect(marks?.linked).toBeGreaterThan(0);
  expect(marks?.false).toBeGreaterThan(20);
});

test('times are relative to now: the newest alert is minutes old, none is of the future', async () => {
  const [times] = await cli.query<{ newest: Date }>('select max(last_seen_at) as newest from alerts');
  const age = app.clock.now().getTime() - (times?.newest.getTime() ?? 0);
  expect(age).toBeGreaterThanOrEqual(0);
  expect(age).toBeLessThan(15 * 60_000);
});

test('its connection counts as heard from', async () => {
  const rows = await cli.query('select status, last_ok_at is not null as heard from connections where is_demo');
  expect(rows).toEqual([{ status: 'ok', heard: true }]);
});

test('nobody can sign in as an analyst of the demo', async () => {
  const rows = await cli.query<{ username: string }>(
    "select username from users where email like '%@demo.example' and (password_hash is not null or is_active)",
  );
  expect(rows).toEqual([]);
  expect(await cli.query("select 1 from users where email like '%@demo.example'")).toHaveLength(2);
});

test('every customer has its own alerts, hosts and findings, and nothing is left to the default customer', async () => {
  const rows = await cli.query<{ code: string; alerts: number; assets: number; findings: number }>(
    `select c.code, (select count(*) from alerts a where a.customer_id = c.id)::int as alerts, (select count(*) from assets s where s.customer_id = c.id)::int as assets,
      (select count(*) from findings f where f.customer_id = c.id)::int as findings from customers c order by 1`,
  );
  const counts = new Map(rows.map(({ code, ...row }) => [code, row]));
  expect(counts.get('default') ?? { alerts: 0, assets: 0, findings: 0 }).toEqual({ alerts: 0, assets: 0, findings: 0 });
  expect([...counts].map(([code, { assets }]) => `${code} ${assets}`)).toEqual(
    expect.arrayContaining(['harbor 15', 'kestrel 17', 'aurora 10']),
  );
  const strays = await cli.query(
    'select 1 from alerts a join assets s on s.id = a.asset_id where s.customer_id <> a.customer_id limit 1',
  );
  expect(strays).toEqual([]);
});

test('findings were first seen when a scan stated them, over the 90 days, and what was upgraded is patched', async () => {
  const [seen] = await cli.query<Record<string, number>>(
    `select count(distinct date_trunc('day', detected_at))::int as days, (extract(epoch from $1 - min(detected_at)) / 86400)::int as oldest,
      count(*) filter (where detected_at > $1)::int as ahead, count(*) filter (where status = 'patched')::int as patched,
      count(*) filter (where status = 'patched' and (patched_at < detected_at or presence))::int as odd from findings`,
    [app.clock.now()],
  );
  expect(seen).toMatchObject({ oldest: 89, ahead: 0, odd: 0 });
  expect(seen?.days).toBeGreaterThan(5);
  expect(seen?.patched).toBeGreaterThan(1_000);
});

test('a demo that is there is left as it is, by the job and by the command', async () => {
  const counts = await rowsByTable();
  expect((await load()).done).toBeNull();
  expect(await cli.json('demo', 'load')).toMatchObject({ code: 0, rows: [{ loaded: false }] });
  expect(await app.runJob('demo-load')).toEqual({ skipped: 'the demo is there, or is being loaded' });
  expect(await rowsByTable()).toEqual(counts);
});

test('live events come at the pace of the generator until the signal, each in an alert and none parked', async () => {
  const stop = new AbortController();
  const [paused, told]: [number[], string[]] = [[], []];
  const since = app.clock.now();
  const { events } = await playLive(
    app.system,
    pipelines(),
    stop.signal,
    (line) => told.push(line),
    async (ms) => {
      paused.push(ms);
      app.clock.advance(ms);
      if (paused.length > 30) stop.abort();
    },
  );
  expect([events, told.length]).toEqual([30, 30]);
  expect(told.filter((line) => !/^\S+Z (harbor|kestrel|aurora) \S/.test(line))).toEqual([]);
  const [sums] = await cli.query<Record<string, number>>(
    `select count(*)::int as linked, (extract(epoch from max(occurred_at) - $1) * 1000)::int as newest,
      (select count(*) from parked_events)::int as parked from alert_events where occurred_at > $1`,
    [since],
  );
  const lived = paused.slice(0, 30).reduce((sum, ms) => sum + ms, 0);
  expect(sums).toEqual({ linked: 30, newest: lived, parked: 0 });
  const [heard] = await cli.query<{ at: Date }>("select last_event_at as at from sources where purpose = 'alerts'");
  expect(heard?.at.getTime()).toBe(since.getTime() + lived);
});

test('one command removes it with what people made of it: every count is back, and nothing of it is left', async () => {
  const [someone] = await cli.query<{ id: number; customer: number }>(
    "select id, customer_id as customer from alerts where status = 'open' order by id limit 1",
  );
  const ids = [toId('alert', someone?.id ?? 0)];
  const closing = { kind: 'close', verdict: 'true_positive' } as const;
  // The live events took the clock along, further than a session may rest.
  const present = { cookie: await app.given.session(namesake.id) };
  const closed = await app.call(present, 'changeAlerts', { body: { select: { ids }, action: closing } });
  expect(closed.status).toBe(200);
  await cli.query('insert into user_customers (user_id, customer_id) values ($1, $2)', [
    namesake.id,
    someone?.customer ?? 0,
  ]);
  expect(await cli.json('demo', 'remove')).toMatchObject({ code: 0, rows: [{ customers: 3 }] });
  const after = await rowsByTable();
  // The log of what happened stays, and the note that keeps the demo from coming back by itself; what is known of CVEs
  // and packages is public knowledge, no customer's.
  const left = Object.entries(after).filter(
    ([table, count]) =>
      count !== before[table] && !/^(audit_events.*|cves|package.*|outbox|operations|sessions)$/.test(table),
  );
  expect(left).toEqual([['settings', (before.settings ?? 0) + 1]]);
  expect(await cli.query('select 1 from outbox where customer_id is not null')).toEqual([]);
  expect(await cli.query('select id from customers where is_demo')).toEqual([]);
  expect(await wantsDemo(app.system)).toBe(false);
  expect(await cli.query('select username from users')).toEqual([{ username: namesake.username }]);
});

test('removing what is not there removes nothing', async () => {
  expect(await removeDemo(app.system)).toEqual({ customers: 0 });
  expect(await app.runJob('demo-remove')).toEqual({ customers: 0 });
});

test('there are no live events of a demo that is not there', async () => {
  const live = playLive(app.system, pipelines(), new AbortController().signal, () => undefined);
  await expect(live).rejects.toMatchObject({ code: 'customer.not_found' });
});
