import type { FindingGroup, FindingRow } from '@watchfloor/contract';
import { useMemo } from 'react';
import type { ProblemError } from '../../lib/problem.ts';
import { flatLines, groupLines, type Line } from './lines.ts';
import { usePages } from './use-pages.ts';
import type { FindingsState } from './views.ts';

const noRows: readonly FindingRow[] = [];
const noGroups: readonly FindingGroup[] = [];

export type Lines = {
  lines: readonly Line[];
  groups: readonly FindingGroup[];
  /** Key of the group that is open, asked for or by itself. */
  open: string | null;
  isPending: boolean;
  /** Nothing could be read at all. */
  error: ProblemError | null;
  /** Something was read, the next page was not. */
  moreError: ProblemError | null;
  hasMore: boolean;
  more: () => void;
  moreInside: () => void;
  reload: () => Promise<void>;
};

/**
 * The lines of the list for a state.
 * @param asked  key of the group to open, `none` for no group, `undefined` opens the first one where there is room.
 */
export function useLines(
  state: FindingsState,
  lens: string | undefined,
  asked: string | undefined,
  opensFirst: boolean,
): Lines {
  const isFlat = state.by === 'all';
  const filter = useMemo(() => ({ q: state.q, ...(lens ? { lens } : {}) }), [state.q, lens]);
  const by = state.by === 'all' ? 'fix' : state.by;
  const grouped = usePages('listFindingGroups', { ...filter, by }, !isFlat);
  const flat = usePages('listFindings', filter, isFlat);
  const groups = useMemo(
    () => grouped.pages.data?.pages.flatMap((page) => page.items) ?? noGroups,
    [grouped.pages.data],
  );
  const first = opensFirst ? (groups[0]?.key ?? null) : null;
  const open = asked === 'none' ? null : (asked ?? first);
  const inside = usePages('listFindings', { ...filter, group: open ?? '' }, !isFlat && open !== null);
  const lines = useMemo(() => {
    if (isFlat) return flatLines(flat.pages.data?.pages.flatMap((page) => page.items) ?? noRows);
    return groupLines(groups, open, {
      rows: inside.pages.data?.pages.flatMap((page) => page.items) ?? noRows,
      hasMore: inside.pages.hasNextPage,
      isWaiting: inside.pages.isPending || inside.pages.isFetchingNextPage,
      failure: inside.pages.error?.detail ?? null,
    });
  }, [isFlat, flat.pages.data, groups, open, inside.pages]);
  const outer = isFlat ? flat : grouped;
  const { error, data } = outer.pages;
  return {
    lines,
    groups,
    open: isFlat ? null : open,
    isPending: outer.pages.isPending,
    error: data ? null : error,
    moreError: data ? error : null,
    hasMore: outer.pages.hasNextPage,
    more: outer.more,
    moreInside: () => void (inside.pages.isError ? inside.pages.refetch() : inside.more()),
    reload: async () => {
      await Promise.all([outer.pages.refetch(), ...(isFlat || open === null ? [] : [inside.pages.refetch()])]);
    },
  };
}
