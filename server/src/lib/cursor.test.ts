import { expect, test } from 'vitest';
import { z } from 'zod';
import { filterMark, readCursor, writeCursor } from './cursor.ts';
import { isFailure } from './failure.ts';

const Position = z.tuple([z.int(), z.int()]);

test('a cursor goes on where it was made', () => {
  const mark = filterMark('findings', 'status:open', { kind: 'all' });
  expect(readCursor(writeCursor(mark, [1, 2]), mark, Position)).toEqual([1, 2]);
  expect(readCursor(undefined, mark, Position)).toBeNull();
});

test('a cursor of another filter, another scope or of no list at all is refused', () => {
  const mark = filterMark('findings', 'status:open', { kind: 'all' });
  const others = [
    writeCursor(filterMark('findings', 'status:patched', { kind: 'all' }), [1, 2]),
    writeCursor(filterMark('findings', 'status:open', { kind: 'these', ids: [1] }), [1, 2]),
    writeCursor(mark, ['1', 2]),
    'nonsense',
    '',
  ];
  for (const cursor of others) {
    let refusal: unknown;
    try {
      readCursor(cursor, mark, Position);
    } catch (error) {
      refusal = error;
    }
    expect([cursor, isFailure(refusal, 'cursor.invalid')]).toEqual([cursor, true]);
  }
});
