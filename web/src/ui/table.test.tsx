import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { setViewport } from '../../test/viewport.ts';
import { type Column, DataTable, type TableProps } from './table.tsx';

afterEach(cleanup);

type Row = { id: string; name: string };
const many = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, name: `Row ${index}` }));
const columns: Column<Row>[] = [
  { id: 'id', label: 'Id', track: '44px', className: 'mono', cell: (row) => row.id },
  { id: 'name', label: 'Name', track: '1fr', cell: (row) => row.name, sorted: 'descending', onSort: () => undefined },
  { id: 'hue', label: 'Customer', head: '', track: '3px', cell: () => null },
];

function show(props: Partial<TableProps<Row>> = {}) {
  const onSelect = vi.fn();
  const all: TableProps<Row> = {
    label: 'Things',
    rows: many(500),
    keyOf: (row) => row.id,
    columns,
    selectedKey: null,
    onSelect,
    ...props,
  };
  const view = render(<DataTable {...all} />);
  return { onSelect, view, all, grid: screen.getByRole('grid') };
}

test('only the rows that are seen are drawn, and the grid says how many there are', () => {
  const { grid } = show();
  expect(grid.getAttribute('aria-rowcount')).toBe('501');
  const drawn = within(grid).getAllByRole('row').length;
  expect(drawn).toBeGreaterThan(10);
  expect(drawn).toBeLessThan(80);
});

test('the grid is one tab stop and points at the selected row', () => {
  const { grid } = show({ selectedKey: 'r3' });
  expect(grid.tabIndex).toBe(0);
  expect(grid.querySelectorAll('[tabindex="0"]')).toHaveLength(0);
  const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
  expect(active?.textContent).toContain('Row 3');
  expect(active?.getAttribute('aria-selected')).toBe('true');
});

test('arrows, Home and End move the selection and stop at the ends', () => {
  const { grid, onSelect, all, view } = show({ selectedKey: 'r0' });
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[1]);
  fireEvent.keyDown(grid, { key: 'ArrowUp' });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[0]);
  fireEvent.keyDown(grid, { key: 'End' });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[499]);
  view.rerender(<DataTable {...all} selectedKey="r499" />);
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[499]);
});

test('arrows with Ctrl are left to the browser', () => {
  const { grid, onSelect } = show({ selectedKey: 'r0' });
  fireEvent.keyDown(grid, { key: 'ArrowDown', ctrlKey: true });
  expect(onSelect).not.toHaveBeenCalled();
});

test('a press selects without taking the focus; a double press opens', () => {
  const onOpen = vi.fn();
  const { onSelect, all } = show({ onOpen });
  const row = screen.getByText('Row 2');
  expect(fireEvent.mouseDown(row)).toBe(false);
  fireEvent.click(row);
  expect(onSelect.mock.calls[0]?.[0]).toBe(all.rows[2]);
  fireEvent.doubleClick(row);
  expect(onOpen).toHaveBeenCalledWith(all.rows[2]);
});

test('picked rows are told apart from the selected one', () => {
  const { grid } = show({ selectedKey: 'r0', pickedKeys: new Set(['r1']) });
  const rows = within(grid).getAllByRole('row');
  expect(rows[1]?.className).toContain('on');
  expect(rows[2]?.className).toContain('picked');
  expect(rows[2]?.getAttribute('aria-selected')).toBe('true');
  expect(rows[3]?.getAttribute('aria-selected')).toBe('false');
});

test('a sorted column says so, and its head sorts', () => {
  const onSort = vi.fn();
  show({
    columns: [{ id: 'name', label: 'Name', track: '1fr', cell: (row) => row.name, sorted: 'descending', onSort }],
  });
  expect(screen.getByRole('columnheader').getAttribute('aria-sort')).toBe('descending');
  fireEvent.click(screen.getByRole('button', { name: 'Sort by Name' }));
  expect(onSort).toHaveBeenCalledTimes(1);
});

test('a column without a visible head still has a name', () => {
  show();
  expect(screen.getByRole('columnheader', { name: 'Customer' })).toBeTruthy();
});

test('the next page is asked for when the last rows come near, not before', () => {
  const far = vi.fn();
  show({ rows: many(500), onEnd: far });
  expect(far).not.toHaveBeenCalled();
  cleanup();
  const near = vi.fn();
  show({ rows: many(20), onEnd: near });
  expect(near).toHaveBeenCalled();
});

