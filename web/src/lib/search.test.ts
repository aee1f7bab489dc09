import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSearch, stringifySearch, texts } from './search.ts';

test('a query stays readable in the address', () => {
  expect(stringifySearch({ q: 'status:open severity:>=high host:(a OR b)' })).toBe(
    '?q=status:open+severity:>=high+host:(a+OR+b)',
  );
});

test('what is empty is left out', () => {
  expect(stringifySearch({ q: '', sort: undefined, lens: null })).toBe('');
});

test('text that looks like a number or like JSON stays text', () => {
  expect(parseSearch('?q=123&sel={}')).toEqual({ q: '123', sel: '{}' });
});

test('every text comes back as it went', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).map((text) => text.toWellFormed()),
      (q) => {
        expect(parseSearch(stringifySearch({ q }))).toEqual({ q });
      },
    ),
  );
});

test('only the named texts are taken', () => {
  expect(texts('q', 'sort')({ q: 'a', sort: '', other: 'b' })).toEqual({ q: 'a' });
  expect(texts('q')({ q: 7 })).toEqual({});
});
