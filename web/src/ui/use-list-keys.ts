import { listText } from '../lib/text/list.ts';
import { useKeys } from '../lib/use-keys.ts';

type ListKeys<Row> = {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selectedKey: string | null;
  onSelect: (row: Row) => void;
  onOpen?: (row: Row) => void;
  onBack?: () => void;
  /** Picks or unpicks the selected row. */
  onPick?: (row: Row) => void;
  /** Moves and picks on the way. */
  onExtend?: (from: Row, to: Row) => void;
  /** First the page, then everything that matches. */
  onPickAll?: () => void;
};

/** The keys of every list: `j` `k` move, `Enter` or `o` opens, `x` picks, `Shift+j/k` picks on the way, `Shift+x` all. */
export function useListKeys<Row>(list: ListKeys<Row>): void {
  const index = list.rows.findIndex((row) => list.keyOf(row) === list.selectedKey);
  const selected = list.rows[index];
  const step = (by: number, extend: boolean) => {
    const from = selected;
    const to = list.rows[index < 0 ? 0 : Math.min(list.rows.length - 1, Math.max(0, index + by))];
    if (to === undefined) return;
    if (extend && from !== undefined) list.onExtend?.(from, to);
    list.onSelect(to);
  };
  useKeys('list', [
    { keys: 'j', label: listText.next, run: () => step(1, false) },
    { keys: 'k', label: listText.previous, run: () => step(-1, false) },
    ...(list.onOpen
      ? [
          { keys: 'Enter', label: listText.open, run: () => selected !== undefined && list.onOpen?.(selected) },
          {
            keys: 'o',
            label: listText.open,
            isHidden: true,
            run: () => selected !== undefined && list.onOpen?.(selected),
          },
        ]
      : []),
    ...(list.onBack ? [{ keys: 'Escape', label: listText.back, run: () => list.onBack?.() }] : []),
    ...(list.onPick
      ? [{ keys: 'x', label: listText.pick, run: () => selected !== undefined && list.onPick?.(selected) }]
      : []),
    ...(list.onExtend
      ? [
          { keys: 'Shift+j', label: listText.extendDown, run: () => step(1, true) },
          { keys: 'Shift+k', label: listText.extendUp, run: () => step(-1, true) },
        ]
      : []),
    ...(list.onPickAll ? [{ keys: 'Shift+x', label: listText.pickAll, run: () => list.onPickAll?.() }] : []),
  ]);
}
