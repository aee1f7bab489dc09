import { expect, test } from 'vitest';
import { findCycles } from './cycles.ts';

const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1) }));

test('a tree and a diamond have no ring', () => {
  expect(findCycles(edges('ab', 'ac', 'bd', 'cd'))).toEqual([]);
});

test('every ring is found once, whole', () => {
  expect(findCycles(edges('ab', 'bc', 'ca', 'cd', 'de', 'ed', 'ef'))).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('a file that imports itself is a ring', () => {
  expect(findCycles(edges('aa', 'ab'))).toEqual([['a']]);
});
