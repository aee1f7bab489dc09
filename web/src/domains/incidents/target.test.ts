import { expect, test } from 'vitest';
import { noPicks, toggled } from './picks.ts';
import { targetOf } from './target.ts';

const seen = {
  picks: noPicks,
  row: { id: 'alr_1', number: 'KEST-1' },
  loaded: 100,
  total: { value: 341, isCapped: false },
  asOf: '2026-11-24T12:04:16.000Z',
  q: 'status:open',
  lens: 'kestrel',
};

test('without picks the selected alert is meant', () => {
  expect(targetOf(seen)).toEqual({ kind: 'one', id: 'alr_1', number: 'KEST-1' });
  expect(targetOf({ ...seen, row: undefined })).toBe(null);
});

test('picked alerts are meant, even when another one is selected', () => {
  expect(targetOf({ ...seen, picks: toggled(noPicks, 'alr_7') })).toEqual({ kind: 'these', ids: ['alr_7'] });
});

test('"all" carries the query, the lens and the moment of the count, so that later arrivals are left out', () => {
  expect(targetOf({ ...seen, picks: { kind: 'all' } })).toEqual({
    kind: 'all',
    total: 341,
    isCapped: false,
    q: 'status:open',
    lens: 'kestrel',
    until: '2026-11-24T12:04:16.000Z',
  });
});

test('before the count is known "all" names what is loaded, without a bound', () => {
  const all = targetOf({ ...seen, picks: { kind: 'all' }, total: undefined, asOf: undefined });
  expect(all).toMatchObject({ total: 100, isCapped: false, until: undefined });
});

test('a count that stopped counting stays "at least"', () => {
  const total = { value: 10_000, isCapped: true };
  expect(targetOf({ ...seen, picks: { kind: 'all' }, total })).toMatchObject({ total: 10_000, isCapped: true });
});

test('picks that were all taken back mean the selected alert again', () => {
  const picks = toggled(toggled(noPicks, 'alr_7'), 'alr_7');
  expect(targetOf({ ...seen, picks })).toMatchObject({ kind: 'one', id: 'alr_1' });
  expect(targetOf({ ...seen, picks, row: undefined })).toBe(null);
});

test('several picked alerts are meant in the order in which they were picked', () => {
  const picks = ['alr_9', 'alr_2', 'alr_5'].reduce(toggled, noPicks);
  expect(targetOf({ ...seen, picks })).toEqual({ kind: 'these', ids: ['alr_9', 'alr_2', 'alr_5'] });
});
