import { expect, test } from 'vitest';
import { bandOf } from './severity.ts';

test('levels fall into the four bands at their documented borders', () => {
  const bands = Array.from({ length: 15 }, (_, at) => bandOf(at + 1));
  expect(bands.slice(0, 3)).toEqual(['low', 'low', 'low']);
  expect(new Set(bands.slice(3, 7))).toEqual(new Set(['medium']));
  expect(new Set(bands.slice(7, 11))).toEqual(new Set(['high']));
  expect(new Set(bands.slice(11))).toEqual(new Set(['critical']));
});
