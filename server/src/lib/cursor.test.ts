import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.ts';

const Position = z.tuple([z.int(), z.int()]);

test('a cursor goes on where it was made', () => {
  expect(readCursor(writeCursor([1, 2]), Position)).toEqual([1, 2]);
  expect(readCursor(undefined, Position)).toBeNull();
});

test.each([
  ['a position of another shape', writeCursor(['1', 2])],
  ['nonsense', 'nonsense'],
  ['nothing', ''],
  ['a letter more that the decoder skips', `${writeCursor([1, 2])}!`],
])('a cursor of %s is refused', (_what, cursor) => {
  expect(() => readCursor(cursor, Position)).toThrow(expect.objectContaining({ code: 'cursor.invalid' }));
});
