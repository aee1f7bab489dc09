import { isFailure } from '../../lib/failure.ts';
import type { StoredEvent } from '../capabilities.ts';
import type { Indexer } from './search.ts';
import type { Query } from './select.ts';
import type { Hit } from './wire.ts';

/** Most documents that a search gives at once (`index.max_result_window`). */
export const largestPage = 10_000;

type PageOptions = { batchSize?: number; idsOnly?: boolean; signal?: AbortSignal | undefined };

export type Page = { hits: readonly Hit[]; isLast: boolean; problem?: StoredEvent['problem'] };

/** Reads sorted pages and makes them smaller when an answer is too large or broken, down to the one document that is to blame. */
export function makePageReader(indexer: Indexer, index: string, options: PageOptions) {
  const wanted = Math.min(Math.max(1, options.batchSize ?? 500), largestPage);
  let size = wanted;

  const search = async (
    query: Query,
    sort: object[],
    after: readonly unknown[] | undefined,
    source: boolean,
  ): Promise<Page> => {
    options.signal?.throwIfAborted();
    const body = {
      size,
      query: { bool: query },
      sort,
      ...(after === undefined ? {} : { search_after: after }),
      ...(source ? {} : { _source: false }),
      track_total_hits: false,
    };
    const { hits } = await indexer.search(index, body, options.signal);
    return { hits, isLast: hits.length < size };
  };

  return async function readPage(query: Query, sort: object[], after?: readonly unknown[]): Promise<Page> {
    for (;;) {
      try {
        const page = await search(query, sort, after, options.idsOnly !== true);
        size = Math.min(wanted, size * 2);
        return page;
      } catch (error) {
        const problem = blameDocument(error);
        if (problem === null || options.idsOnly === true) throw error;
        if (size === 1) return { ...(await search(query, sort, after, false)), problem };
        size = Math.max(1, Math.floor(size / 4));
      }
    }
  };
}

/** Why a page may be unreadable because of a document inside it; `null` for every other failure. */
function blameDocument(error: unknown): NonNullable<StoredEvent['problem']> | null {
  if (isFailure(error, 'connection.too_large')) return 'too_large';
  return isFailure(error, 'connection.partial') && error.cause instanceof SyntaxError ? 'unreadable' : null;
}

/** Index of the first hit that sorts like the last one. */
export function startOfLastTie(hits: readonly Hit[]): number {
  const last = JSON.stringify(hits.at(-1)?.sort);
  let start = hits.length - 1;
  while (start > 0 && JSON.stringify(hits[start - 1]?.sort) === last) start -= 1;
  return Math.max(0, start);
}
