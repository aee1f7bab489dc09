import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueryError } from './error.ts';
import { checkRegex, translateRegex } from './regex.ts';

const at = { position: 0, length: 1 };

test.each([
  ['a+b', 'a+b'],
  ['^a$', '\\^a\\$'],
  ['[^a]x', '[^a]x'],
  ['[[a]', '[\\[a]'],
  ['\\d{2}', '\\d{2}'],
  ['(a)\\1', '(a)1'],
  ['a\\/b', 'a\\/b'],
  ['\\bword', 'bword'],
  ['\\"a\\~b\\-', '"a~b-'],
  ['[a\\-z]', '[a\\-z]'],
])('Lucene %s is %s', (lucene, postgres) => {
  expect(translateRegex(lucene, at)).toBe(postgres);
});

test('a translated expression is valid or refused', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          'a',
          '(',
          ')',
          '[',
          ']',
          '^',
          '$',
          '*',
          '+',
          '?',
          '{',
          '1',
          '}',
          '\\',
          '.',
          '|',
          '~',
          '-',
        ),
      }),
      (pattern) => {
        try {
          new RegExp(translateRegex(pattern, at), 'u');
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      },
    ),
  );
});

test.each(['a~b', '<1-10>', 'a@b', '#', 'a&b', '~(ab)'])(
  '%s, which only Lucene knows, is refused here and passes the check',
  (pattern) => {
    expect(() => translateRegex(pattern, at)).toThrow(QueryError);
    expect(() => checkRegex(pattern, at)).not.toThrow();
  },
);

test.each(['(a', 'a)', '[a', 'a{2,1}', '*', '(?=a)'])('%s is refused by every engine', (pattern) => {
  expect(() => checkRegex(pattern, at)).toThrow(QueryError);
});

test('brackets between quotation marks are literal to Lucene and are not counted', () => {
  expect(() => checkRegex('"(["', at)).not.toThrow();
});
