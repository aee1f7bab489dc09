import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ingestBatch, type IngestSource } from '../../src/domains/incidents/index.ts';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { alertDocuments } from '../data/documents.ts';
import { ingestFloor } from '../floor/ingest.ts';
import { type Row, rowOf } from '../row.ts';

const batch = 500;
const seconds = { ci: 30, base: 60, large: 600 } as const;

async function makeSource(bench: Bench): Promise<IngestSource> {
  const { rows } = await bench.floor.query<{ id: number }>(
    `insert into sources (connection_id, purpose, delivery, name, product, index_pattern, is_enabled)
     select id, 'alerts', 'push', 'measured', 'wazuh', 'wazuh-alerts-*', false from connections limit 1 returning id`,
  );
  return { id: rows[0]?.id ?? 0, customerId: null, product: 'wazuh', minLevel: 0, instance: 'bench' };
}

/** Takes away what was measured, so that the data of the scale stays as it was made. */
async function remove(bench: Bench, source: IngestSource): Promise<void> {
  await bench.floor.query(`alter table alerts disable trigger user`);
  await bench.floor.query(`delete from alerts where source_id = $1`, [source.id]);
  await bench.floor.query(`alter table alerts enable trigger user`);
  await bench.floor.query(`delete from sources where id = $1`, [source.id]);
  await bench.floor.query(`truncate alert_counts`);
  await bench.floor.query(
    `insert into alert_counts select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from alerts group by 1, 2, 3, 4, 5, 6`,
  );
  await bench.floor.query(`vacuum analyze alerts`);
}

async function rates(forMs: number, write: (from: number) => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  const ends = performance.now() + forMs;
  for (let from = 0; performance.now() < ends; ) {
    // Samples of about two seconds: single batches meet checkpoints or not.
    const before = performance.now();
    let written = 0;
    while (performance.now() - before < 2_000) {
      await write(from);
      from += batch;
      written += batch;
    }
    found.push(written / ((performance.now() - before) / 1_000));
  }
  return found;
}

/** Complete alerts a second, each document an alert of its own, beside flat statements with the driver; and the loop meanwhile. */
async function run(bench: Bench): Promise<Row[]> {
  const source = await makeSource(bench);
  const customers = (
    await bench.floor.query<{ id: number }>(`select id from customers where code like 'bench-%' order by id`)
  ).rows.map((row) => row.id);
  const runId = `m${Date.now().toString(36)}`;
  const forMs = seconds[bench.scale] * 1_000;
  try {
    await ingestBatch(bench.system, source, alertDocuments(`${runId}w`, 0, 2_000));
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    const product = await rates(forMs, (from) => ingestBatch(bench.system, source, alertDocuments(runId, from, batch)));
    loop.disable();
    const floor = await rates(forMs / 2, (from) =>
      ingestFloor(bench.floor, source.id, customers, alertDocuments(`${runId}f`, from, batch)),
    );
    const floorRate = floor.toSorted((a, b) => a - b)[Math.floor(floor.length / 2)] ?? 0;
    const base = { scale: bench.scale };
    return [
      rowOf(
        {
          ...base,
          case: 'P1',
          metric: `complete alerts at ${bench.sizes.alerts} existing`,
          unit: 'alerts/s',
          goal: '>= 2,500/s, >= 50 % of floor',
        },
        product,
        floorRate,
        (rate, ratio) => rate >= 2_500 && (ratio ?? 0) >= 0.5,
      ),
      rowOf(
        { ...base, case: 'P21', metric: 'event-loop delay p99 during ingestion', unit: 'ms', goal: '<= 40 ms' },
        [loop.percentile(99) / 1e6],
        null,
        (ms) => ms <= 40,
      ),
      rowOf(
        { ...base, case: 'P21', metric: 'event-loop delay max during ingestion', unit: 'ms', goal: '<= 250 ms' },
        [loop.max / 1e6],
        null,
        (ms) => ms <= 250,
      ),
    ];
  } finally {
    await remove(bench, source);
  }
}

export const ingest: Case = { id: 'P1', title: 'ingestion of complete alerts', run };