test('rows that hold others open and close by arrows', () => {
  const onToggle = vi.fn();
  const treeOf = (row: Row) => ({ level: 1, isOpen: row.id === 'r1' });
  const onSelect = vi.fn();
  const rows = many(3);
  const { rerender } = render(
    <DataTable
      label="Tree"
      rows={rows}
      keyOf={(row) => row.id}
      columns={columns}
      selectedKey="r0"
      onSelect={onSelect}
      treeOf={treeOf}
      onToggle={onToggle}
    />,
  );
  const grid = screen.getByRole('treegrid');
  fireEvent.keyDown(grid, { key: 'ArrowRight' });
  expect(onToggle).toHaveBeenLastCalledWith(rows[0], true);
  rerender(
    <DataTable
      label="Tree"
      rows={rows}
      keyOf={(row) => row.id}
      columns={columns}
      selectedKey="r1"
      onSelect={onSelect}
      treeOf={treeOf}
      onToggle={onToggle}
    />,
  );
  fireEvent.keyDown(grid, { key: 'ArrowLeft' });
  expect(onToggle).toHaveBeenLastCalledWith(rows[1], false);
  expect(within(grid).getAllByRole('row')[2]?.getAttribute('aria-expanded')).toBe('true');
});

test.each([
  ['ArrowDown', null, 0],
  ['ArrowUp', null, 0],
  ['Home', 'r250', 0],
  ['End', 'r0', 499],
  ['PageDown', 'r490', 499],
  ['PageUp', 'r2', 0],
] as const)('%s from %s goes to row %i', (key, selectedKey, index) => {
  const { grid, onSelect, all } = show({ selectedKey });
  Object.defineProperty(grid, 'clientHeight', { value: 28 * 20 });
  fireEvent.keyDown(grid, { key });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[index]);
});

test('a page down goes on by less than a screen, so that the eye keeps its place', () => {
  const { grid, onSelect, all } = show({ selectedKey: 'r0' });
  Object.defineProperty(grid, 'clientHeight', { value: 28 * 20 });
  fireEvent.keyDown(grid, { key: 'PageDown' });
  expect(onSelect).toHaveBeenLastCalledWith(all.rows[18]);
});

test('keys that move nothing are left to the page', () => {
  const { grid, onSelect } = show({ selectedKey: 'r0' });
  for (const key of ['j', 'Tab', 'Enter', ' ']) expect(fireEvent.keyDown(grid, { key })).toBe(true);
  expect(onSelect).not.toHaveBeenCalled();
});

test('an empty list takes its keys without harm', () => {
  const { grid, onSelect } = show({ rows: [] });
  for (const key of ['ArrowDown', 'End', 'PageUp', 'ArrowRight']) fireEvent.keyDown(grid, { key });
  expect(onSelect).not.toHaveBeenCalled();
  expect(grid.getAttribute('aria-rowcount')).toBe('1');
});

test('a selected row that is not among the rows is pointed at by nothing', () => {
  expect(show({ selectedKey: 'gone' }).grid.getAttribute('aria-activedescendant')).toBeNull();
});

test.each([
  [undefined, '501'],
  [1_523, '1524'],
  // Where nobody knows the end, a number would be a lie.
  [-1, '-1'],
])('with a total of %s the grid says %s rows', (total, told) => {
  expect(show(total === undefined ? {} : { total }).grid.getAttribute('aria-rowcount')).toBe(told);
});

test('rows stand below each other at the height of the density, group rows at their own', () => {
  const { grid } = show({ rows: many(3), heightOf: (row, base) => (row.id === 'r0' ? base + 6 : base) });
  const drawn = within(grid).getAllByRole('row').slice(1);
  expect(drawn.map((row) => [row.style.height, row.style.transform])).toEqual([
    ['34px', 'translateY(0px)'],
    ['28px', 'translateY(34px)'],
    ['28px', 'translateY(62px)'],
  ]);
});

test('on a narrow screen wide columns are left out, of heads and rows alike', () => {
  setViewport(390);
  const { grid } = show({
    rows: many(1),
    columns: [...columns, { id: 'wide', label: 'Wide', track: '90px', isWide: true, cell: () => 'wide' }],
  });
  expect(screen.queryByText('wide')).toBeNull();
  expect(screen.queryByRole('columnheader', { name: 'Wide' })).toBeNull();
  expect(grid.getAttribute('aria-colcount')).toBe('3');
  expect(grid.style.getPropertyValue('--tracks')).toBe('44px 1fr 3px');
  setViewport(1_440);
});
