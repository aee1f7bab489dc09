import { z } from 'zod';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { cpuSeconds } from '../cpu.ts';
import { serveFloor, visitFloor } from '../floor/queue.ts';
import { closedLoop, visits } from '../load.ts';
import { median, quantile, type Row, rowOf } from '../row.ts';
import { type Served, serve } from '../server.ts';

const Page = z.object({ nextCursor: z.string().nullable() });
const open = encodeURIComponent('status:open');
export const queuePage = `/api/v1/alerts?q=${open}&limit=50`;
export const queueFacets = `/api/v1/alerts/facets?q=${open}`;
const visit = [queuePage, queueFacets];
const runs = { ci: 3, base: 5, large: 5 } as const;

/** As many people as there are clients, all with the same tags: nobody gains from what was answered to somebody else. */
export async function sessionsOf(bench: Bench, clients: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let client = 0; client < clients; client++) {
    const name = `bench-analyst-${client}`;
    await bench.floor.query(
      `insert into users (username, email, role_id) select $1::text, $1::text || '@bench.invalid', role_id from users where username = 'bench-analyst' on conflict do nothing`,
      [name],
    );
    await bench.floor.query(
      `insert into user_tags (user_id, tag_id) select u.id, t.tag_id from users u, user_tags t join users a on a.id = t.user_id
       where u.username = $1 and a.username = 'bench-analyst' on conflict do nothing`,
      [name],
    );
    cookies.push(await bench.session(name));
  }
  return cookies;
}

async function measured<T>(bench: Bench, work: (served: Served) => Promise<T>): Promise<T> {
  const served = await serve(bench.url);
  try {
    return await work(served);
  } finally {
    await served.stop();
  }
}

/** Processor milliseconds of program and database that each of `units` costs, with what `work` gives. */
async function costing<T>(
  bench: Bench,
  pid: number | null,
  units: number,
  work: () => Promise<T>,
): Promise<[T, number]> {
  const used = async () => (await cpuSeconds(bench.postmaster)) + (pid === null ? 0 : await cpuSeconds(pid));
  const before = await used();
  const result = await work();
  return [result, (((await used()) - before) * 1_000) / units];
}

/** First page and facet counts under tag access: 20 people, each looking once a second. */
async function firstPage(bench: Bench): Promise<Row[]> {
  const rate = { perSecond: 40, requests: 600 };
  return measured(bench, async ({ address, pid }) => {
    const cookies = await sessionsOf(bench, 20);
    await visits(address, cookies, visit, { clients: 20, perSecond: 40, requests: 200 });
    await visitFloor(bench, { perSecond: 40, requests: 100 });
    const mine: number[] = [];
    const bare: number[] = [];
    const cpu: number[] = [];
    const bareCpu: number[] = [];
    const pressed: number[] = [];
    for (let run = 0; run < runs[bench.scale]; run++) {
      const [ms, cost] = await costing(bench, pid, rate.requests / 2, () =>
        visits(address, cookies, visit, { ...rate, clients: 20 }),
      );
      mine.push(quantile(ms, 0.95));
      cpu.push(cost);
      const [floorMs, floorCost] = await costing(bench, null, rate.requests / 2, () => visitFloor(bench, rate));
      bare.push(quantile(floorMs, 0.95));
      bareCpu.push(floorCost);
      pressed.push(quantile((await closedLoop(address, cookies, visit, { clients: 20, requests: 600 })).ms, 0.95));
    }
    const base = { case: 'P3', scale: bench.scale, unit: 'ms' };
    return [
      rowOf(
        { ...base, metric: 'p95 of page and facets, 20 people, 40 requests/s', goal: '<= 60 ms, <= 3x floor SQL' },
        mine,
        median(bare),
        (ms, ratio) => ms <= 60 && (ratio ?? 9) <= 3,
        { mine: cpu, floor: bareCpu },
      ),
      rowOf({ ...base, metric: 'the same without a pause between requests', goal: 'none' }, pressed, null, () => true),
    ];
  });
}

