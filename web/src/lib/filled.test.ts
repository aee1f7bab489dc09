import { expect, test } from 'vitest';
import { filled } from './filled.ts';

test('what is undefined is left out, what is empty stays', () => {
  expect(Object.keys(filled({ a: undefined, b: '', c: 0, d: null, e: false }))).toEqual(['b', 'c', 'd', 'e']);
});
