import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { residentMb } from '../process-memory.ts';
import { type Row, rowOf } from '../row.ts';
import { startChild } from '../server.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

async function start(dataDir: string): Promise<{ ms: number; pid: number; stop(): Promise<void> }> {
  const before = performance.now();
  const { pid, stop } = await startChild(main, ['--port', '0', '--data', dataDir, '--demo', 'off'], {
    DATABASE_URL: undefined,
    WF_LOG: 'error',
    NODE_COMPILE_CACHE: join(tmpdir(), 'wf-bench-cache'),
  });
  return { ms: performance.now() - before, pid, stop };
}

/** From nothing and from a used folder to ready, the memory of the idle program, and its end. */
async function run(bench: Bench): Promise<Row[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const idle: number[] = [];
  const ending: number[] = [];
  for (let round = 0; round < 5; round++) {
    const dataDir = await mkdtemp(join(tmpdir(), 'wf-bench-start-'));
    const first = await start(dataDir);
    cold.push(first.ms / 1_000);
    await first.stop();
    const second = await start(dataDir);
    warm.push(second.ms / 1_000);
    if (round === 0) await wait(20_000);
    idle.push(await residentMb(second.pid));
    const before = performance.now();
    await second.stop();
    ending.push((performance.now() - before) / 1_000);
    await rm(dataDir, { recursive: true, force: true });
  }
  const base = { scale: bench.scale };
  return [
    rowOf(
      { ...base, case: 'P23', metric: 'empty folder to ready', unit: 's', goal: '<= 15 s' },
      cold,
      null,
      (s) => s <= 15,
    ),
    rowOf(
      { ...base, case: 'P23', metric: 'second start to ready', unit: 's', goal: '<= 3 s' },
      warm,
      null,
      (s) => s <= 3,
    ),
    rowOf(
      { ...base, case: 'P23', metric: 'SIGTERM to the end of program and database', unit: 's', goal: '<= 5 s' },
      ending,
      null,
      (s) => s <= 5,
    ),
    rowOf(
      { ...base, case: 'P22', metric: 'resident memory of the idle program', unit: 'MB', goal: '<= 250 MB' },
      idle,
      null,
      (mb) => mb <= 250,
    ),
  ];
}

export const starting: Case = { id: 'P23', title: 'start to ready, and memory when idle (P22)', run };
