import { z } from 'zod';
import { isObject } from '../../lib/json.ts';
import type { StepData } from '../probe/step.ts';
import type { Indexer } from './search.ts';
import { selectAlerts } from './select.ts';

const dayMs = 86_400_000;
const Figure = z.object({ value: z.number().nullable() });
const Past = z.object({ newest: Figure });
const Counted = z.object({ doc_count: z.int() });
const Now = z.object({ buckets: z.array(z.object({ from: z.number() })) });

type AlertFigures = NonNullable<StepData['volume']> & {
  /** The indexer's own clock, as it resolves "now"; `null` when no index is there to ask. */
  now: Date | null;
};

/** How much there is, how new it is, and what a day brings at a level, over the last seven days that hold anything. */
export async function measureAlerts(
  indexer: Indexer,
  pattern: string,
  minLevel: number,
  signal?: AbortSignal,
): Promise<AlertFigures> {
  const answer = await indexer.search(
    pattern,
    {
      size: 0,
      track_total_hits: true,
      aggs: {
        indices: { cardinality: { field: '_index' } },
        // A host with a wrong clock must not make everything else look old.
        past: { filter: { range: { timestamp: { lte: 'now' } } }, aggs: { newest: { max: { field: 'timestamp' } } } },
        now: { date_range: { field: 'timestamp', ranges: [{ from: 'now' }] } },
      },
    },
    signal,
  );
  const newest = Past.safeParse(answer.aggregations['past']).data?.newest.value ?? null;
  const now = Now.safeParse(answer.aggregations['now']).data?.buckets[0]?.from ?? null;
  return {
    indices: Figure.safeParse(answer.aggregations['indices']).data?.value ?? 0,
    total: answer.total,
    newestAt: newest === null ? null : new Date(newest).toISOString(),
    perDay: newest === null ? 0 : await countPerDay(indexer, pattern, newest, minLevel, signal),
    minLevel,
    now: now === null ? null : new Date(now),
  };
}

async function countPerDay(
  indexer: Indexer,
  pattern: string,
  newest: number,
  minLevel: number,
  signal?: AbortSignal,
): Promise<number> {
  const days = 7;
  const query = selectAlerts({ since: new Date(newest - days * dayMs) }, minLevel);
  const { total } = await indexer.search(pattern, { size: 0, track_total_hits: true, query: { bool: query } }, signal);
  return Math.round(total / days);
}

/** Five of the newest events at a level, as they are stored. */
export async function readSample(
  indexer: Indexer,
  pattern: string,
  minLevel: number,
  signal?: AbortSignal,
): Promise<NonNullable<StepData['sample']>> {
  const query = { bool: selectAlerts({ since: null }, minLevel) };
  const sort = [{ timestamp: { order: 'desc', unmapped_type: 'date' } }];
  const { hits } = await indexer.search(pattern, { size: 5, query, sort, track_total_hits: false }, signal);
  return hits.flatMap(({ _index: index, _id: id, _source: body }) => (isObject(body) ? [{ index, id, body }] : []));
}

/** How many findings of how many agents the states hold; `null` without such an index. */
export async function measureFindings(
  indexer: Indexer,
  pattern: string,
  signal?: AbortSignal,
): Promise<NonNullable<StepData['findings']> | null> {
  const aggs = {
    agents: { cardinality: { field: 'agent.id', precision_threshold: 40_000 } },
    named: { filter: { exists: { field: 'agent.id' } } },
  };
  const answer = await indexer.search(pattern, { size: 0, track_total_hits: true, aggs }, signal);
  if (answer.shards === 0) return null;
  const named = Counted.safeParse(answer.aggregations['named']).data?.doc_count ?? 0;
  const agents = Figure.safeParse(answer.aggregations['agents']).data?.value ?? 0;
  return { documents: answer.total, agents: named === 0 ? 0 : agents };
}
