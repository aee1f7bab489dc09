import { expect, test } from 'vitest';
import { z } from 'zod';
import { cursorAt, positionOf } from './cursor.ts';
import type { EventSearch } from './port.ts';

const search: EventSearch = {
  indices: ['a', 'b'],
  query: 'x',
  customers: { kind: 'these', ids: [1, 2] },
  limit: 10,
  sort: 'asc',
};
const Position = z.object({ at: z.int() });

test('a cursor gives back its position to the search that made it, whatever the page size and the order of lists', () => {
  const cursor = cursorAt(search, { at: 7 });
  expect(cursor).toMatch(/^[\w-]+$/);
  const same: EventSearch = { ...search, limit: 500, indices: ['b', 'a'], customers: { kind: 'these', ids: [2, 1] } };
  expect(positionOf({ ...same, cursor }, Position)).toEqual({ at: 7 });
  expect(positionOf(same, Position)).toBeNull();
});

const refused = expect.objectContaining({ code: 'cursor.invalid' });

test.each<[string, Partial<EventSearch>]>([
  ['indices', { indices: ['a'] }],
  ['query', { query: 'y' }],
  ['start', { from: new Date(0) }],
  ['end', { to: new Date(0) }],
  ['customers', { customers: { kind: 'these', ids: [1] } }],
  ['all customers', { customers: { kind: 'all' } }],
  ['order', { sort: 'desc' }],
])('a cursor does not fit a search with other %s', (_what, change) => {
  const cursor = cursorAt(search, { at: 7 });
  expect(() => positionOf({ ...search, ...change, cursor }, Position)).toThrow(refused);
});

test.each(['', '!', 'bnVsbA', Buffer.from('["x"]').toString('base64url'), Buffer.from('{').toString('base64url')])(
  '%j is no cursor',
  (cursor) => {
    expect(() => positionOf({ ...search, cursor }, Position)).toThrow(refused);
  },
);

test('a position of another shape is refused', () => {
  expect(() => positionOf({ ...search, cursor: cursorAt(search, { at: 'x' }) }, Position)).toThrow(refused);
});
