import { type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call, type Input, type Reply } from '../../lib/api.ts';
import { readOn } from '../../lib/pages.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { keyOf } from '../../lib/queries.ts';
import { useLatest } from '../../lib/use-latest.ts';

export const pageRows = 50;

type Paged = 'listFindings' | 'listFindingGroups';
type PagedQuery<K extends Paged> = NonNullable<(Input<K> & { query?: object })['query']>;
export type PagedReply<K extends Paged> = Reply<K> & { nextCursor: string | null };

export type Pages<K extends Paged> = { pages: PagedReply<K>[] };

export const optionsOf = <K extends Paged>(name: K, query: PagedQuery<K>) => ({
  queryKey: keyOf(name, { query } as Input<K>),
  queryFn: async ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
    (await call(
      name,
      { query: { ...query, limit: pageRows, ...(pageParam ? { cursor: pageParam } : {}) } } as Input<K>,
      { signal },
    )) as PagedReply<K>,
  initialPageParam: null,
  getNextPageParam: (page: PagedReply<K>) => page.nextCursor,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 60_000,
  refetchOnReconnect: false,
  refetchOnMount: 'always' as const,
});

/** Pages of a list, read as they are asked for. What was read stays as it is until the question changes or `refetch`. */
export function usePages<K extends Paged>(name: K, query: PagedQuery<K>, isEnabled = true) {
  const client = useQueryClient();
  const options = optionsOf(name, query);
  const pages = useInfiniteQuery<PagedReply<K>, ProblemError, Pages<K>, QueryKey, string | null>({
    ...options,
    enabled: isEnabled,
  });
  const latest = useLatest({ ...pages, key: options.queryKey });
  const more = useCallback(() => {
    const { hasNextPage, isFetchingNextPage, isError, fetchNextPage, key } = latest.current;
    if (hasNextPage && !isFetchingNextPage && !isError) void readOn(client, key, fetchNextPage);
  }, [client, latest]);
  return { pages, more };
}
