import type { SavedView } from '@watchfloor/contract';
import { describe, expect, test } from 'vitest';
import {
  defaultView,
  isModified,
  nextGrouping,
  type QueueState,
  queueState,
  searchFor,
  type View,
  viewsOf,
  type Written,
} from './views.ts';

const saved = (slug: string, state: SavedView['state']): SavedView => ({
  id: `viw_${slug}`,
  screen: 'alerts',
  slug,
  name: slug,
  state,
});
const views = viewsOf([
  saved('night', { q: 'severity:>=high', sort: 'newest' }),
  saved('rules', { q: '-status:closed', group: 'rule' }),
  saved('strange', { sort: 'sideways', group: 'moon' }),
]);
const view = (slug: string): View => {
  const found = views.find((one) => one.slug === slug);
  if (!found) throw new Error(`no view ${slug}`);
  return found;
};
const state = (q: string, sort: QueueState['sort'] = 'severity', group: QueueState['group'] = null): QueueState => ({
  q,
  sort,
  group,
});

test('saved views stand behind the built-in ones', () => {
  expect(views.map((one) => one.slug)).toEqual(['mine', 'unassigned', 'open', 'night', 'rules', 'strange']);
});

test('the queue opens with what nobody has taken', () => {
  expect(view(defaultView).state).toEqual(state('status:open is:unassigned'));
});

test('what a saved view says that nobody understands is left out', () => {
  expect(view('strange').state).toEqual(state(''));
});

describe('what the address asks for', () => {
  test.each<[string, string | null, Written, QueueState]>([
    ['the view itself', 'night', {}, state('severity:>=high', 'newest')],
    ['another query', 'unassigned', { q: 'host:dc-1' }, state('host:dc-1')],
    ['an emptied query', 'night', { q: '*' }, state('', 'newest')],
    ['another order', 'unassigned', { sort: 'oldest' }, state('status:open is:unassigned', 'oldest')],
    ['an order that nobody knows', 'night', { sort: 'sideways' }, state('severity:>=high', 'newest')],
    ['groups', 'night', { group: 'host' }, state('severity:>=high', 'newest', 'host')],
    ["the view's groups", 'rules', {}, state('-status:closed', 'severity', 'rule')],
    ["the view's groups taken away", 'rules', { group: 'none' }, state('-status:closed')],
    ['groups that nobody knows', 'night', { group: 'moon' }, state('severity:>=high', 'newest')],
    ['no view at all', null, { q: 'a b', group: 'rule' }, state('a b', 'severity', 'rule')],
    ['nothing', null, {}, state('')],
  ])('%s', (_, slug, written, expected) => {
    expect(queueState(slug === null ? undefined : view(slug), written)).toEqual(expected);
  });
});

describe('what stands in the address', () => {
  test.each<[string, string | null, QueueState, Written]>([
    ['nothing where the view says the same', 'night', state('severity:>=high', 'newest'), {}],
    ['nothing for another order of the same parts', 'unassigned', state('is:unassigned  status:open'), {}],
    ['the query', 'night', state('host:a', 'newest'), { q: 'host:a' }],
    ['a star for an emptied query', 'night', state('', 'newest'), { q: '*' }],
    ['the order', 'night', state('severity:>=high'), { sort: 'severity' }],
    ['the groups', 'night', state('severity:>=high', 'newest', 'rule'), { group: 'rule' }],
    ["none for the view's groups taken away", 'rules', state('-status:closed'), { group: 'none' }],
    [
      'a star for everything, since an address without a query is the view that opens by itself',
      null,
      state(''),
      { q: '*' },
    ],
  ])('%s', (_, slug, given, expected) => {
    const written = searchFor(slug === null ? undefined : view(slug), given);
    expect(written).toEqual({ q: undefined, sort: undefined, group: undefined, ...expected });
  });
});

test('every state goes into the address and comes back the same, from every view', () => {
  const groups = [null, 'rule', 'host', 'customer'] as const;
  const orders = ['severity', 'newest', 'oldest'] as const;
  for (const from of [undefined, ...views])
    for (const q of ['', 'host:a', 'a OR b', 'status:open is:unassigned'])
      for (const sort of orders)
        for (const group of groups) {
          const given = state(q, sort, group);
          const back = queueState(from, searchFor(from, given));
          expect([from?.slug, back]).toEqual([from?.slug, given]);
        }
});

test.each([
  ['the same parts in another order', state('is:unassigned status:open'), false],
  ['another part', state('is:unassigned'), true],
  ['another order of rows', state('status:open is:unassigned', 'newest'), true],
  ['groups', state('status:open is:unassigned', 'severity', 'rule'), true],
])('a view is marked as changed by %s: %#', (_, given, isChanged) => {
  expect(isModified(view('unassigned'), given)).toBe(isChanged);
});

test('b walks through the groupings and back to none, by customer only where there are several', () => {
  const walk = (hasCustomers: boolean) => {
    const seen: (QueueState['group'] | 'none')[] = [];
    let at: QueueState['group'] = null;
    do {
      at = nextGrouping(at, hasCustomers);
      seen.push(at ?? 'none');
    } while (at !== null);
    return seen;
  };
  expect(walk(true)).toEqual(['rule', 'host', 'customer', 'none']);
  expect(walk(false)).toEqual(['rule', 'host', 'none']);
});

test('a grouping by customer that a shared address brings to a single customer is left by b', () => {
  expect(nextGrouping('customer', false)).toBe(null);
});