/** A page deep in the list against the first one: for who sees all, and for the analyst whose tags leave a tenth. */
async function depth(bench: Bench): Promise<Row[]> {
  const list = `/api/v1/alerts?q=${encodeURIComponent('status:closed')}&sort=newest&limit=200`;
  return measured(bench, async ({ address }) => {
    const rows: Row[] = [];
    for (const who of ['bench-admin', 'bench-analyst']) {
      // A cursor is good for the one who was given it.
      const cookie = await bench.session(who);
      const { path, row } = await lastFullPage(address, cookie, list);
      const first: number[] = [];
      const deep: number[] = [];
      const load = { clients: 4, requests: 500 };
      for (let run = 0; run < runs[bench.scale]; run++) {
        first.push(quantile((await closedLoop(address, [cookie], [list], load)).ms, 0.95));
        deep.push(quantile((await closedLoop(address, [cookie], [path], load)).ms, 0.95));
      }
      const words = {
        case: 'P4',
        scale: bench.scale,
        metric: `p95 at row ${row} of ${who}; floor = first page`,
        unit: 'ms',
        goal: '<= 1.5x first page',
      };
      rows.push(rowOf(words, deep, median(first), (_ms, ratio) => (ratio ?? 9) <= 1.5));
    }
    return rows;
  });
}

/** The address of the last page that is a full one, and at which row it begins. */
async function lastFullPage(address: string, cookie: string, list: string): Promise<{ path: string; row: number }> {
  let path = list;
  for (let row = 0, next = list; ; row += 200) {
    const { nextCursor } = Page.parse(await (await fetch(`${address}${next}`, { headers: { cookie } })).json());
    if (!nextCursor) return { path, row: row - 200 };
    path = next;
    next = `${list}&cursor=${encodeURIComponent(nextCursor)}`;
  }
}

/** Requests for the first page, 50 connections, against a bare server with the same query. */
async function throughput(bench: Bench): Promise<Row[]> {
  const load = { clients: 50, requests: 2_000 };
  return measured(bench, async ({ address, pid }) => {
    const bare = await serveFloor(bench);
    try {
      const cookies = await sessionsOf(bench, load.clients);
      for (const one of [address, bare.address])
        await closedLoop(one, cookies, [queuePage], { clients: 50, requests: 1_000 });
      const rates: number[] = [];
      const tails: number[] = [];
      const floors: number[] = [];
      const cpu: number[] = [];
      const bareCpu: number[] = [];
      for (let run = 0; run < 5; run++) {
        const [mine, cost] = await costing(bench, pid, load.requests, () =>
          closedLoop(address, cookies, [queuePage], load),
        );
        rates.push(mine.perSecond);
        tails.push(quantile(mine.ms, 0.99));
        cpu.push(cost);
        const [floor, floorCost] = await costing(bench, bare.pid, load.requests, () =>
          closedLoop(bare.address, cookies, ['/'], load),
        );
        floors.push(floor.perSecond);
        bareCpu.push(floorCost);
      }
      const base = { case: 'P18', scale: bench.scale };
      return [
        rowOf(
          { ...base, metric: 'queue page, 50 connections', unit: 'requests/s', goal: '>= 800/s, >= 45 % of floor' },
          rates,
          median(floors),
          (rate, ratio) => rate >= 800 && (ratio ?? 0) >= 0.45,
          { mine: cpu, floor: bareCpu },
        ),
        rowOf({ ...base, metric: 'p99', unit: 'ms', goal: '<= 120 ms' }, tails, null, (ms) => ms <= 120),
      ];
    } finally {
      await bare.stop();
    }
  });
}

export const queueCases: Case[] = [
  { id: 'P3', title: 'queue first page with facets under tag access', run: firstPage },
  { id: 'P4', title: 'page depth', run: depth },
  { id: 'P18', title: 'queue page throughput', run: throughput },
];
