import { z } from 'zod';
import { type CustomerScope, seesCustomer } from '../../../../db/scope.ts';
import { Failure } from '../../../../lib/failure.ts';
import { readInstant } from '../../../../lib/instant.ts';
import { cursorAt, positionOf } from '../cursor.ts';
import { reservedField } from '../document.ts';
import { checkPatterns, isIndexName } from '../indices.ts';
import type { EventHit, EventPage, EventRef, EventSearch, EventTotal } from '../port.ts';
import { timeFieldOf, toQuery } from './request.ts';
import { lenient, pathOf, refusalOf, type SearchUpstream } from './upstream.ts';
import { DocumentAnswer, type Hit, Meta, partialReason, SearchAnswer } from './wire.ts';

/** How long the product may search; our client waits longer, so that it can say what it found. */
export const searchTimeout = { timeout: '20s' };
export const clientTimeoutMs = 30_000;
const mostCounted = 10_000;

/**
 * Where a page ended. Time and sequence number order the documents of one shard without the memory that sorting by
 * `_id` costs, and stay valid without a point in time (of which a node holds 300, and which sorts by `_shard_doc` only
 * from version 3 on). Documents of different shards can share both numbers: those shown are named, to be left out.
 */
const Position = z.object({
  time: z.int(),
  sequence: z.int(),
  shown: z.array(z.tuple([z.string(), z.string()])).max(1_000),
});
type Position = z.infer<typeof Position>;

const SortValues = z.tuple([z.number(), z.number()]);

/** One page. @throws {Failure} `query.invalid`, `cursor.invalid`, `request.invalid`, `connection.*`. */
export async function searchEvents(upstream: SearchUpstream, search: EventSearch, now: Date): Promise<EventPage> {
  const { limit, sort } = search;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new Failure('request.invalid', 'A page holds 1 to 1,000 events.');
  const query = toQuery(search, now);
  const after = positionOf(search, Position);
  const answer = await ask(upstream, search.indices, {
    size: limit + 1,
    sort: [
      { [timeFieldOf(search.indices)]: { order: sort, unmapped_type: 'date', numeric_type: 'date' } },
      { _seq_no: { order: sort } },
    ],
    ...(after ? { search_after: [after.time, after.sequence + (sort === 'asc' ? -1 : 1)] } : {}),
    query: after ? { bool: { filter: [query], must_not: after.shown.map(oneDocument) } } : query,
    track_total_hits: mostCounted,
  });
  const shown = answer.hits.hits.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = last && answer.hits.hits.length > limit ? cursorAt(search, positionAt(last, shown, after)) : null;
  const partial = partialReason(answer);
  return {
    hits: shown.map(toHit),
    nextCursor,
    total: toTotal(answer, after?.shown.length ?? 0),
    ...(partial ? { partial } : {}),
  };
}

const oneDocument = ([index, id]: [string, string]): object => ({
  bool: { filter: [{ term: { _index: index } }, { ids: { values: [id] } }] },
});

function positionAt(
  last: z.infer<typeof Hit>,
  hits: readonly z.infer<typeof Hit>[],
  before: Position | null,
): Position {
  const [time, sequence] = SortValues.parse(last.sort);
  const here = hits
    .filter((hit) => hit.sort?.[0] === time && hit.sort[1] === sequence)
    .map((hit): [string, string] => [hit._index, hit._id]);
  const carried = before && before.time === time && before.sequence === sequence ? before.shown : [];
  return { time, sequence, shown: [...carried, ...here] };
}

/** Runs a search over patterns; a query that the product refuses is the person's to mend. */
export async function ask(upstream: SearchUpstream, indices: readonly string[], body: object): Promise<SearchAnswer> {
  try {
    return await upstream.request(
      {
        method: 'POST',
        path: pathOf(checkPatterns(indices), '/_search'),
        query: lenient,
        body: { ...searchTimeout, ...body },
        timeoutMs: clientTimeoutMs,
        isIdempotent: true,
      },
      SearchAnswer,
    );
  } catch (error) {
    const refusal = refusalOf(error);
    const isQuery =
      refusal?.status === 400 &&
      /parsing_exception|query_shard_exception|parse_exception|too_many_clauses|too_complex|illegal_argument/.test(
        refusal.text,
      );
    if (!isQuery) throw error;
    const reason = /"reason"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(refusal.text)?.[1] ?? '';
    throw new Failure('query.invalid', `The search node cannot run this query: ${reason.slice(0, 200)}`, {
      cause: error,
    });
  }
}

/** `left` documents were shown on the page before and are left out of this count. */
export const toTotal = (answer: SearchAnswer, left = 0): EventTotal => {
  const { value, relation } = answer.hits.total;
  return relation === 'gte'
    ? { value: mostCounted, relation: 'atLeast' }
    : { value: value + left, relation: 'exactly' };
};

function toHit(hit: z.infer<typeof Hit>): EventHit {
  const { [reservedField]: own, ...body } = hit._source ?? {};
  const meta = Meta.safeParse(own);
  const sorted = SortValues.safeParse(hit.sort);
  return {
    index: hit._index,
    id: hit._id,
    time: meta.success ? new Date(meta.data.occurredAt) : sorted.success ? new Date(sorted.data[0]) : timeIn(body),
    customerId: meta.success ? meta.data.customerId : null,
    sourceId: meta.success ? meta.data.sourceId : null,
    body,
  };
}

/** The time of a document read by its id. */
const timeIn = (body: Record<string, unknown>): Date =>
  readInstant(body['@timestamp']) ?? readInstant(body.timestamp) ?? new Date(0);

/** Reads by id, which sees a document before the next refresh does. */
export async function getEvent(
  upstream: SearchUpstream,
  ref: EventRef,
  customers: CustomerScope,
): Promise<EventHit | null> {
  if (!isIndexName(ref.index) || ref.id === '' || Buffer.byteLength(ref.id) > 512) return null;
  try {
    const answer = await upstream.request(
      { method: 'GET', path: pathOf([ref.index], `/_doc/${encodeURIComponent(ref.id)}`), timeoutMs: clientTimeoutMs },
      DocumentAnswer,
    );
    if (!answer.found) return null;
    const hit = toHit(answer);
    return seesCustomer(customers, hit.customerId) ? hit : null;
  } catch (error) {
    // Absent document and absent index alike.
    if (refusalOf(error)?.status === 404) return null;
    throw error;
  }
}
