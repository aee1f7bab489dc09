import { type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call, type Input, type Reply } from './api.ts';
import { readOn } from './paging.ts';
import type { ProblemError } from './problem.ts';
import { keyOf } from './queries.ts';
import { useLatest } from './use-latest.ts';

type Paged = 'listFindings' | 'listFindingGroups' | 'listAlertEvents' | 'listParked';

export type Page<K extends Paged> = Reply<K> & { nextCursor: string | null };
export type Pages<K extends Paged> = { pages: Page<K>[] };

type Reading = {
  /** Rows of a page. */
  rows?: number;
  /** How long what was read is good for whoever shows it next; without it, it is read anew whenever it is shown again. */
  freshMs?: number;
};

/** Options to read a list page by page. What was read stays as it is until the question changes or somebody reads it anew. */
export const askPages = <K extends Paged>(name: K, input: Input<K>, { rows = 50, freshMs }: Reading = {}) => ({
  queryKey: keyOf(name, input),
  queryFn: async ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
    const query = { ...(input as { query?: object }).query, limit: rows, ...(pageParam ? { cursor: pageParam } : {}) };
    return (await call(name, { ...(input as object), query } as Input<K>, { signal })) as Page<K>;
  },
  initialPageParam: null,
  getNextPageParam: (page: Page<K>) => page.nextCursor,
  staleTime: freshMs ?? Number.POSITIVE_INFINITY,
  gcTime: 60_000,
  refetchOnReconnect: false,
  refetchOnMount: freshMs === undefined ? ('always' as const) : true,
});

/** Pages of a list, read as they are asked for. */
export function usePages<K extends Paged>(
  name: K,
  input: Input<K>,
  { isEnabled = true, ...reading }: Reading & { isEnabled?: boolean } = {},
) {
  const client = useQueryClient();
  const options = askPages(name, input, reading);
  const pages = useInfiniteQuery<Page<K>, ProblemError, Pages<K>, QueryKey, string | null>({
    ...options,
    enabled: isEnabled,
  });
  const latest = useLatest({ ...pages, key: options.queryKey });
  /** Reads the next page, also after a failure. */
  const again = useCallback(() => {
    const { fetchNextPage, key } = latest.current;
    void readOn(client, key, fetchNextPage);
  }, [client, latest]);
  /** Reads the next page where there is one; for what asks by itself, and so never after a failure. */
  const more = useCallback(() => {
    const { hasNextPage, isFetchingNextPage, isError } = latest.current;
    if (hasNextPage && !isFetchingNextPage && !isError) again();
  }, [again, latest]);
  return { pages, more, again };
}
