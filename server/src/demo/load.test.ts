import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from '../../test/cli.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { demoPipelines } from '../app/pipelines.ts';
import { postgresEventStore } from '../domains/siem/index.ts';
import { buildDemoWorld } from './generator/index.ts';
import { demoSeed, loadDemo, removeDemo, wantsDemo } from './load.ts';

const days = 6;
let app: TestApp;
let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  app = await startTestApp({ url: cli.url, start: new Date().toISOString() });
});
afterAll(async () => {
  await app.close();
  await cli.close();
});

/** The demo of the last days: the same story, in a fraction of the time. */
function thinned() {
  const now = app.clock.now();
  const world = buildDemoWorld({ seed: demoSeed, now });
  const since = now.getTime() - days * 86_400_000;
  return { ...world, groups: world.groups.filter((group) => group.firstAt >= since) };
}

const load = () => {
  const told: number[] = [];
  const pipelines = demoPipelines(postgresEventStore(app.db, app.clock));
  const tell = async (_phase: string, percent: number) => void told.push(percent);
  const counts = loadDemo(app.system, pipelines, tell, new AbortController().signal, thinned());
  return counts.then((done) => ({ done, told }));
};

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

test('the demo goes in through the pipelines: every event in an alert, every decision made, counts told rising to 100', async () => {
  before = await rowsByTable();
  expect(await wantsDemo(app.system)).toBe(true);
  const world = thinned();
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
  const rows = await cli.query('select 1 from users where password_hash is not null or is_active');
  expect(rows).toEqual([]);
});

test('a demo that is there is left as it is, by the job and by the command', async () => {
  const counts = await rowsByTable();
  expect((await load()).done).toBeNull();
  expect(await cli.json('demo', 'load')).toMatchObject({ code: 0, rows: [{ loaded: false }] });
  expect(await rowsByTable()).toEqual(counts);
});

test('one command removes it: every count is back, and nothing of it is left', async () => {
  expect(await cli.json('demo', 'remove')).toMatchObject({ code: 0, rows: [{ customers: 3 }] });
  const after = await rowsByTable();
  // The log of what happened stays, and the note that keeps the demo from coming back by itself; what is known of CVEs
  // and packages is public knowledge, no customer's.
  const left = Object.entries(after).filter(
    ([table, count]) => count !== before[table] && !/^(audit_events.*|cves|package.*|outbox)$/.test(table),
  );
  expect(left).toEqual([['settings', (before.settings ?? 0) + 1]]);
  expect(await cli.query('select 1 from outbox where customer_id is not null')).toEqual([]);
  expect(await cli.query('select id from customers where is_demo')).toEqual([]);
  expect(await wantsDemo(app.system)).toBe(false);
});

test('removing what is not there removes nothing', async () => {
  expect(await removeDemo(app.system)).toEqual({ customers: 0 });
});
