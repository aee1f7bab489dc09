import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { findRunning } from '../../src/db/embedded/pidfile.ts';
import { shutDown } from '../../src/db/embedded/server.ts';
import { socketUrl } from '../../src/db/embedded/socket.ts';
import { startIndexerEmulator } from '../emulators/wazuh-indexer/emulator.ts';
import { freePort } from '../journey/program.ts';
import { rowsOf, sound, tally } from './tally.ts';
import { connectAll, hurry, makeDue, openTool, Poster, presentFindings, runLater, Supply, seeded } from './truth.ts';

// kill -9 of the program and of its database while it reads events and findings and takes webhook messages.
const rounds = Number(process.env.WF_CRASH_ROUNDS ?? 20);
const databaseRounds = Math.max(1, Math.ceil(rounds / 4));
const seed = Number(process.env.WF_CRASH_SEED ?? 4_711);
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
}, 60_000);

type Running = { child: ChildProcess; said(): string };

function launch(dataDir: string, port: number): Running {
  const { DATABASE_URL: _url, ...env } = process.env;
  const args = [main, '--port', String(port), '--data', dataDir, '--demo', 'off'];
  const child = spawn(process.execPath, args, { env: { ...env, WF_LOG: 'warn' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, said: () => text };
}

async function kill({ child, said }: Running): Promise<void> {
  if (child.exitCode !== null) throw new Error(`It had ended by itself: ${said()}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function untilReady({ child, said }: Running, address: string, withinMs = 30_000): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < withinMs) {
    if (child.exitCode !== null) throw new Error(`It ended early: ${said()}`);
    const reply = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (reply?.ok) return performance.now() - began;
    await wait(20);
  }
  throw new Error(`Not ready within ${withinMs} ms: ${said()}`);
}

async function countPulled(url: string): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    url,
    "select (select count(*) from alert_events where index_name like 'wazuh-%')::int + (select count(*) from parked_events)::int as n",
  );
  return row?.n ?? -1;
}

test(`nothing is lost and nothing is there twice after kill -9 of the program (${rounds} times) and of its PostgreSQL (${databaseRounds} times)`, {
  timeout: 400_000,
}, async () => {
  const random = seeded(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-crash-'));
  const cluster = join(dataDir, 'postgres', 'cluster');
  const emulator = await startIndexerEmulator();
  const supply = new Supply(emulator);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  let running: Running | null = null;
  ends.push(async () => {
    if (running && running.child.exitCode === null && running.child.signalCode === null) await kill(running);
    const left = await findRunning(cluster);
    if (left) await shutDown(left.pid);
    await emulator.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const tool = await openTool(dataDir);
  supply.grow(10, 10);
  await connectAll(tool, emulator, 'Emulated');
  const poster = await Poster.make(tool);
  await tool.close();
  poster.start(address);

  running = launch(dataDir, port);
  await untilReady(running, address);
  const url = socketUrl((await findRunning(cluster))?.socketDir ?? '', 'watchfloor');
  await hurry(url);
  // How the kills fell: before anything was written, in the middle of it, or when all of the round was in.
  const fell = { before: 0, inside: 0, behind: 0 };
  const startedMs: number[] = [];
  let known = 0;
  for (let round = 0; round < rounds; round++) {
    supply.grow(900, 300);
    emulator.state.seen.length = 0;
    await makeDue(url);
    // Every fifth is killed on its way up, the others soon after they began to read.
    if (round % 5 === 4) await wait(100 + random() * 900);
    else {
      startedMs.push(await untilReady(running, address));
      await expect.poll(() => emulator.state.seen.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
      // Now and then a reading is let through, so that the next one goes on from its watermark and the kill meets the findings.
      if (round % 5 === 3)
        await expect.poll(() => countPulled(url), { timeout: 30_000, interval: 20 }).toBe(supply.events);
      await wait(random() * (round % 5 === 3 ? 600 : 1_500));
    }
    await kill(running);
    const pulled = await countPulled(url);
    fell[pulled === known ? 'before' : pulled < supply.events ? 'inside' : 'behind'] += 1;
    known = pulled;
    running = launch(dataDir, port);
  }
  expect(fell.inside).toBeGreaterThan(0);

  await untilReady(running, address);
  for (let round = 0; round < databaseRounds; round++) {
    supply.grow(900, 300);
    emulator.state.seen.length = 0;
    await makeDue(url);
    await expect.poll(() => emulator.state.seen.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    await wait(random() * 1_200);
    const server = await findRunning(cluster);
    if (!server) throw new Error('no PostgreSQL');
    process.kill(server.pid, 'SIGKILL');
    // The poster goes on meanwhile; requests are refused and none hangs.
    await wait(50);
    const reply = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(20_000) });
    expect([200, 503]).toContain(reply.status);
    await untilReady(running, address, 10_000);
  }

  await makeDue(url);
  await expect.poll(() => countPulled(url), { timeout: 60_000, interval: 300 }).toBe(supply.events);
  await expect
    .poll(
      async () => {
        await rowsOf(url, "update sources set last_run_at = null where purpose = 'findings'");
        return (await presentFindings(url)).join('\n') === supply.findings.join('\n');
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toBe(true);
  await poster.stop();
  expect(poster.acknowledged.length).toBeGreaterThan(rounds);

  const after = await openTool(dataDir);
  ends.push(() => after.close());
  await runLater(after, 'finish-webhook-messages', 120_000);
  const pushed = await rowsOf<{ id: string; n: number }>(
    url,
    "select document_id as id, count(*)::int as n from alert_events where index_name like 'watchfloor-%' group by 1",
  );
  const taken = new Set(pushed.map((row) => row.id));
  expect(poster.acknowledged.filter((id) => !taken.has(id))).toEqual([]);
  expect(pushed.filter((row) => row.n !== 1)).toEqual([]);
  expect(await tally(url)).toMatchObject(sound);

  await runLater(after, 'fold-finding-counts', 3_600_000);
  const [sums] = await rowsOf<Record<string, number>>(
    url,
    `select
    (select count(*) from findings where status = 'open')::int as open, (select sum(open_findings) from assets)::int as hosts,
    (select sum(finding_count) from upgrade_groups)::int as fixes, (select sum(finding_count) from cve_groups)::int as cves,
    (select count(*) from stale_groups)::int as stale, (select count(*) from inbound_messages where processed_at is null)::int as unfinished,
    (select count(*) from pg_locks where locktype = 'advisory' and not granted)::int as blocked`,
  );
  const { open } = sums ?? {};
  expect(sums).toEqual({ open, hosts: open, fixes: open, cves: open, stale: 0, unfinished: 0, blocked: 0 });
  const [stuck] = await rowsOf<{ n: number }>(
    url,
    "select count(*)::int as n from job_runs where state = 'running' and heartbeat_at < now() - interval '60 s'",
  );
  expect(stuck?.n).toBe(0);
  expect(running.said()).not.toMatch(/[Uu]nhandled/);
  console.log(
    `crash: ${rounds} + ${databaseRounds} kills with seed ${seed}, of those of the program ${fell.before} before a write, ${fell.inside} between writes, ${fell.behind} behind them; slowest start ${Math.round(Math.max(...startedMs))} ms; ${supply.events} events, ${poster.acknowledged.length} messages acknowledged`,
  );
});
