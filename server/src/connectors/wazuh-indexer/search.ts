import type { z } from 'zod';
import { refusedStatus } from '../upstream/answer.ts';
import { UpstreamFailure } from '../upstream/failure.ts';
import { where } from '../upstream/socket.ts';
import { basicLogin, type Upstream, type UpstreamRequest } from '../upstream.ts';
import { Counted, type Hit, OpenedPit, SearchAnswer } from './wire.ts';

/** A whole answer: every shard spoke and none was cut short. */
export type WholeAnswer = {
  hits: readonly Hit[];
  total: number;
  shards: number;
  aggregations: Record<string, unknown>;
  pitId: string | null;
};

/** The indexer with the login of this connection; every search goes through `search`, which never lets half an answer pass. */
export type Indexer = {
  ask<T>(request: UpstreamRequest, schema: z.ZodType<T>): Promise<T>;
  search(index: string | null, body: object, signal?: AbortSignal): Promise<WholeAnswer>;
  /** Freezes an index pattern, hands the view to `work` and lets go of it however that ends. */
  withPit<T>(index: string, signal: AbortSignal | undefined, work: (pit: Pit) => AsyncIterable<T>): AsyncGenerator<T>;
};

/** A frozen view; its id may change with each answer. */
export type Pit = { id: string; keepAlive: string };

/** A pattern that matches nothing, or an index that is closed, is no error. */
const ifAny = { ignore_unavailable: true, allow_no_indices: true };
/** Long enough for a consumer to store a page before it asks for the next. */
const keepAlive = '5m';
/** Pages of a point in time are as large as the reader asks for: 10,000 documents of up to 20 kB. */
const largestFrozenPage = 200_000_000;

export function openIndexer(upstream: Upstream, login: { username: string; password: string }): Indexer {
  const authorization = basicLogin(login.username, login.password);
  const ask: Indexer['ask'] = (request, schema) =>
    upstream.request({ ...request, headers: { ...request.headers, authorization } }, schema);
  const place = where(upstream.target);

  const search: Indexer['search'] = async (index, body, signal) => {
    const answer = await ask(
      {
        method: 'POST',
        path: index === null ? '/_search' : `/${encodeURIComponent(index)}/_search`,
        // A point in time carries its indices, and refuses these parameters.
        ...(index === null ? {} : { query: ifAny }),
        body,
        isIdempotent: true,
        ...(index === null ? { maxBodyBytes: largestFrozenPage } : {}),
        signal,
      },
      SearchAnswer,
    );
    return checked(answer, place);
  };

  /** A pattern that matches nothing must not read as "everything is gone"; and a node cannot freeze nothing. */
  async function refuseNothing(index: string, signal: AbortSignal | undefined): Promise<void> {
    const path = `/${encodeURIComponent(index)}/_count`;
    const { _shards: shards } = await ask({ method: 'GET', path, query: ifAny, isIdempotent: true, signal }, Counted);
    if (shards.total > 0) return;
    const evidence = `${place} has no index ${index}, or none that this login may see`;
    throw new UpstreamFailure('connection.refused', evidence, null);
  }

  async function* withPit<T>(index: string, signal: AbortSignal | undefined, work: (pit: Pit) => AsyncIterable<T>) {
    await refuseNothing(index, signal);
    const opened = await ask(
      {
        method: 'POST',
        path: `/${encodeURIComponent(index)}/_search/point_in_time`,
        query: { keep_alive: keepAlive },
        isIdempotent: true,
        signal,
      },
      OpenedPit,
    );
    const pit = { id: opened.pit_id, keepAlive };
    try {
      if ((opened._shards?.failed ?? 0) > 0) throw partial(place, 'not every shard could be frozen');
      yield* work(pit);
    } finally {
      // Without the caller's signal: a cancelled run must give its contexts back too. They end by themselves when this fails.
      await ask(
        { method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [pit.id] }, timeoutMs: 5_000 },
        SearchAnswer,
      ).catch(() => undefined);
    }
  }

  return { ask, search, withPit };
}

/**
 * Lets an answer pass only when it is whole.
 * @throws {Failure} `connection.partial` for a failed shard or a time-out inside, `connection.refused` for an error under status 200.
 */
export function checked(answer: SearchAnswer, place: string): WholeAnswer {
  if (answer.error !== undefined) {
    const evidence = `${place} answered with an error under status 200`;
    throw new UpstreamFailure('connection.refused', evidence, 'look into its log');
  }
  if (answer.timed_out === true) throw partial(place, 'the search ran out of time there');
  const { _shards: shards, hits } = answer;
  if (shards === undefined || hits === undefined) {
    const evidence = `${place} did not answer like an indexer`;
    throw new UpstreamFailure('connection.refused', evidence, 'check the address and the port');
  }
  if (shards.failed > 0) {
    const reason = shards.failures?.[0]?.reason?.reason ?? 'no reason given';
    throw partial(place, `${shards.failed} of ${shards.total} shards failed (${reason.slice(0, 200)})`);
  }
  return {
    hits: hits.hits,
    total: hits.total?.value ?? hits.hits.length,
    shards: shards.total,
    aggregations: answer.aggregations ?? {},
    pitId: answer.pit_id ?? null,
  };
}

const partial = (place: string, reason: string) =>
  new UpstreamFailure(
    'connection.partial',
    `${place} answered in part, ${reason}`,
    'nothing was concluded from it, it is tried again',
  );

/** True when an index or a document is simply not there. */
export const isAbsent = (error: unknown): boolean => refusedStatus(error) === 404;
