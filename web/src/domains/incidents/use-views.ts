import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { call } from '../../lib/api.ts';
import { cappedCount } from '../../lib/formats.ts';
import { asProblem } from '../../lib/problem.ts';
import { useAsk } from '../../lib/queries.ts';
import { alertsText } from '../../lib/text/alerts.ts';
import { toast, toastProblem } from '../../lib/toasts.ts';
import { useSearchChange } from '../../lib/use-search-change.ts';
import type { ViewTab } from '../../ui/pages.tsx';
import {
  isModified,
  type QueueState,
  queueState,
  searchFor,
  type View,
  viewAt,
  viewsOf,
  type Written,
} from './views.ts';

const countedMost = 8;
const countEveryMs = 30_000;

/** The view in the address, the state it and the edits make, and what can be done with views. */
export function useViews() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useSearchChange();
  const { slug } = useParams({ strict: false }) as { slug?: string };
  const search = useSearch({ strict: false }) as Written;
  const saved = useAsk('listViews', { query: { screen: 'alerts' } });
  const views = viewsOf(saved.data?.items ?? []);
  const view = viewAt(views, slug, search);
  const state = queueState(view, search);
  const isUnknown = slug !== undefined && view === undefined;

  const go = (next: QueueState) => change({ ...searchFor(view, next), sel: undefined });
  const open = (one: View) => void navigate({ to: '/alerts/v/$slug', params: { slug: one.slug }, search: {} });
  const save = async (name: string) => {
    try {
      const made = await call('saveView', {
        body: {
          screen: 'alerts',
          name,
          state: { q: state.q, sort: state.sort, ...(state.group ? { group: state.group } : {}) },
        },
      });
      await client.invalidateQueries({ queryKey: ['listViews'] });
      toast(alertsText.viewSaved(made.name));
      await navigate({ to: '/alerts/v/$slug', params: { slug: made.slug }, search: {} });
    } catch (thrown) {
      toastProblem(asProblem(thrown));
    }
  };
  const remove = async (one: View) => {
    if (!one.saved) return;
    try {
      await call('deleteView', { params: { viewId: one.saved.id } });
      toast(alertsText.viewDeleted(one.name));
      await navigate({ to: '/alerts', search: {} });
      await client.invalidateQueries({ queryKey: ['listViews'] });
    } catch (thrown) {
      toastProblem(asProblem(thrown));
    }
  };
  return {
    views,
    view,
    state,
    isWaiting: isUnknown && saved.isPending,
    /** A view that this person does not have; what it would narrow to is not known. */
    isLost: isUnknown && saved.isSuccess,
    isChanged: view !== undefined && isModified(view, state),
    go,
    open,
    save,
    remove,
  };
}

/** The views as tabs with how many alerts each holds; the number of the open one is the live one. */
export function useViewTabs(
  views: readonly View[],
  view: View | undefined,
  isChanged: boolean,
  lens: string | undefined,
  total: string | undefined,
): ViewTab[] {
  const counted = views.slice(0, countedMost);
  const counts = useQueries({
    queries: counted.map((one) => ({
      queryKey: ['viewCounts', one.state.q, lens],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('countAlerts', { query: { q: one.state.q, ...(lens ? { lens } : {}) } }, { signal }),
      refetchInterval: countEveryMs,
      staleTime: countEveryMs,
      // What the page itself counts comes first.
      enabled: total !== undefined && (one.slug !== view?.slug || isChanged),
    })),
  });
  return views.map((one, index) => {
    const isOn = one.slug === view?.slug;
    const known = counts[index]?.data?.total;
    return {
      id: one.slug,
      name: one.name,
      to: '/alerts/v/$slug',
      params: { slug: one.slug },
      search: { q: undefined, sort: undefined, group: undefined, sel: undefined },
      isOn,
      isModified: isOn && isChanged,
      count: isOn && !isChanged ? total : known ? cappedCount(known) : undefined,
    };
  });
}
