import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type IngestSource, ingestBatch } from '../../src/domains/incidents/index.ts';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { cpuSeconds } from '../cpu.ts';
import { alertDocuments } from '../data/documents.ts';
import { factsOf, ingestFloor } from '../floor/ingest.ts';
import { visits } from '../load.ts';
import { median, quantile, type Row, rowOf } from '../row.ts';
import { startChild } from '../server.ts';
import { collected } from './collect.ts';
import { queueFacets, queuePage, sessionsOf } from './queue.ts';
import { removeMeasured } from './remove-measured.ts';

const batch = 500;
const seconds = { ci: 30, base: 60, large: 600 } as const;

async function makeSource(bench: Bench): Promise<IngestSource> {
  const { rows } = await bench.floor.query<{ id: number }>(
    `insert into sources (connection_id, purpose, delivery, name, product, index_pattern, is_enabled)
     select id, 'alerts', 'push', 'measured', 'wazuh', 'wazuh-alerts-*', false from connections limit 1 returning id`,
  );
  return { id: rows[0]?.id ?? 0, customerId: null, product: 'wazuh', minLevel: 0, instance: 'bench' };
}

type Window = { perSecond: number; cpuMs: number };

/** Writes batches for about two seconds: single ones meet checkpoints or not. */
async function window(bench: Bench, write: () => Promise<unknown>): Promise<Window> {
  const used = async () =>
    (await cpuSeconds(bench.postmaster)) + process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
  const cpu = await used();
  const before = performance.now();
  let written = 0;
  while (performance.now() - before < 2_000) {
    await write();
    written += batch;
  }
  return {
    perSecond: written / ((performance.now() - before) / 1_000),
    cpuMs: (((await used()) - cpu) * 1_000) / written,
  };
}

/** Complete alerts a second, each document an alert of its own; windows of product and floor take turns. */
async function rate(bench: Bench): Promise<Row[]> {
  const source = await makeSource(bench);
  const customers = (
    await bench.floor.query<{ id: number }>(`select id from customers where code like 'bench-%' order by id`)
  ).rows.map((row) => row.id);
  const run = `m${Date.now().toString(36)}`;
  let made = 0;
  const documents = (kind: string) => alertDocuments(`${run}${kind}`, (made += batch), batch);
  const product = () => ingestBatch(bench.system, source, documents('p'));
  const floor = () => ingestFloor(bench.floor, source.id, customers, factsOf(documents('f')));
  const mine: Window[] = [];
  const bare: Window[] = [];
  try {
    for (const write of [product, product, floor, floor]) await write();
    const ends = performance.now() + seconds[bench.scale] * 1_000;
    while (performance.now() < ends) {
      mine.push(await window(bench, product));
      bare.push(await window(bench, floor));
    }
    const rates = (windows: readonly Window[]) => windows.map((one) => one.perSecond);
    const costs = (windows: readonly Window[]) => windows.map((one) => one.cpuMs);
    return [
      rowOf(
        {
          case: 'P1',
          scale: bench.scale,
          metric: `complete alerts written at ${bench.sizes.alerts} existing`,
          unit: 'alerts/s',
          goal: '>= 2,500/s, >= 50 % of floor',
        },
        rates(mine),
        median(rates(bare)),
        (perSecond, ratio) => perSecond >= 2_500 && (ratio ?? 0) >= 0.5,
        { mine: costs(mine), floor: costs(bare) },
      ),
    ];
  } finally {
    await removeMeasured(bench, source);
  }
}

const script = fileURLToPath(new URL('../children/busy-program.ts', import.meta.url));
const Told = z.object({ p99Ms: z.number(), maxMs: z.number(), perSecond: z.number() });
const looking = { ci: 20, base: 30, large: 60 } as const;

/** How late the loop of the one process is that takes alerts in while 20 people look at the queue. */
async function loopDelay(bench: Bench): Promise<Row[]> {
  const source = await makeSource(bench);
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-bench-busy-'));
  const forS = looking[bench.scale];
  const rates = { 'at 2,500/s': 2_500, 'at 500/s': 500 };
  const rows: Row[] = [];
  try {
    for (const [name, perSecond] of Object.entries(rates)) {
      const run = `b${Date.now().toString(36)}`;
      const args = [dataDir, source.id, run, forS, perSecond].map(String);
      const served = await startChild(script, args, { DATABASE_URL: bench.url, WF_LOG: 'error' });
      try {
        const cookies = await sessionsOf(bench, 20);
        const visit = [queuePage, queueFacets];
        await visits(served.address, cookies, visit, { clients: 20, perSecond: 40, requests: 80 });
        const told = once(served.child, 'message');
        served.child.send('begin');
        const ms = await visits(served.address, cookies, visit, { clients: 20, perSecond: 40, requests: 40 * forS });
        const { p99Ms, maxMs, perSecond: reached } = Told.parse((await told)[0]);
        const base = { case: 'P21', scale: bench.scale, unit: 'ms' };
        const what = `ingestion asked ${name} (${Math.round(reached)}/s reached) and 40 requests/s`;
        rows.push(
          rowOf(
            { ...base, metric: `event-loop delay p99, ${what}`, goal: '<= 40 ms' },
            [p99Ms],
            null,
            (value) => value <= 40,
          ),
          rowOf(
            { ...base, metric: `event-loop delay max, ${what}`, goal: '<= 250 ms' },
            [maxMs],
            null,
            (value) => value <= 250,
          ),
          rowOf(
            { ...base, metric: `p95 of the requests meanwhile, ${name}`, goal: 'none' },
            [quantile(ms, 0.95)],
            null,
            () => true,
          ),
        );
      } finally {
        await served.stop();
      }
    }
    return rows;
  } finally {
    await removeMeasured(bench, source);
    await rm(dataDir, { recursive: true, force: true });
  }
}

export const ingestCases: Case[] = [
  {
    id: 'P1',
    title: 'ingestion of complete alerts',
    run: async (bench) => [...(await rate(bench)), ...(await collected(bench))],
  },
  { id: 'P21', title: 'event-loop delay during ingestion and queue reads', run: loopDelay },
];
