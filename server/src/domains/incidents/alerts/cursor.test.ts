import { expect, test } from 'vitest';
import { z } from 'zod';
import { isFailure } from '../../../lib/failure.ts';
import { filterMark, readCursor, writeCursor } from './cursor.ts';

const Position = z.tuple([z.int(), z.iso.datetime()]);
const mark = filterMark('severity', 'is:open', { kind: 'all' });

test('a cursor leads back to its position under the same filter', () => {
  expect(readCursor(writeCursor(mark, [7, '2026-06-01T00:00:00.000Z']), mark, Position)).toEqual([
    7,
    '2026-06-01T00:00:00.000Z',
  ]);
  expect(readCursor(undefined, mark, Position)).toBeNull();
});

test.each([
  ['another filter', writeCursor(filterMark('newest'), [7, '2026-06-01T00:00:00.000Z'])],
  ['another shape', writeCursor(mark, ['x'])],
  ['no JSON', 'abc'],
  ['SQL', writeCursor(mark, ["1'; drop table alerts; --", 'x'])],
  ['nothing', ''],
])('a cursor with %s is refused', (_, cursor) => {
  try {
    readCursor(cursor, mark, Position);
  } catch (error) {
    expect(isFailure(error, 'cursor.invalid')).toBe(true);
    return;
  }
  throw new Error('It was accepted.');
});
