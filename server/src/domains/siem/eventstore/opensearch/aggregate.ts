import { Failure } from '../../../../lib/failure.ts';
import { checkPatterns } from '../indices.ts';
import type { EventAggregation, EventBuckets, EventQuery } from '../port.ts';
import { timeFieldOf, toQuery } from './request.ts';
import { ask, clientTimeoutMs, toTotal } from './search.ts';
import { lenient, pathOf, type SearchUpstream } from './upstream.ts';
import { FieldCapsAnswer, partialReason } from './wire.ts';

/** Counts events by value or by time. @throws {Failure} `query.invalid` for a field that is only prose, `request.invalid`, `connection.*`. */
export async function aggregateEvents(
  upstream: SearchUpstream,
  query: EventQuery & { aggregation: EventAggregation },
  now: Date,
): Promise<EventBuckets> {
  const asked = toQuery(query, now);
  const found = await aggregationBody(upstream, query);
  const answer = await ask(upstream, query.indices, {
    size: 0,
    query: asked,
    aggs: { found },
    track_total_hits: 10_000,
  });
  const partial = partialReason(answer);
  const isTime = query.aggregation.kind === 'dateHistogram';
  return {
    buckets: (answer.aggregations?.found.buckets ?? []).map(({ key, key_as_string: text, doc_count: count }) => ({
      key: isTime ? new Date(key).toISOString() : (text ?? String(key)),
      count,
    })),
    otherCount: answer.aggregations?.found.sum_other_doc_count ?? 0,
    total: toTotal(answer),
    ...(partial ? { partial } : {}),
  };
}

async function aggregationBody(
  upstream: SearchUpstream,
  { aggregation, indices }: EventQuery & { aggregation: EventAggregation },
): Promise<object> {
  if (aggregation.kind === 'dateHistogram') {
    const { intervalMs } = aggregation;
    if (!Number.isInteger(intervalMs) || intervalMs < 1_000)
      throw new Failure('request.invalid', 'The stretch of a histogram is at least a second.');
    return { date_histogram: { field: timeFieldOf(indices), fixed_interval: `${intervalMs}ms`, min_doc_count: 1 } };
  }
  const { field, size } = aggregation;
  if (!Number.isInteger(size) || size < 1 || size > 1_000)
    throw new Failure('request.invalid', 'Ask for 1 to 1,000 values.');
  return {
    terms: {
      field: await countableField(upstream, indices, field),
      size,
      order: [{ _count: 'desc' }, { _key: 'asc' }],
    },
  };
}

/** Prose is counted by its whole value, where the index keeps that beside the words. */
async function countableField(upstream: SearchUpstream, indices: readonly string[], field: string): Promise<string> {
  const whole = `${field}.keyword`;
  const { fields } = await upstream.request(
    {
      method: 'GET',
      path: pathOf(checkPatterns(indices), '/_field_caps'),
      query: { ...lenient, fields: `${field},${whole}` },
      timeoutMs: clientTimeoutMs,
    },
    FieldCapsAnswer,
  );
  const isCountable = (name: string): boolean => Object.values(fields[name] ?? {}).every((type) => type.aggregatable);
  if (isCountable(field)) return field;
  if (fields[whole] && isCountable(whole)) return whole;
  throw new Failure('query.invalid', `"${field}" is split into words in this index and cannot be counted by value.`);
}
