import {
  InfiniteQueryObserver,
  type InfiniteQueryObserverResult,
  type QueryKey,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readOn } from '../../lib/paging.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { askPages, type Page, type Pages } from '../../lib/use-pages.ts';
import type { Inside } from './lines.ts';

type Result = InfiniteQueryObserverResult<Pages<'listFindings'>, ProblemError>;
type Reader = InfiniteQueryObserver<Page<'listFindings'>, ProblemError, Pages<'listFindings'>, QueryKey, string | null>;
type Filter = { q: string; lens?: string };

/** The findings of each open group, each read page by page by itself: a hook reads one list, and how many are open changes. */
export function useInsides(filter: Filter, open: readonly string[]) {
  const client = useQueryClient();
  const readers = useRef(new Map<string, { reader: Reader; key: QueryKey; stop: () => void }>());
  const [read, setRead] = useState<ReadonlyMap<string, Result>>(new Map());
  const wanted = useMemo(
    () => new Map(open.map((group) => [group, { id: JSON.stringify([filter, group]), query: { ...filter, group } }])),
    [filter, open],
  );

  useEffect(() => {
    const ids = new Set([...wanted.values()].map((one) => one.id));
    for (const [id, { stop }] of readers.current) {
      if (ids.has(id)) continue;
      stop();
      readers.current.delete(id);
    }
    for (const { id, query } of wanted.values()) {
      if (readers.current.has(id)) continue;
      const options = askPages('listFindings', { query });
      const reader: Reader = new InfiniteQueryObserver(client, options);
      const stop = reader.subscribe((result) => {
        const isRead = new Set(readers.current.keys());
        setRead((before) => new Map([...before].filter(([one]) => isRead.has(one))).set(id, result));
      });
      readers.current.set(id, { reader, key: options.queryKey, stop });
    }
  }, [client, wanted]);
  useEffect(() => {
    const all = readers.current;
    return () => {
      for (const { stop } of all.values()) stop();
      all.clear();
    };
  }, []);

  const insides = useMemo(
    () => new Map([...wanted].map(([group, { id }]) => [group, insideOf(read.get(id))])),
    [wanted, read],
  );
  return {
    insides,
    /** Reads the next page of a group, or again what failed. */
    more: (group: string) => {
      const { reader, key } = readers.current.get(wanted.get(group)?.id ?? '') ?? {};
      const result = reader?.getCurrentResult();
      if (!reader || !key || !result || result.isFetching) return;
      if (result.isError) void reader.refetch();
      else if (result.hasNextPage) void readOn(client, key, () => reader.fetchNextPage());
    },
    reload: () => Promise.all([...readers.current.values()].map(({ reader }) => reader.refetch())),
  };
}

const insideOf = (result: Result | undefined): Inside => ({
  rows: result?.data?.pages.flatMap((page) => page.items) ?? [],
  hasMore: result?.hasNextPage ?? false,
  isWaiting: result === undefined || result.isPending || result.isFetchingNextPage,
  failure: result?.error?.detail ?? null,
});
