import { filled } from '../../lib/filled.ts';
import { isSameQuery } from '../../lib/query-tokens.ts';

/** How the findings are laid out: three groupings and the flat list. */
export const layouts = ['fix', 'cve', 'asset', 'all'] as const;
export type Layout = (typeof layouts)[number];
export type Grouping = Exclude<Layout, 'all'>;

export const defaultQuery = 'status:open';

export type FindingsSearch = {
  q?: string | undefined;
  by?: string | undefined;
  sel?: string | undefined;
  open?: string | undefined;
};
export type FindingsState = { q: string; by: Layout };

/** What the address asks for. Without a query it means what is open; `*` is everything. */
export const stateOf = (search: FindingsSearch): FindingsState => ({
  q: search.q === undefined ? defaultQuery : search.q === '*' ? '' : search.q,
  by: layouts.find((layout) => layout === search.by) ?? 'fix',
});

/** What has to stand in the address for a state: nothing where it is the usual one. */
export const searchOf = ({ q, by }: FindingsState): { q?: string; by?: string } =>
  filled({ q: isSameQuery(q, defaultQuery) ? undefined : q || '*', by: by === 'fix' ? undefined : by });

/** Whether two states show the same. */
export const isSameState = (a: FindingsState, b: FindingsState): boolean => a.by === b.by && isSameQuery(a.q, b.q);

/** The layout after this one, for the key that walks through them. */
export const nextLayout = (by: Layout): Layout => layouts[(layouts.indexOf(by) + 1) % layouts.length] ?? 'fix';
