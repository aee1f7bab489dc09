import { expect, test } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { type Change, closedLeaves, rowAfter, shown } from './overlay.ts';

const rows = [rowOf(1), rowOf(2), rowOf(3)];
const ids = (list: readonly { id: string }[]) => list.map((row) => row.id);
const change = (named: string[] | 'all', patch: ReturnType<Change['patch']>, leaves = false): Change => ({
  id: 1,
  rows: named === 'all' ? 'all' : new Set(named),
  patch: () => patch,
  leaves,
});

test('without changes the rows are as they were read', () => {
  expect(shown(rows, [])).toEqual(rows.map((row) => ({ ...row, isStale: false })));
});

test('a change shows on its row alone and moves no other', () => {
  const seen = shown(rows, [change(['alr_2'], { assignee: { id: 'usr_1', name: 'ana' }, status: 'in_progress' })]);
  expect(ids(seen)).toEqual(['alr_1', 'alr_2', 'alr_3']);
  expect(seen[1]).toMatchObject({ status: 'in_progress', isStale: false });
  expect(seen[0]).toMatchObject({ status: 'open', isStale: false });
});

test('rows that left the query are gone, and come back when the change is taken back', () => {
  const closing = change(['alr_1', 'alr_3'], { status: 'closed' }, true);
  expect(ids(shown(rows, [closing]))).toEqual(['alr_2']);
  expect(ids(shown(rows, []))).toEqual(ids(rows));
});

test('a change of all takes all', () => {
  expect(shown(rows, [change('all', { status: 'closed' }, true)])).toEqual([]);
});

test('a row that was closed but stays in sight is marked as out of place', () => {
  expect(shown(rows, [change(['alr_1'], { status: 'closed' })])[0]?.isStale).toBe(true);
});

test('the later change of a row holds', () => {
  const seen = shown(rows, [
    change(['alr_1'], { status: 'closed' }),
    { ...change(['alr_1'], { status: 'open' }), id: 2 },
  ]);
  expect(seen[0]).toMatchObject({ status: 'open', isStale: false });
});

test('a closed alert leaves a query that asks for open ones, whatever the way it says so', () => {
  for (const query of [
    'status:open is:unassigned',
    'status:(open OR in_progress)',
    '-status:closed',
    'is:open',
    'is:unassigned host:a',
  ]) {
    expect([query, closedLeaves(query)]).toEqual([query, true]);
  }
});

test('when in doubt it stays', () => {
  for (const query of ['', 'host:a', 'status:closed', 'status:(open OR closed)', 'assignee:me']) {
    expect([query, closedLeaves(query)]).toEqual([query, false]);
  }
});

test('after an action the next row below is selected, else the one above, else none', () => {
  expect(rowAfter(rows, 'alr_1', new Set(['alr_1']))).toBe('alr_2');
  expect(rowAfter(rows, 'alr_1', new Set(['alr_1', 'alr_2']))).toBe('alr_3');
  expect(rowAfter(rows, 'alr_3', new Set(['alr_3']))).toBe('alr_2');
  expect(rowAfter(rows, 'alr_1', new Set(['alr_1', 'alr_2', 'alr_3']))).toBe(null);
});

test('a selected row that does not go stays selected', () => {
  expect(rowAfter(rows, 'alr_2', new Set(['alr_1']))).toBe('alr_2');
  expect(rowAfter(rows, 'alr_9', new Set(['alr_1']))).toBe('alr_9');
});
