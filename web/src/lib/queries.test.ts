import { expect, test } from 'vitest';
import { ProblemError } from './problem.ts';
import { ask, keyOf, newQueryClient } from './queries.ts';

test('an answer is known by its question, and all answers of an operation by its name', () => {
  expect(keyOf('listViews', { query: { screen: 'alerts' } })).toEqual(['listViews', { query: { screen: 'alerts' } }]);
  expect(keyOf('listViews')).toEqual(['listViews']);
  expect(ask('getSession', {}).queryKey).toEqual(['getSession', {}]);
});

const retry = newQueryClient().getDefaultOptions().queries?.retry as (count: number, error: Error) => boolean;
test.each([
  ['a silent network', 'network', [true, true, false]],
  ['a refusal, which is an answer', 'permission.missing', [false, false, false]],
  ['a failure of the server, which would be made worse', 'internal', [false, false, false]],
])('%s is asked again at most twice: %#', (_, code, expected) => {
  expect([0, 1, 2].map((count) => retry(count, new ProblemError({ code })))).toEqual(expected);
});

test('a fault of the page itself is not asked again', () => {
  expect(retry(0, new TypeError('x is not a function'))).toBe(false);
});
