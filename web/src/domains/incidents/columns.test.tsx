import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { precedentWords, queueColumns } from './columns.tsx';
import type { ShownRow } from './overlay.ts';
import type { Sort } from './views.ts';

afterEach(cleanup);

const now = new Date('2026-11-24T12:04:40.000Z');
const columns = (sort: Sort = 'severity', hasAssignees = true, onSort: (sort: Sort) => void = vi.fn()) =>
  queueColumns(now, 'Europe/Berlin', sort, hasAssignees, onSort);
const column = (id: string, sort?: Sort, onSort?: (sort: Sort) => void) => {
  const found = columns(sort, true, onSort).find((one) => one.id === id);
  if (!found) throw new Error(`no column ${id}`);
  return found;
};
const cell = (id: string, change: Partial<ShownRow> = {}) => {
  const { container } = render(<>{column(id).cell({ ...rowOf(1), isStale: false, ...change })}</>);
  return { text: container.textContent, title: container.querySelector('[title]')?.getAttribute('title') ?? null };
};

describe('what a row says', () => {
  test.each<[string, Partial<ShownRow>, string]>([
    ['age', { lastSeenAt: '2026-11-24T12:04:38.000Z' }, '2s'],
    ['age', { lastSeenAt: '2026-11-21T12:04:40.000Z' }, '3d'],
    ['age', { lastSeenAt: '2026-11-24T12:09:40.000Z' }, '0s'],
    ['mark', {}, 'KEST'],
    ['title', { title: 'Login <b>failed</b>' }, 'Login <b>failed</b>'],
    ['host', { assetName: 'dc-01' }, 'dc-01'],
    ['host', { assetName: null }, ''],
    ['events', { eventCount: 1 }, ''],
    ['events', { eventCount: 2 }, '2'],
    ['events', { eventCount: 48_112 }, '48,112'],
    ['seen', { precedent: null }, 'first here'],
    ['seen', { precedent: { verdict: 'false_positive', count: 31, total: 32 } }, 'FP 31 of 32'],
    ['assignee', { assignee: null }, ''],
    ['assignee', { assignee: { id: 'usr_2', name: 'mara.kent' } }, 'MK'],
  ])('%s: %o is "%s"', (id, change, text) => {
    expect(cell(id, change).text).toBe(text);
  });

  test.each<[string, Partial<ShownRow>, string | null]>([
    ['age', {}, '2026-11-24 13:00:40 CET · 2026-11-24 12:00:40 UTC'],
    ['mark', {}, 'Kestrel Logistics'],
    ['title', { title: 'A long title' }, 'A long title'],
    ['host', { assetName: 'a-very-long-name.example' }, 'a-very-long-name.example'],
    ['assignee', { assignee: { id: 'usr_2', name: 'mara.kent' } }, 'mara.kent'],
  ])('%s tells the whole of what it shortens', (id, change, title) => {
    expect(cell(id, change).title).toBe(title);
  });

  test('severity is a letter and a word, not only a colour', () => {
    for (const [severity, letter] of [
      ['critical', 'C'],
      ['info', 'I'],
    ] as const) {
      const { container } = render(<>{column('severity').cell({ ...rowOf(1, { severity }), isStale: false })}</>);
      expect(container.textContent).toContain(letter);
      cleanup();
    }
  });
});

test.each([
  ['true_positive', 'TP 2 of 4'],
  ['benign_true_positive', 'BTP 2 of 4'],
  ['duplicate', 'DUP 2 of 4'],
  ['inconclusive', '? 2 of 4'],
] as const)('a precedent of %s is told by its mark', (verdict, words) => {
  expect(precedentWords({ verdict, count: 2, total: 4 })).toBe(words);
});

describe('the order of the rows', () => {
  test.each<[Sort, string, string | undefined]>([
    ['severity', 'severity', 'descending'],
    ['severity', 'age', undefined],
    ['newest', 'age', 'descending'],
    ['newest', 'severity', undefined],
    ['oldest', 'age', 'ascending'],
  ])('by %s the column %s says %s', (sort, id, said) => {
    expect(column(id, sort).sorted).toBe(said);
  });

  test.each<[Sort, string, Sort]>([
    ['severity', 'age', 'newest'],
    ['newest', 'age', 'oldest'],
    ['oldest', 'age', 'newest'],
    ['oldest', 'severity', 'severity'],
  ])('from %s a press on %s asks for %s', (from, id, to) => {
    const onSort = vi.fn();
    column(id, from, onSort).onSort?.();
    expect(onSort.mock.calls).toEqual([[to]]);
  });
});

test('the column of people is there only where one of the rows has somebody', () => {
  const ids = (hasAssignees: boolean) => columns('severity', hasAssignees).map((one) => one.id);
  expect(ids(false)).not.toContain('assignee');
  expect(ids(true)).toEqual([...ids(false), 'assignee']);
});

test('on a narrow screen severity, age and title stay', () => {
  expect(
    columns()
      .filter((one) => !one.isWide)
      .map((one) => one.id),
  ).toEqual(['hue', 'severity', 'age', 'title']);
});
