import { z } from 'zod';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { countFloor, pageFloor, serveFloor } from '../floor/queue.ts';
import { closedLoop } from '../load.ts';
import { quantile, type Row, rowOf } from '../row.ts';
import { serve } from '../server.ts';

const Page = z.object({ nextCursor: z.string().nullable() });
const open = encodeURIComponent('status:open');
const page = `/api/v1/alerts?q=${open}&limit=50`;
const facets = `/api/v1/alerts/facets?q=${open}`;

async function measured<T>(bench: Bench, work: (address: string, cookie: string) => Promise<T>): Promise<T> {
  const served = await serve(bench.url);
  try {
    return await work(served.address, await bench.session('bench-analyst'));
  } finally {
    await served.stop();
  }
}

/** First page and facet counts under tag access, 20 clients. */
async function firstPage(bench: Bench): Promise<Row[]> {
  return measured(bench, async (address, cookie) => {
    await closedLoop(address, cookie, [page, facets], { clients: 20, requests: 200 });
    const runs: number[] = [];
    for (let run = 0; run < 5; run++)
      runs.push(quantile((await closedLoop(address, cookie, [page, facets], { clients: 20, requests: 600 })).ms, 0.95));
    const floor = (await pageFloor(bench)) + (await countFloor(bench));
    return [
      rowOf(
        {
          case: 'P3',
          scale: bench.scale,
          metric: 'p95 of page and facets, 20 clients',
          unit: 'ms',
          goal: '<= 60 ms, <= 3x floor SQL (one client)',
        },
        runs,
        floor,
        (ms, ratio) => ms <= 60 && (ratio ?? 0) <= 3,
      ),
    ];
  });
}

/** A page deep in the list against the first one. */
async function depth(bench: Bench): Promise<Row[]> {
  return measured(bench, async (address, cookie) => {
    const list = `/api/v1/alerts?q=${encodeURIComponent('status:closed')}&sort=newest&limit=200`;
    let deepest = list;
    for (let pages = 0; pages < Math.min(4_000, bench.sizes.alerts / 500); pages++) {
      const reply = Page.parse(await (await fetch(`${address}${deepest}`, { headers: { cookie } })).json());
      if (!reply.nextCursor) break;
      deepest = `${list}&cursor=${encodeURIComponent(reply.nextCursor)}`;
    }
    const first: number[] = [];
    const deep: number[] = [];
    for (let run = 0; run < 5; run++) {
      first.push(quantile((await closedLoop(address, cookie, [list], { clients: 4, requests: 200 })).ms, 0.95));
      deep.push(quantile((await closedLoop(address, cookie, [deepest], { clients: 4, requests: 200 })).ms, 0.95));
    }
    return [
      rowOf(
        {
          case: 'P4',
          scale: bench.scale,
          metric: 'p95 of a deep page; floor = first page',
          unit: 'ms',
          goal: '<= 1.5x first page',
        },
        deep,
        quantile(first, 0.5),
        (_ms, ratio) => (ratio ?? 9) <= 1.5,
      ),
    ];
  });
}

/** Requests for the first page, 50 connections, against a bare server with the same query. */
async function throughput(bench: Bench): Promise<Row[]> {
  const load = { clients: 50, requests: 4_000 };
  return measured(bench, async (address, cookie) => {
    await closedLoop(address, cookie, [page], { clients: 50, requests: 1_000 });
    const rates: number[] = [];
    const tails: number[] = [];
    const floors: number[] = [];
    for (let run = 0; run < 5; run++) {
      const product = await closedLoop(address, cookie, [page], load);
      rates.push(product.perSecond);
      tails.push(quantile(product.ms, 0.99));
      floors.push(
        await serveFloor(bench, (floorAddress) =>
          closedLoop(floorAddress, cookie, ['/'], load).then((result) => result.perSecond),
        ),
      );
    }
    const base = { case: 'P18', scale: bench.scale };
    return [
      rowOf(
        { ...base, metric: 'queue page, 50 connections', unit: 'requests/s', goal: '>= 800/s, >= 45 % of floor' },
        rates,
        quantile(floors, 0.5),
        (rate, ratio) => rate >= 800 && (ratio ?? 0) >= 0.45,
      ),
      rowOf({ ...base, metric: 'p99', unit: 'ms', goal: '<= 120 ms' }, tails, null, (ms) => ms <= 120),
    ];
  });
}

export const queueCases: Case[] = [
  { id: 'P3', title: 'queue first page with facets under tag access', run: firstPage },
  { id: 'P4', title: 'page depth', run: depth },
  { id: 'P18', title: 'queue page throughput', run: throughput },
];
