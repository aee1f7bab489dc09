import { useEffect, useRef, useState } from 'react';
import { call } from '../../lib/api.ts';
import { useLatest } from '../../lib/use-latest.ts';
import { useLinkState, useLive } from '../../lib/use-live.ts';
import type { Queue } from './use-queue.ts';

const askedMost = 50;
const quietMs = 3_000;
const patchedMost = 10;
const none = { count: 0, isCapped: false };

/**
 * How many alerts came since the rows were read (`50` means at least so many); they wait until asked for.
 * Loaded rows that somebody else changed are read again and change in their place.
 */
export function useFresh(queue: Queue): { count: number; isCapped: boolean } {
  const [found, setFound] = useState<{ of: unknown; count: number; isCapped: boolean }>({
    of: null,
    count: 0,
    isCapped: false,
  });
  const latest = useLatest(queue);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const readAt = queue.pages.data?.pages[0];

  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );

  const countSoon = () => {
    if (timer.current) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      const of = latest.current.pages.data?.pages[0];
      void countFresh(latest.current).then((counted) => counted && setFound({ ...counted, of }));
    }, quietMs);
  };
  useLive('alerts', (change) => {
    void patchLoaded(latest.current, change.ids);
    countSoon();
  });
  // Of what came after the rows were read and before the stream was open, it does not tell.
  const link = useLinkState();
  const soon = useLatest(countSoon);
  useEffect(() => {
    if (link === 'open') soon.current();
  }, [link, soon]);
  // What was counted for rows that have been read anew since is over.
  return found.of === readAt ? found : none;
}

async function countFresh(queue: Queue): Promise<{ count: number; isCapped: boolean } | null> {
  const [first] = queue.pages.data?.pages ?? [];
  // What was newest when the rows were read; where every row was read, whatever is not among them is new.
  const since = first?.nextCursor === null ? '' : first?.newestAt;
  if (since === undefined || since === null) return null;
  try {
    const { lens, q } = queue.filter;
    const page = await call('listAlerts', {
      query: { q, sort: 'newest', limit: askedMost, ...(lens ? { lens } : {}) },
    });
    const known = new Set(queue.loaded.map((row) => row.id));
    const found = page.items.filter((row) => row.lastSeenAt > since && !known.has(row.id));
    return { count: found.length, isCapped: found.length === askedMost };
  } catch {
    // A count that could not be taken stays as it was; the next change asks again.
    return null;
  }
}

async function patchLoaded(queue: Queue, ids: readonly string[]): Promise<void> {
  const seen = new Set(queue.rows.map((row) => row.id));
  for (const id of ids.filter((one) => seen.has(one)).slice(0, patchedMost)) {
    try {
      const { status, verdict, assignee, eventCount, lastSeenAt, closedAt, version } = await call('getAlert', {
        params: { alertId: id },
      });
      queue.apply({
        rows: new Set([id]),
        patch: () => ({ status, verdict, assignee, eventCount, lastSeenAt, closedAt, version }),
        leaves: false,
      });
    } catch {
      // Gone out of scope meanwhile: the row tells so when it is opened.
    }
  }
}
