import { expect, test } from 'vitest';
import { isSameState, layouts, nextLayout, searchOf, stateOf } from './views.ts';

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
