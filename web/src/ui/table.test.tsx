import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
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
