import { expect, test } from 'vitest';
import { median, quantile, rowOf } from './row.ts';

const base = { case: 'P0', scale: 'ci', metric: 'm', unit: 'ms', goal: '<= 10 ms' } as const;

test('a quantile is a value that was measured: the smallest that so many do not exceed', () => {
  const values = [5, 1, 4, 2, 3];
  expect(quantile(values, 0.5)).toBe(3);
  expect(quantile(values, 0.95)).toBe(5);
  expect(quantile(values, 0.2)).toBe(1);
  expect(quantile(values, 0)).toBe(1);
  expect(quantile(values, 1)).toBe(5);
});

test('the 95th of a hundred leaves five above it', () => {
  const values = Array.from({ length: 100 }, (_, place) => place + 1);
  expect(quantile(values, 0.95)).toBe(95);
  expect(quantile(values, 0.98)).toBe(98);
});

test('values are left in the order they came in', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('nothing measured is not a number, never a good figure', () => {
  expect(quantile([], 0.95)).toBeNaN();
  expect(rowOf(base, [], null, (ms) => ms <= 10).ok).toBe(false);
});

test('a row tells median, extremes and how many there were', () => {
  const row = rowOf(base, [3, 9, 4, 1, 5], null, () => true);
  expect(row).toMatchObject({ median: 4, min: 1, max: 9, n: 5, floor: null, ratio: null, ok: true });
});

test('the ratio is the median over the floor, and the goal is asked with both', () => {
  const asked: unknown[] = [];
  const row = rowOf(base, [10, 20, 30], 8, (middle, ratio) => {
    asked.push(middle, ratio);
    return (ratio ?? 9) <= 2;
  });
  expect(row).toMatchObject({ median: 20, floor: 8, ratio: 2.5, ok: false });
  expect(asked).toEqual([20, 2.5]);
});

test('a floor of nothing gives no ratio', () => {
  expect(rowOf(base, [1], 0, (_ms, ratio) => ratio === null).ok).toBe(true);
});

test('processor time is told as the median, and left out where it was not taken', () => {
  const row = rowOf(base, [1], null, () => true, { mine: [3, 1, 2], floor: [1, 1, 4] });
  expect(row).toMatchObject({ cpuMs: 2, floorCpuMs: 1 });
  expect(rowOf(base, [1], null, () => true)).not.toHaveProperty('cpuMs');
});

test('figures are cut to four digits only when they are told, not before they are judged', () => {
  const row = rowOf({ ...base, goal: '<= 10 ms' }, [10.0001], null, (ms) => ms <= 10);
  expect(row).toMatchObject({ median: 10, ok: false });
});
