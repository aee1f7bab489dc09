import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
} from 'react';
import { rowHeights, usePreferences } from '../lib/preferences.ts';
import { kitText } from '../lib/text/kit.ts';
import { useLatest } from '../lib/use-latest.ts';
import { useIsNarrow } from '../lib/use-width.ts';
import { observeRect } from './observe-rect.ts';

export type Column<Row> = {
  id: string;
  /** Read out, and shown unless `head` is given. */
  label: string;
  head?: ReactNode;
  /** A CSS grid track: `44px`, `minmax(0, 1fr)`. */
  track: string;
  cell: (row: Row) => ReactNode;
  className?: string | undefined;
  sorted?: 'ascending' | 'descending' | undefined;
  onSort?: (() => void) | undefined;
  /** Left out where the screen is narrower than 640 px. */
  isWide?: boolean;
};

export type TableProps<Row> = {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** How many rows there are in all, when more may come; -1 is unknown. */
  total?: number;
  selectedKey: string | null;
  pickedKeys?: ReadonlySet<string>;
  onSelect: (row: Row, event?: MouseEvent) => void;
  onOpen?: (row: Row) => void;
  /** Called when the last rows come near, for the next page. */
  onEnd?: () => void;
  rowClass?: (row: Row) => string | undefined;
  /** Height of a row in px, given the density's; for group rows. */
  heightOf?: (row: Row, base: number) => number;
  /** Level and openness of rows that hold others. */
  treeOf?: (row: Row) => { level: number; isOpen?: boolean } | undefined;
  onToggle?: (row: Row, isOpen: boolean) => void;
  /** Shown below the rows: more bones, the end, an error. */
  after?: ReactNode;
};

/** Rows drawn only where they are seen, as an ARIA grid with one tab stop; arrows move the selection. */
export function DataTable<Row>(props: TableProps<Row>) {
  const { rows, keyOf, selectedKey, onSelect, onEnd, heightOf, treeOf, onToggle } = props;
  const base = rowHeights[usePreferences().density];
  const isNarrow = useIsNarrow();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const columns = useMemo(
    () => props.columns.filter((column) => !(isNarrow && column.isWide)),
    [props.columns, isNarrow],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: (index) => {
      const row = rows[index];
      return row !== undefined && heightOf ? heightOf(row, base) : base;
    },
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 10,
    scrollPaddingStart: 26,
    observeElementRect: observeRect,
  });
  const items = virtual.getVirtualItems();
  const selectedIndex = useMemo(
    () => (selectedKey === null ? -1 : rows.findIndex((row) => keyOf(row) === selectedKey)),
    [rows, selectedKey, keyOf],
  );

  // Other rows or another density may change every place; the virtualizer itself is one object for life.
  useEffect(() => {
    if (base > 0 && rows.length > 0) virtual.measure();
  }, [base, rows, virtual]);
  // Only a changed selection scrolls; new rows must not.
  const latestIndex = useLatest(selectedIndex);
  useEffect(() => {
    if (selectedKey !== null && latestIndex.current >= 0) virtual.scrollToIndex(latestIndex.current, { align: 'auto' });
  }, [selectedKey, virtual, latestIndex]);
  const lastSeen = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastSeen >= rows.length - 20 && rows.length > 0) onEnd?.();
  }, [lastSeen, rows.length, onEnd]);

  // The same handlers for life, so that a moved selection draws two rows anew and not all of them.
  const latest = useLatest(props);
  const select = useCallback(
    (row: unknown, event?: MouseEvent) => latest.current.onSelect(row as Row, event),
    [latest],
  );
  const open = useCallback((row: unknown) => latest.current.onOpen?.(row as Row), [latest]);

  const move = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const present = rows[selectedIndex];
    const tree = present === undefined ? undefined : treeOf?.(present);
    const goTo = (index: number) => {
      const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
      if (row !== undefined) onSelect(row);
    };
    const pageRows = Math.max(1, Math.floor((place.current?.clientHeight ?? 400) / base) - 2);
    const moves: Record<string, () => void> = {
      ArrowDown: () => goTo(selectedIndex + 1),
      ArrowUp: () => goTo(selectedIndex - 1),
      PageDown: () => goTo(selectedIndex + pageRows),
      PageUp: () => goTo(selectedIndex - pageRows),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => present !== undefined && tree?.isOpen === false && onToggle?.(present, true),
      ArrowLeft: () => present !== undefined && tree?.isOpen === true && onToggle?.(present, false),
    };
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div
      ref={place}
      className="grid"
      // A grid is one tab stop; its rows are reached by arrows.
      tabIndex={0}
      role={treeOf ? 'treegrid' : 'grid'}
      aria-label={props.label}
      aria-rowcount={props.total === undefined ? rows.length + 1 : props.total < 0 ? -1 : props.total + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.pickedKeys ? true : undefined}
      aria-activedescendant={selectedIndex >= 0 ? `${id}-${selectedIndex}` : undefined}
      style={{ '--tracks': columns.map((column) => column.track).join(' ') } as object}
      onKeyDown={move}
    >
      <div className="grid-head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <Head key={column.id} column={column} />
        ))}
      </div>
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            <GridRow
              key={key}
              id={`${id}-${item.index}`}
              row={row}
              index={item.index}
              start={item.start}
              size={item.size}
              columns={columns as readonly Column<unknown>[]}
              isSelected={key === selectedKey}
              isPicked={props.pickedKeys?.has(key) ?? false}
              extra={props.rowClass?.(row)}
              level={treeOf?.(row)?.level}
              isOpen={treeOf?.(row)?.isOpen}
              onSelect={select}
              onOpen={open}
            />
          );
        })}
      </div>
      {props.after}
    </div>
  );
}

