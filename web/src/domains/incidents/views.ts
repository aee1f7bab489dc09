import type { SavedView } from '@watchfloor/contract';
import { alertSorts } from '../../lib/contract.ts';
import { isSameQuery } from '../../lib/query-tokens.ts';
import { alertsText } from '../../lib/text/alerts.ts';

export type Sort = (typeof alertSorts)[number];
export type QueueState = { q: string; sort: Sort };
export type View = { slug: string; name: string; state: QueueState; saved: SavedView | null };

const builtIn: readonly View[] = [
  {
    slug: 'mine',
    name: alertsText.views.mine,
    state: { q: 'assignee:me -status:closed', sort: 'severity' },
    saved: null,
  },
  {
    slug: 'unassigned',
    name: alertsText.views.unassigned,
    state: { q: 'status:open is:unassigned', sort: 'severity' },
    saved: null,
  },
  { slug: 'open', name: alertsText.views.open, state: { q: '-status:closed', sort: 'severity' }, saved: null },
];

export const defaultView = 'unassigned';

const sortOf = (text: string | undefined): Sort | null => alertSorts.find((sort) => sort === text) ?? null;

/** The built-in views, then the saved ones. */
export const viewsOf = (saved: readonly SavedView[]): readonly View[] => [
  ...builtIn,
  ...saved.map((view) => ({
    slug: view.slug,
    name: view.name,
    state: { q: view.state.q ?? '', sort: sortOf(view.state.sort) ?? 'severity' },
    saved: view,
  })),
];

/** What the address asks for: the view's state with the edits in the address over it; without a view only the edits. */
export function queueState(
  view: View | undefined,
  search: { q?: string | undefined; sort?: string | undefined },
): QueueState {
  return { q: search.q ?? view?.state.q ?? '', sort: sortOf(search.sort) ?? view?.state.sort ?? 'severity' };
}

/** What has to stand in the address for a state: nothing where the view says the same. An emptied query is written `*`. */
export function searchFor(
  view: View | undefined,
  state: QueueState,
): { q: string | undefined; sort: string | undefined } {
  const isSame = view !== undefined && isSameQuery(view.state.q, state.q);
  return {
    q: isSame || (view === undefined && state.q === '') ? undefined : state.q || '*',
    sort: state.sort === (view?.state.sort ?? 'severity') ? undefined : state.sort,
  };
}

/** Whether the state differs from the view it started from. */
export const isModified = (view: View, state: QueueState): boolean =>
  !isSameQuery(view.state.q, state.q) || view.state.sort !== state.sort;
