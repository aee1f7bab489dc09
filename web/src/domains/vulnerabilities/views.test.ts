import type { SavedView } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import {
  isSameState,
  layouts,
  mostOpen,
  nextLayout,
  openGroups,
  openText,
  searchOf,
  stateOf,
  toggledOpen,
  viewsOf,
} from './views.ts';

test('an address without a query shows what is open, by fix', () => {
  expect(stateOf({})).toEqual({ q: 'status:open', by: 'fix' });
});

test('an asterisk asks for everything', () => {
  expect(stateOf({ q: '*' }).q).toBe('');
});

test('a layout that does not exist falls back to by fix', () => {
  expect(stateOf({ by: 'owner' }).by).toBe('fix');
});

test.each([
  [{ q: 'status:open', by: 'fix' as const }],
  [{ q: '', by: 'all' as const }],
  [{ q: 'severity:critical package:openssl', by: 'asset' as const }],
  [{ q: 'status:(open OR patched)', by: 'cve' as const }],
])('a state comes back from its address: %o', (state) => {
  expect(stateOf(searchOf(state))).toEqual(state);
});

test('the usual state leaves the address bare', () => {
  expect(searchOf({ q: 'status:open', by: 'fix' })).toEqual({});
});

test('the order of the parts of a query does not make another state', () => {
  expect(isSameState({ q: 'a:1 b:2', by: 'fix' }, { q: 'b:2 a:1', by: 'fix' })).toBe(true);
  expect(isSameState({ q: 'a:1', by: 'fix' }, { q: 'a:1', by: 'cve' })).toBe(false);
});

test('walking through the layouts comes round', () => {
  const walked = layouts.reduce((seen) => [...seen, nextLayout(seen.at(-1) ?? 'fix')], [
    'fix',
  ] as (typeof layouts)[number][]);
  expect(walked).toEqual(['fix', 'cve', 'asset', 'all', 'fix']);
});

test.each([
  [undefined, 'f1', ['f1']],
  [undefined, null, []],
  ['none', 'f1', []],
  ['f2.a', 'f1', ['f2.a']],
  ['f2.a,f3.b', 'f1', ['f2.a', 'f3.b']],
  ['f2.a,,f2.a, none', null, ['f2.a']],
])('the address open=%s beside a first group %s opens %j', (text, first, open) => {
  expect(openGroups(text, first)).toEqual(open);
});

test('what is open comes back from the address, also when it is nothing', () => {
  for (const open of [[], ['a'], ['a', 'b', 'c']]) expect(openGroups(openText(open), 'first')).toEqual(open);
});

test('a press opens one more group and leaves the others open; a second press closes only that one', () => {
  const two = toggledOpen(['a'], 'b');
  expect(two).toEqual(['a', 'b']);
  expect(toggledOpen(two, 'a')).toEqual(['b']);
  expect(toggledOpen(['b'], 'b')).toEqual([]);
});

test('the group opened longest ago closes when too many would be read, also from an address', () => {
  const many = Array.from({ length: mostOpen }, (_, index) => `g${index}`);
  expect(toggledOpen(many, 'new')).toEqual([...many.slice(1), 'new']);
  expect(openGroups([...many, 'new'].join(','), null)).toHaveLength(mostOpen);
});

const saved = (part: Partial<SavedView> = {}): SavedView => ({
  id: 'viw_1',
  screen: 'findings',
  slug: 'critical',
  name: 'Critical',
  state: { q: 'severity:critical status:open', by: 'asset' },
  ...part,
});
const on = (q: string, by: (typeof layouts)[number], slug?: string, views = [saved()]) =>
  viewsOf(views, { q, by }, slug)
    .filter((view) => view.isOn)
    .map((view) => `${view.name}${view.isModified ? ' modified' : ''}`);

test.each([
  ['status:open', 'fix', undefined, ['By fix']],
  ['status:open', 'all', undefined, ['All']],
  // A query of one's own is no longer the plain layout.
  ['status:open package:curl', 'cve', undefined, ['By CVE modified']],
  ['severity:critical status:open', 'asset', 'critical', ['Critical']],
  ['status:open severity:critical', 'asset', undefined, ['Critical']],
  ['severity:critical', 'asset', 'critical', ['Critical modified']],
  ['severity:critical status:open', 'cve', 'critical', ['Critical modified']],
  // A view of somebody else, or one that is gone, is only its state.
  ['severity:critical', 'asset', 'gone', ['By asset modified']],
] as const)('with q=%s by=%s view=%s the view that is on is %j', (q, by, slug, expected) => {
  expect(on(q, by, slug)).toEqual(expected);
});

test('of two saved views that show the same, the one in the address is on', () => {
  const twins = [saved(), saved({ id: 'viw_2', slug: 'twin', name: 'Twin' })];
  expect(on('status:open severity:critical', 'asset', 'twin', twins)).toEqual(['Twin']);
});

test('a saved view may be the plain one under a name of its own; only one of both is on', () => {
  const plain = saved({ slug: 'mine', name: 'Mine', state: { q: 'status:open', by: 'fix' } });
  expect(on('status:open', 'fix', undefined, [plain])).toEqual(['By fix']);
  expect(on('status:open', 'fix', 'mine', [plain])).toEqual(['Mine']);
});

test('a layout takes the query along, a saved view brings its own', () => {
  const views = viewsOf([saved()], { q: 'package:curl', by: 'fix' }, undefined);
  expect(views.map((view) => [view.slug, view.state.q, view.state.by])).toEqual([
    [undefined, 'package:curl', 'fix'],
    [undefined, 'package:curl', 'cve'],
    [undefined, 'package:curl', 'asset'],
    [undefined, 'package:curl', 'all'],
    ['critical', 'severity:critical status:open', 'asset'],
  ]);
});
