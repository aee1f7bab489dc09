import type { SavedView } from '@watchfloor/contract';
import { alertGroupings, alertSorts, builtInViews } from '../../lib/contract.ts';
import { isSameQuery } from '../../lib/query-tokens.ts';
import { alertsText } from '../../lib/text/alerts.ts';

export type Sort = (typeof alertSorts)[number];
export type Grouping = (typeof alertGroupings)[number];
export type QueueState = { q: string; sort: Sort; group: Grouping | null };
export type View = { slug: string; name: string; state: QueueState; saved: SavedView | null };

const queries: Record<(typeof builtInViews.alerts)[number], string> = {
  mine: 'assignee:me -status:closed',
  unassigned: 'status:open is:unassigned',
  open: '-status:closed',
};
const builtIn: readonly View[] = builtInViews.alerts.map((slug) => ({
  slug,
  name: alertsText.views[slug],
  state: { q: queries[slug], sort: 'severity', group: null },
  saved: null,
}));

export const defaultView = 'unassigned';

/** What the address or a saved view may say of a state; all of it is text. */
export type Written = { q?: string | undefined; sort?: string | undefined; group?: string | undefined };

const groupOf = (text: string | undefined): Grouping | null => alertGroupings.find((one) => one === text) ?? null;
const sortOf = (text: string | undefined): Sort | null => alertSorts.find((sort) => sort === text) ?? null;

/** The built-in views, then the saved ones. */
export const viewsOf = (saved: readonly SavedView[]): readonly View[] => [
  ...builtIn,
  ...saved.map((view) => ({
    slug: view.slug,
    name: view.name,
    state: { q: view.state.q ?? '', sort: sortOf(view.state.sort) ?? 'severity', group: groupOf(view.state.group) },
    saved: view,
  })),
];

/** The view that an address names; without a name and a query of its own it is the default one. */
export const viewAt = (views: readonly View[], slug: string | undefined, search: Written): View | undefined =>
  views.find((one) => one.slug === (slug ?? (search.q === undefined ? defaultView : undefined)));

/** What the address asks for: the view's state with the edits in the address over it; without a view only the edits. */
export function queueState(view: View | undefined, search: Written): QueueState {
  return {
    q: search.q === '*' ? '' : (search.q ?? view?.state.q ?? ''),
    sort: sortOf(search.sort) ?? view?.state.sort ?? 'severity',
    group: search.group === undefined ? (view?.state.group ?? null) : groupOf(search.group),
  };
}

/**
 * What has to stand in the address for a state: nothing where the view says the same. An emptied query is written `*`,
 * a grouping taken away `none`.
 */
export function searchFor(view: View | undefined, state: QueueState): Record<keyof Written, string | undefined> {
  const isSame = view !== undefined && isSameQuery(view.state.q, state.q);
  return {
    q: isSame ? undefined : state.q || '*',
    sort: state.sort === (view?.state.sort ?? 'severity') ? undefined : state.sort,
    group: state.group === (view?.state.group ?? null) ? undefined : (state.group ?? 'none'),
  };
}

/** Whether the state differs from the view it started from. */
export const isModified = (view: View, state: QueueState): boolean =>
  !isSameQuery(view.state.q, state.q) || view.state.sort !== state.sort || view.state.group !== state.group;

/** What `b` groups by next; by customer only where there are several. */
export function nextGrouping(group: Grouping | null, hasCustomers: boolean): Grouping | null {
  const all = [null, ...alertGroupings.filter((one) => hasCustomers || one !== 'customer')];
  return all[(all.indexOf(group) + 1) % all.length] ?? null;
}
