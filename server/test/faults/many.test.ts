import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Opened } from '../../src/cli/open.ts';
import { loadOrMakeKeyRing } from '../../src/lib/key-ring.ts';
import { TestClock } from '../clock.ts';
import { emptyDatabase } from '../database.ts';
import { type Asked, type IndexerEmulator, startIndexerEmulator } from '../emulators/wazuh-indexer/emulator.ts';
import { makeGiven } from '../given.ts';
import { freePort, type Program, startProgram } from '../journey/program.ts';
import { SseStream } from '../sse.ts';
import { rowsOf, sound, tally } from './tally.ts';
import { connectAll, hurry, makeDue, openTool, Poster, presentFindings, Supply } from './truth.ts';

// Two api and two worker processes on one database, all started at the same moment on an empty one.
let url: string;
let opened: Opened;
let emulator: IndexerEmulator;
let supply: Supply;
let cookie: string;
const programs: Record<string, Program> = {};
const ends: (() => Promise<unknown>)[] = [];

const process4 = ['api-1', 'api-2', 'worker-1', 'worker-2'] as const;
const programOf = (name: (typeof process4)[number]): Program => {
  const program = programs[name];
  if (!program) throw new Error(`${name} does not run.`);
  return program;
};

beforeAll(async () => {
  const database = await emptyDatabase();
  ends.push(database.drop);
  url = database.url;
  const folder = await mkdtemp(join(tmpdir(), 'wf-many-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'shared.key');
  await loadOrMakeKeyRing(keyFile);
  await Promise.all(
    process4.map(async (name) => {
      const env = { DATABASE_URL: url, WF_ROLE: name.split('-')[0] ?? '', WF_KEY_FILE: keyFile, WF_LOG: 'warn' };
      const program = await startProgram({ dataDir: join(folder, name), port: await freePort(), env });
      programs[name] = program;
      ends.push(() => program.end('SIGKILL'));
    }),
  );
  opened = await openTool(join(folder, 'tool'), url, keyFile);
  ends.push(() => opened.close());
  emulator = await startIndexerEmulator();
  ends.push(emulator.stop);
  supply = new Supply(emulator);
  supply.grow(20, 10);
  await connectAll(opened, emulator, 'Emulated');
  await hurry(url);
  cookie = (await makeGiven(opened.system, new TestClock(new Date().toISOString())).user()).cookie;
}, 120_000);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
}, 60_000);

const countPulled = async () =>
  (await rowsOf<{ n: number }>(url, "select count(*)::int as n from alert_events where index_name like 'wazuh-%'"))[0]
    ?.n;

/** The pages that were asked for, in order: `null` begins a reading, else the instant that the page stands behind. */
const pagesIn = (seen: readonly Asked[]): (number | null)[] =>
  seen
    .filter(
      ({ path, body }) =>
        decodeURIComponent(path) === '/wazuh-alerts-*/_search' &&
        Array.isArray(body.sort) &&
        body.size !== 0 &&
        body._source !== false,
    )
    .map(({ body }) =>
      Array.isArray(body.search_after) && typeof body.search_after[0] === 'number' ? body.search_after[0] : null,
    );

