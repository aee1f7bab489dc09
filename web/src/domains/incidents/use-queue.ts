import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { AlertRow } from '@watchfloor/contract';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { readAnew, readOn } from '../../lib/paging.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { type Change, shown } from './overlay.ts';
import { filterOf, queuePages } from './queue-pages.ts';
import type { QueueState } from './views.ts';

let nextChange = 1;
const noRows: readonly AlertRow[] = [];

/** The rows of the queue: pages as they are needed, with changes over them that never move what is not changed. */
export function useQueue(state: QueueState, lens: string | undefined, isEnabled = true) {
  const client = useQueryClient();
  const { q, sort } = state;
  const filter = useMemo(() => filterOf({ q, sort, group: null }, lens), [q, sort, lens]);
  const key = useMemo(() => ['listAlerts', filter], [filter]);
  const [changes, setChanges] = useState<readonly Change[]>([]);
  const [of, setOf] = useState(key);
  if (of !== key) {
    setOf(key);
    setChanges([]);
  }
  const pages = useInfiniteQuery({ ...queuePages(client, filter), enabled: isEnabled });
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
