import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Bench } from '../bench.ts';
import { type Row, rowOf } from '../row.ts';
import { type Served, serve, startChild } from '../server.ts';
import { removeMeasured } from './remove-measured.ts';

const indexerScript = fileURLToPath(new URL('../children/fake-indexer.ts', import.meta.url));
const perSecond = 3_000;
const seconds = { ci: 30, base: 600, large: 600 } as const;
const windowS = 10;
/** How long the rest of the feed may take once it has ended. */
const drainS = 120;

const Connected = z.object({ id: z.string(), sources: z.array(z.object({ id: z.string(), purpose: z.string() })) });

async function connect(bench: Bench, served: Served, url: string) {
  const cookie = await bench.session('bench-admin');
  const login = { config: { username: 'reader' }, secrets: { password: 'of-a-measured-indexer' } };
  const reply = await fetch(`${served.address}/api/v1/connections`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': url },
    body: JSON.stringify({ kind: 'wazuh-indexer', url, ...login, since: 'all', minLevel: 0 }),
  });
  const { id, sources } = Connected.parse(await reply.json());
  const numberOf = (text: string) => Number(text.slice(text.indexOf('_') + 1));
  const alerts = sources.find((source) => source.purpose === 'alerts');
  return { connectionId: numberOf(id), sourceId: numberOf(alerts?.id ?? '') };
}

/** Alerts that the whole program makes of what an indexer gets, from search to commit: an open loop of ten minutes. */
export async function collected(bench: Bench): Promise<Row[]> {
  const indexer = await startChild(indexerScript, [`c${Date.now().toString(36)}`, String(perSecond)]);
  const served = await serve(bench.url, 'all');
  const { connectionId, sourceId } = await connect(bench, served, indexer.address);
  const ask = async (text: string) => Number(Object.values((await bench.floor.query(text)).rows[0] ?? {})[0]);
  // The sequence is read instead of the table, since counting would be work beside what is measured.
  const taken = () => ask('select last_value from alerts_id_seq');
  const stored = () => ask(`select count(*) from alert_events where source_id = ${sourceId}`);
  try {
    indexer.child.send('begin');
    const rates: number[] = [];
    for (let window = 0; window < seconds[bench.scale] / windowS; window++) {
      const [before, at] = [await taken(), performance.now()];
      await wait(windowS * 1_000);
      rates.push((((await taken()) - before) * 1_000) / (performance.now() - at));
    }
    const told = once(indexer.child, 'message');
    indexer.child.send('end');
    const came = Number((await told)[0]);
    const ended = performance.now();
    let missing = came - (await stored());
    while (missing > 0 && performance.now() - ended < drainS * 1_000) {
      await wait(1_000);
      missing = came - (await stored());
    }
    const drained = (performance.now() - ended) / 1_000;
    const lateS = await ask(
      `select percentile_cont(0.95) within group (order by extract(epoch from created_at - first_seen_at)) from alerts where source_id = ${sourceId}`,
    );
    const base = { case: 'P1', scale: bench.scale };
    const what = `an indexer that gets ${perSecond}/s for ${seconds[bench.scale]} s`;
    return [
      rowOf(
        { ...base, metric: `alerts collected from ${what}`, unit: 'alerts/s', goal: '>= 2,500/s' },
        rates,
        null,
        (rate) => rate >= 2_500,
      ),
      rowOf(
        { ...base, metric: 'documents lost or doubled', unit: 'documents', goal: '0' },
        [missing],
        null,
        (count) => count === 0,
      ),
      rowOf(
        { ...base, metric: 'from the end of the feed to the last alert', unit: 's', goal: 'none' },
        [drained],
        null,
        () => true,
      ),
      rowOf({ ...base, metric: 'from event to alert, p95', unit: 's', goal: 'none' }, [lateS], null, () => true),
    ];
  } finally {
    await served.stop();
    await indexer.stop();
    await removeMeasured(bench, { id: sourceId });
    await bench.floor.query(`delete from connections where id = ${connectionId}`);
  }
}
