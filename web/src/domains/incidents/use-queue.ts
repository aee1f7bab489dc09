import type { AlertRow } from '@watchfloor/contract';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { call, type Reply } from '../../lib/api.ts';
import { ask } from '../../lib/queries.ts';
import { readAnew, readOn } from '../../lib/pages.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { type Change, shown } from './overlay.ts';
import type { QueueState } from './views.ts';

type Page = Reply<'listAlerts'>;
const pageRows = 100;
let nextChange = 1;
const noRows: readonly AlertRow[] = [];

/** The rows of the queue: pages as they are needed, with changes over them that never move what is not changed. */
export function useQueue(state: QueueState, lens: string | undefined, isEnabled = true) {
  const client = useQueryClient();
  const filter = useMemo(
    () => ({ q: state.q, sort: state.sort, ...(lens ? { lens } : {}) }),
    [state.q, state.sort, lens],
  );
  const key = useMemo(() => ['listAlerts', filter], [filter]);
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const [of, setOf] = useState(key);
  if (of !== key) {
    setOf(key);
    setChanges([]);
  }
  const pages = useInfiniteQuery<Page, ProblemError, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => {
      const page = await call(
        'listAlerts',
        { query: { ...filter, limit: pageRows, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      );
      // The pane opens on the first row: its answer comes while the rows are drawn.
      const [first] = page.items;
      if (first && client.getQueryData(key) === undefined)
        void client.prefetchQuery(ask('getAlert', { params: { alertId: first.id } }));
      return page;
    },
    enabled: isEnabled,
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
    // Read anew whenever it is shown again: what came meanwhile is in no count of new ones.
    staleTime: 0,
    gcTime: 60_000,
    refetchOnReconnect: false,
    refetchOnMount: 'always',
  });
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? noRows, [pages.data]);
  const rows = useMemo(() => shown(loaded, changes), [loaded, changes]);

  const isOverlaid = useRef(false);
  const apply = useCallback((change: Omit<Change, 'id'>): number => {
    isOverlaid.current = true;
    const id = nextChange;
    nextChange += 1;
    setChanges((before) => [...before, { ...change, id }]);
    return id;
  }, []);
  const revert = useCallback((id: number) => setChanges((before) => before.filter((change) => change.id !== id)), []);
  const { fetchNextPage } = pages;
  const latest = useLatest(pages);

  // Rows that were read anew need nothing laid over them.
  const settle = useCallback(() => {
    setChanges([]);
    isOverlaid.current = false;
  }, []);
  /** Reads the queue anew from its first page; what is shown stays until the answer is here. */
  const reload = useCallback(async () => {
    await readAnew(client, key);
    settle();
  }, [client, key, settle]);
  /** Reads the next page, also after a failure. */
  const again = useCallback(async () => {
    if (await readOn(client, key, fetchNextPage)) settle();
  }, [client, key, fetchNextPage, settle]);
  const more = useCallback(() => {
    const { hasNextPage, isFetchingNextPage, isError } = latest.current;
    if (hasNextPage && !isFetchingNextPage && !isError) void again();
  }, [again, latest]);

  const shownKey = useRef<unknown>(null);
  useLayoutEffect(() => {
    shownKey.current = key;
    return () => {
      shownKey.current = null;
    };
  }, [key]);
  // What was read is kept for the way back, but not without the changes that lay over it.
  useEffect(
    () => () => {
      if (isOverlaid.current) client.removeQueries({ queryKey: key, exact: true });
      isOverlaid.current = false;
    },
    [client, key],
  );
  /** Whether these are still the rows on screen; for what ends later than it began. */
  const isShown = useCallback(() => shownKey.current === key, [key]);

  return { pages, filter, loaded, rows, apply, revert, more, again, reload, isShown };
}

export type Queue = ReturnType<typeof useQueue>;
