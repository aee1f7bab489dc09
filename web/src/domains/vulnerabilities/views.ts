import type { SavedView } from '@watchfloor/contract';
import { filled } from '../../lib/filled.ts';
import { isSameQuery } from '../../lib/query-tokens.ts';
import { findingsText } from '../../lib/text/findings.ts';

/** How the findings are laid out: three groupings and the flat list. */
export const layouts = ['fix', 'cve', 'asset', 'all'] as const;
export type Layout = (typeof layouts)[number];
export type Grouping = Exclude<Layout, 'all'>;

export const defaultQuery = 'status:open';

export type FindingsSearch = {
  q?: string | undefined;
  by?: string | undefined;
  sel?: string | undefined;
  /** Keys of the open groups with commas between them, or `none`. */
  open?: string | undefined;
  /** The saved view that the state began as. */
  view?: string | undefined;
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

/** Each open group is read by itself, so there is a limit to what one address may ask for. */
export const mostOpen = 12;

/** The groups that the address opens; where it says nothing, the first one. */
export function openGroups(text: string | undefined, first: string | null): readonly string[] {
  if (text === undefined) return first === null ? [] : [first];
  return [...new Set(text.split(',').map((key) => key.trim()))]
    .filter((key) => key !== '' && key !== 'none')
    .slice(-mostOpen);
}

export const openText = (open: readonly string[]): string => open.join(',') || 'none';

/** What is open after a press on a group; when it gets too much, the one opened longest ago closes. */
export const toggledOpen = (open: readonly string[], key: string): readonly string[] =>
  open.includes(key) ? open.filter((one) => one !== key) : [...open, key].slice(-mostOpen);

/** A layout or a saved view as it stands beside the state of the page. */
type View = {
  id: string;
  name: string;
  slug: string | undefined;
  /** Where a press on it leads. */
  state: FindingsState;
  /** What it is unmodified. */
  home: FindingsState;
  saved: SavedView | null;
  isOn: boolean;
  isModified: boolean;
};

/** The four layouts, which take the query along, then the saved views; exactly one is on. */
export function viewsOf(saved: readonly SavedView[], state: FindingsState, slug: string | undefined): readonly View[] {
  const isPlain = isSameQuery(state.q, defaultQuery);
  const present =
    saved.find((view) => view.slug === slug) ??
    (isPlain ? undefined : saved.find((view) => isSameState(stateOf(view.state), state)));
  return [
    ...layouts.map((by): View => {
      const isOn = present === undefined && state.by === by;
      const home = { q: defaultQuery, by };
      const name = findingsText.views[by];
      return {
        id: by,
        name,
        slug: undefined,
        state: { q: state.q, by },
        home,
        saved: null,
        isOn,
        isModified: isOn && !isPlain,
      };
    }),
    ...saved.map((view): View => {
      const home = stateOf(view.state);
      const isOn = view === present;
      const { id, name } = view;
      return {
        id,
        name,
        slug: view.slug,
        state: home,
        home,
        saved: view,
        isOn,
        isModified: isOn && !isSameState(home, state),
      };
    }),
  ];
}
