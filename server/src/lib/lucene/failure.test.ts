import { expect, test } from 'vitest';
import { isFailure } from '../failure.ts';
import { readQuery, withQueryFailure } from './failure.ts';

test('a broken query is a failure that says where and what to do', () => {
  try {
    readQuery('rule.id:(5710', '/query');
    expect.unreachable();
  } catch (error) {
    if (!isFailure(error, 'query.invalid')) throw error;
    expect(error.fields).toEqual([
      { pointer: '/query', message: 'The bracket is not closed.', hint: 'Add a closing ).', position: 8 },
    ]);
    expect(error.message).toBe('The bracket is not closed. (at character 9) Add a closing ).');
  }
});

test('other errors pass unchanged', () => {
  const other = new RangeError('other');
  expect(() =>
    withQueryFailure(() => {
      throw other;
    }),
  ).toThrow(other);
});
