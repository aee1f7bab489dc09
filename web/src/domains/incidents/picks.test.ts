import { expect, test } from 'vitest';
import { extended, isEmpty, noPicks, type Picks, toggled, widened } from './picks.ts';

const loaded = ['a', 'b', 'c'];
const ids = (picks: Picks) => (picks.kind === 'all' ? 'all' : [...picks.ids]);

test('a row is picked and unpicked', () => {
  const one = toggled(noPicks, 'a');
  expect(ids(one)).toEqual(['a']);
  expect(isEmpty(toggled(one, 'a'))).toBe(true);
  expect(isEmpty(noPicks)).toBe(true);
});

test('walking adds rows and counts none twice', () => {
  expect(ids(extended(toggled(noPicks, 'a'), ['a', 'b']))).toEqual(['a', 'b']);
});

test('the first widening takes the page, the second everything that matches, the third nothing', () => {
  const page = widened(noPicks, loaded);
  expect(ids(page)).toEqual(loaded);
  const all = widened(page, loaded);
  expect(all).toEqual({ kind: 'all' });
  expect(isEmpty(all)).toBe(false);
  expect(isEmpty(widened(all, loaded))).toBe(true);
});

test('with nothing loaded nothing becomes "all"', () => {
  expect(isEmpty(widened(noPicks, []))).toBe(true);
});

test('from "all" a single pick begins anew, and walking changes nothing', () => {
  expect(ids(toggled({ kind: 'all' }, 'b'))).toEqual(['b']);
  expect(extended({ kind: 'all' }, ['b'])).toEqual({ kind: 'all' });
});
