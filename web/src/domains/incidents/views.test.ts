import type { SavedView } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { isModified, queueState, searchFor, viewsOf } from './views.ts';

const saved: SavedView = {
  id: 'viw_1',
  screen: 'alerts',
  slug: 'night-shift',
  name: 'Night shift',
  state: { q: 'severity:>=high', sort: 'newest' },
  isShared: false,
  isMine: true,
};
const views = viewsOf([saved]);
const night = views.find((view) => view.slug === 'night-shift');
const unassigned = views.find((view) => view.slug === 'unassigned');

test('saved views stand behind the built-in ones', () => {
  expect(views.map((view) => view.slug)).toEqual(['mine', 'unassigned', 'open', 'night-shift']);
});

test('an address without edits shows the view itself', () => {
  expect(queueState(night, {})).toEqual({ q: 'severity:>=high', sort: 'newest' });
});

test('edits in the address lie over the view, and a sort nobody knows is ignored', () => {
  expect(queueState(unassigned, { q: 'host:dc-1', sort: 'oldest' })).toEqual({ q: 'host:dc-1', sort: 'oldest' });
  expect(queueState(night, { sort: 'sideways' }).sort).toBe('newest');
  expect(queueState(undefined, {})).toEqual({ q: '', sort: 'severity' });
});

test('what the view says already does not stand in the address', () => {
  if (!night) throw new Error('no view');
  expect(searchFor(night, { q: 'severity:>=high', sort: 'newest' })).toEqual({ q: undefined, sort: undefined });
  expect(searchFor(night, { q: 'host:a', sort: 'severity' })).toEqual({ q: 'host:a', sort: 'severity' });
});

test('an emptied query is told apart from no edit', () => {
  expect(searchFor(unassigned, { q: '', sort: 'severity' }).q).toBe('*');
  expect(searchFor(undefined, { q: '', sort: 'severity' }).q).toBeUndefined();
});

test('a state goes into the address and comes back the same', () => {
  for (const view of [undefined, ...views]) {
    for (const state of [
      { q: 'host:a', sort: 'oldest' as const },
      { q: '', sort: 'severity' as const },
    ]) {
      const search = searchFor(view, state);
      expect(queueState(view, { ...search, q: search.q === '*' ? '' : search.q })).toEqual(state);
    }
  }
});

test('another order of the same tokens is no change, another sort is', () => {
  if (!unassigned) throw new Error('no view');
  expect(isModified(unassigned, { q: 'is:unassigned status:open', sort: 'severity' })).toBe(false);
  expect(isModified(unassigned, { q: 'is:unassigned status:open', sort: 'newest' })).toBe(true);
});
