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

const these = (total: number) => ({
  kind: 'these' as const,
  ids: Array.from({ length: total }, (_, at) => `alr_${at}`),
});

test('up to a hundred of one customer go without a question, more do not', () => {
  expect(guardOf(these(100), [rowOf(1)])).toBe(null);
  expect(guardOf(these(101), [rowOf(1)])).toContain('101 alerts');
});

test('all that match are asked about, however few: not every row was seen', () => {
  expect(guardOf(all(3), [rowOf(1)])).toContain('This closes 3 alerts');
  expect(guardOf(all(1), [])).toContain('This closes 1 alert.');
  expect(guardOf(all(10_000, true), [])).toContain('10,000+ alerts');
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
