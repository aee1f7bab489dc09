import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { call, type Reply } from '../../lib/api.ts';
import type { ProblemError } from '../../lib/problem.ts';
import { ask } from '../../lib/queries.ts';
import { type QueueState, queueState, viewAt, viewsOf, type Written } from './views.ts';

export type QueueFilter = { q: string; sort: QueueState['sort']; lens?: string };
/** A page of the queue; the first says when the newest alert was last seen, wherever it stands. */
type Page = Reply<'listAlerts'> & { newestAt: string | null };

const pageRows = 100;
const freshMs = 2_000;

export const filterOf = ({ q, sort }: QueueState, lens: string | undefined): QueueFilter => ({
  q,
  sort,
  ...(lens ? { lens } : {}),
});

/** The pages of the queue; reading the first reads the alert on which the pane opens as well. */
export const queuePages = (client: QueryClient, filter: QueueFilter) =>
  infiniteQueryOptions<Page, ProblemError, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['listAlerts', filter],
    queryFn: async ({ pageParam, signal }) => {
      const rest = { query: { ...filter, limit: pageRows, ...(pageParam ? { cursor: pageParam } : {}) } };
      if (pageParam) return { ...(await call('listAlerts', rest, { signal })), newestAt: null };
      const [page, newestAt] = await Promise.all([call('listAlerts', rest, { signal }), newest(filter, signal)]);
      const [first] = page.items;
      if (first) void client.prefetchQuery(ask('getAlert', { params: { alertId: first.id } }));
      return { ...page, newestAt };
    },
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    gcTime: 60_000,
    refetchOnReconnect: false,
    // Read anew whenever it is shown again, but for what was read for this very showing.
    refetchOnMount: ({ state }) => (Date.now() - state.dataUpdatedAt > freshMs ? 'always' : false),
  });

/** `''` where there is no alert, `null` where nobody knows: the list itself tells what is wrong. */
async function newest({ q, lens }: QueueFilter, signal: AbortSignal): Promise<string | null> {
  try {
    const query = { q, sort: 'newest' as const, limit: 1, ...(lens ? { lens } : {}) };
    const { items } = await call('listAlerts', { query }, { signal });
    return items[0]?.lastSeenAt ?? '';
  } catch {
    return null;
  }
}

/** Reads the queue that an address shows, while its page is still on its way. */
export function readQueue(
  client: QueryClient,
  slug: string | undefined,
  search: Written,
  lens: string | undefined,
): Promise<void> {
  const view = viewAt(viewsOf([]), slug, search);
  const state = queueState(view, search);
  // A saved view is not known yet, and groups are counted, not read.
  if ((slug !== undefined && view === undefined) || state.group !== null) return Promise.resolve();
  return client.prefetchInfiniteQuery(queuePages(client, filterOf(state, lens)));
}