function Head<Row>({ column }: { column: Column<Row> }) {
  const words = column.head ?? column.label;
  return (
    <div
      role="columnheader"
      className={headClass(column.className)}
      aria-sort={column.sorted}
      title={column.head ? column.label : undefined}
    >
      {column.onSort ? (
        <button type="button" tabIndex={-1} onClick={column.onSort} aria-label={kitText.sortBy(column.label)}>
          {words}
        </button>
      ) : (
        <>
          {column.head === undefined ? null : <span className="hidden-text">{column.label}</span>}
          <span aria-hidden={column.head === undefined ? undefined : true}>{words}</span>
        </>
      )}
    </div>
  );
}

// Faces and strengths of the cells are not those of the heads.
const headClass = (classes: string | undefined) =>
  classes
    ?.split(' ')
    .filter((one) => !['mono', 'soft', 'dim'].includes(one))
    .join(' ');

type RowProps = {
  id: string;
  row: unknown;
  index: number;
  start: number;
  size: number;
  columns: readonly Column<unknown>[];
  isSelected: boolean;
  isPicked: boolean;
  extra: string | undefined;
  level: number | undefined;
  isOpen: boolean | undefined;
  onSelect: (row: unknown, event?: MouseEvent) => void;
  onOpen: (row: unknown) => void;
};

const GridRow = memo(function GridRow(props: RowProps) {
  const { row, columns } = props;
  const classes = ['grid-row', props.isSelected ? 'on' : '', props.isPicked ? 'picked' : '', props.extra ?? ''];
  return (
    // The grid itself takes the keys of its rows.
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.isSelected || props.isPicked}
      aria-level={props.level}
      aria-expanded={props.isOpen}
      className={classes.filter(Boolean).join(' ')}
      style={{ height: props.size, transform: `translateY(${props.start}px)` }}
      // A press selects without taking the focus, so that the arrows go on moving through the pane's fields.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => props.onSelect(row, event)}
      onDoubleClick={() => props.onOpen(row)}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={column.className}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
});
