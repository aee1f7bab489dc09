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

test('before the count is known "all" names what is loaded', () => {
  expect(targetOf({ ...seen, picks: { kind: 'all' }, total: undefined })).toMatchObject({ total: 100 });
});