test('each source is read by one worker at a time, each event is taken once, and both apis tell of it in one order', {
  timeout: 120_000,
}, async () => {
  const streams = [
    await SseStream.open(programOf('api-1').address, cookie),
    await SseStream.open(programOf('api-2').address, cookie),
  ] as const;
  for (const stream of streams) ends.push(async () => stream.close());
  const posters = [await Poster.make(opened), await Poster.make(opened)];
  posters[0]?.start(programOf('api-1').address);
  posters[1]?.start(programOf('api-2').address);
  emulator.state.seen.length = 0;
  for (let round = 0; round < 5; round++) {
    supply.grow(800, 100);
    const total = supply.events;
    await expect
      .poll(
        async () => {
          await makeDue(url);
          return countPulled();
        },
        { timeout: 30_000, interval: 150 },
      )
      .toBe(total);
  }
  const pages = pagesIn(emulator.state.seen);
  const known = [...new Set(pages.filter((page) => page !== null))].sort((a, b) => a - b);
  // A second reader would begin before the first has ended, and then one of them goes back or leaves out a page.
  for (const [place, page] of pages.entries()) {
    const before = pages[place - 1];
    if (page === null || before === null || before === undefined) continue;
    expect([before, page]).toEqual([before, known[known.indexOf(before) + 1]]);
  }
  for (const poster of posters) await poster.stop();
  expect(await tally(url)).toMatchObject({ ...sound, parked: 0 });
  const pushed = await rowsOf<{ id: string }>(
    url,
    "select document_id as id from alert_events where index_name like 'watchfloor-%'",
  );
  for (const poster of posters) {
    expect(poster.acknowledged.length).toBeGreaterThan(10);
    expect(poster.acknowledged.filter((id) => !pushed.some((row) => row.id === id))).toEqual([]);
  }

  const [last] = await rowsOf<{ id: string }>(
    url,
    "select tx::text || '-' || id as id from outbox order by tx desc, outbox.id desc limit 1",
  );
  for (const stream of streams)
    await stream.until(({ events }) => events.some((event) => event.id === last?.id), 20_000);
  const [one, two] = streams.map((stream) => stream.events.map((event) => event.id));
  const from = Math.max(one?.indexOf(two?.[0] ?? '') ?? 0, 0);
  const other = Math.max(two?.indexOf(one?.[from] ?? '') ?? 0, 0);
  const until = (ids: readonly string[] | undefined, start: number) =>
    ids?.slice(start, ids.indexOf(last?.id ?? '') + 1);
  expect(until(one, from)?.length).toBeGreaterThan(20);
  expect(until(one, from)).toEqual(until(two, other));
  expect(new Set(one).size).toBe(one?.length);
});

test('forty starts of a job at two apis are forty runs, each worked on once and by one worker at a time', {
  timeout: 60_000,
}, async () => {
  const before =
    (await rowsOf<{ id: number }>(url, 'select coalesce(max(id), 0)::int as id from job_runs'))[0]?.id ?? 0;
  const start = async (place: number) => {
    const { address } = programOf(place % 2 === 0 ? 'api-1' : 'api-2');
    const reply = await fetch(`${address}/api/v1/jobs/check-finding-counts/runs`, {
      method: 'POST',
      headers: { cookie, origin: address },
    });
    return reply.status;
  };
  const answers = await Promise.all(Array.from({ length: 40 }, (_, place) => start(place)));
  expect(answers.filter((status) => status >= 300)).toEqual([]);
  const states = () =>
    rowsOf<{ state: string; runs: number; attempts: number }>(
      url,
      "select state, count(*)::int as runs, max(attempt) as attempts from job_runs where id > $1 and job = 'check-finding-counts' group by 1",
      [before],
    );
  await expect.poll(states, { timeout: 30_000, interval: 200 }).toEqual([{ state: 'done', runs: 40, attempts: 1 }]);
  const ended = await rowsOf<{ n: number }>(
    url,
    "select count(*)::int as n from audit_events where event_type = 'job_done' and description like 'check-finding-counts%' group by resource_id having count(*) <> 1",
  );
  expect(ended).toEqual([]);
});

test('what a worker writes late, that was stopped while it read and lost its connections, does no harm', {
  timeout: 120_000,
}, async () => {
  const late = programOf('worker-1');
  for (let round = 0; round < 3; round++) {
    supply.grow(2_000, 400);
    emulator.state.seen.length = 0;
    await makeDue(url);
    await expect.poll(() => emulator.state.seen.length, { timeout: 20_000, interval: 2 }).toBeGreaterThan(round * 2);
    process.kill(late.pid, 'SIGSTOP');
    try {
      // The world changes while it stands still, and its connections are cut, as a failover does.
      supply.grow(500, 400);
      await rowsOf(
        url,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await expect
        .poll(
          async () => {
            await makeDue(url);
            return countPulled();
          },
          { timeout: 40_000, interval: 300 },
        )
        .toBe(supply.events);
      await expect
        .poll(
          async () => {
            await makeDue(url);
            return (await presentFindings(url)).join() === supply.findings.join();
          },
          { timeout: 40_000, interval: 500 },
        )
        .toBe(true);
    } finally {
      process.kill(late.pid, 'SIGCONT');
    }
    // It finds its turn gone: what is present stays what the last snapshot says, at every look.
    const until = performance.now() + 2_500;
    await expect
      .poll(
        async () => {
          expect(await presentFindings(url)).toEqual(supply.findings);
          return performance.now() > until;
        },
        { timeout: 10_000, interval: 250 },
      )
      .toBe(true);
  }
  expect(await countPulled()).toBe(supply.events);
  expect(await tally(url)).toMatchObject(sound);
  for (const name of process4) expect(programOf(name).said()).not.toMatch(/[Uu]nhandled/);
});
