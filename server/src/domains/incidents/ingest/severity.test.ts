import { expect, test } from 'vitest';
import { readLevel, severityOf } from './severity.ts';

test.each([
  [0, 0],
  [1, 1],
  [3, 1],
  [4, 2],
  [7, 2],
  [8, 3],
  [11, 3],
  [12, 4],
  [15, 4],
  [16, 4],
  [null, 2],
])('level %s has rank %i', (level, rank) => {
  expect(severityOf(level)).toBe(rank);
});

test.each([
  [7, 7],
  ['7', 7],
  [7.9, 7],
  [99, 16],
  [-1, null],
  ['high', null],
  [null, null],
  [[7], null],
  [Number.POSITIVE_INFINITY, null],
  ['', null],
])('%j is read as level %j', (value, level) => {
  expect(readLevel(value)).toBe(level);
});
