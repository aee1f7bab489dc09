import { expect, test } from 'vitest';
import { rowOf } from '../../../test/alert-samples.ts';
import { aurora } from '../../../test/samples.ts';
import { nameOf } from './use-actions.ts';
import { guardOf } from './use-triage.tsx';

const all = (total: number, isCapped = false) => ({
  kind: 'all' as const,
  total,
  isCapped,
  q: '',
  lens: undefined,
  until: undefined,
});

test('one alert is never asked about twice', () => {
  expect(guardOf({ kind: 'one', id: 'alr_1', number: 'KEST-1' }, [rowOf(1)])).toBe(null);
});

test('up to a hundred of one customer go without a question, more do not', () => {
  expect(guardOf(all(100), [rowOf(1)])).toBe(null);
  expect(guardOf(all(101), [rowOf(1)])).toContain('101 alerts');
});

test('several customers are named, however few the alerts', () => {
  const text = guardOf({ kind: 'these', ids: ['alr_1', 'alr_2'] }, [rowOf(1), rowOf(2, { customer: aurora })]);
  expect(text).toContain('2 alerts of Kestrel Logistics, Aurora Water');
});

test('a target is named by its number or by how many there are', () => {
  expect(nameOf({ kind: 'one', id: 'alr_1', number: 'KEST-1042' })).toBe('KEST-1042');
  expect(nameOf({ kind: 'these', ids: ['a'] })).toBe('1 alert');
  expect(nameOf(all(10_000, true))).toBe('10,000+ alerts');
});
