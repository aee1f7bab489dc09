import type { FindingGroup, FindingRow } from '@watchfloor/contract';
import { useMemo } from 'react';
import type { ProblemError } from '../../lib/problem.ts';
import { usePages } from '../../lib/use-pages.ts';
import { flatLines, groupLines, type Line, once } from './lines.ts';
import { useInsides } from './use-insides.ts';
import { type FindingsState, openGroups } from './views.ts';

const noRows: readonly FindingRow[] = [];
const noGroups: readonly FindingGroup[] = [];
const noKeys: readonly string[] = [];

export type Lines = {
  lines: readonly Line[];
  groups: readonly FindingGroup[];
  /** Keys of the groups that are open, asked for or by itself. */
  open: readonly string[];
  isPending: boolean;
  /** Nothing could be read at all. */
  error: ProblemError | null;
  /** Something was read, the next page was not. */
  moreError: ProblemError | null;
  hasMore: boolean;
  /** Too many findings match to group them all, so each figure of a group means "at least". */
  isCapped: boolean;
  more: () => void;
  /** Reads on in an open group. */
  moreInside: (group: string) => void;
  reload: () => Promise<void>;
};

/**
 * The lines of the list for a state.
 * @param asked  what the address opens; `undefined` opens the first group where there is room.
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
  const grouped = usePages('listFindingGroups', { query: { ...filter, by } }, { isEnabled: !isFlat });
  const flat = usePages('listFindings', { query: filter }, { isEnabled: isFlat });
  const groups = useMemo(
    () => once(grouped.pages.data?.pages.flatMap((page) => page.items) ?? noGroups, (group) => group.key),
    [grouped.pages.data],
  );
  const first = opensFirst ? (groups[0]?.key ?? null) : null;
  const open = useMemo(() => (isFlat ? noKeys : openGroups(asked, first)), [isFlat, asked, first]);
  const { insides, more: moreInside, reload } = useInsides(filter, open);
  const lines = useMemo(
    () =>
      isFlat
        ? flatLines(once(flat.pages.data?.pages.flatMap((page) => page.items) ?? noRows, (row) => row.id))
        : groupLines(groups, insides),
    [isFlat, flat.pages.data, groups, insides],
  );
  const outer = isFlat ? flat : grouped;
  const { error, data } = outer.pages;
  return {
    lines,
    groups,
    open,
    isPending: outer.pages.isPending,
    error: data ? null : error,
    moreError: data ? error : null,
    hasMore: outer.pages.hasNextPage,
    isCapped: !isFlat && (grouped.pages.data?.pages[0]?.isCapped ?? false),
    more: outer.more,
    moreInside,
    reload: async () => {
      await Promise.all([outer.pages.refetch(), reload()]);
    },
  };
}
