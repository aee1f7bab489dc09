import { expect, test } from 'vitest';
import { plainText, Scanner } from './token.ts';

const rest = (scan: Scanner): string => scan.text.slice(scan.position);

test.each([
  ['abc def', 'abc', ' def'],
  ['a-b+c!d', 'a-b+c!d', ''],
  ['a/b=c<d', 'a/b=c<d', ''],
  ['a:b', 'a', ':b'],
  ['a(b', 'a', '(b'],
  ['a^2', 'a', '^2'],
  ['a~1', 'a', '~1'],
  ['a\u3000b', 'a', '\u3000b'],
  ['a\\ b\\:c d', 'a b:c', ' d'],
  ['\\u0041b', 'Ab', ''],
  ['\\*', '*', ''],
  ['', '', ''],
])('the word at the start of %j is %j', (text, word, left) => {
  const scan = new Scanner(text);
  expect(plainText(scan.word())).toBe(word);
  expect(rest(scan)).toBe(left);
});

test('wildcards are parts of their own and have no plain text', () => {
  const word = new Scanner('a*b?\\*').word();
  expect(word.parts).toEqual([{ text: 'a' }, '*', { text: 'b' }, '?', { text: '*' }]);
  expect(plainText(word)).toBeNull();
});

test('a quotation resolves escapes and keeps everything else', () => {
  const scan = new Scanner('"a \\"b\\" (c) \\\\" d');
  expect(scan.quoted()).toBe('a "b" (c) \\');
  expect(rest(scan)).toBe(' d');
});

test('an expression keeps its escapes, also of the slash', () => {
  const scan = new Scanner('/a\\/b\\d+/ c');
  expect(scan.regex()).toBe('a\\/b\\d+');
  expect(rest(scan)).toBe(' c');
});

test.each([
  ['2 x', 2, ' x'],
  ['0.5', 0.5, ''],
  ['2.', 2, '.'],
  ['x', null, 'x'],
  ['-1', null, '-1'],
  ['1234567', 123_456, '7'],
])('the number at the start of %j is %j', (text, number, left) => {
  const scan = new Scanner(text);
  expect(scan.number()).toBe(number);
  expect(rest(scan)).toBe(left);
});

test.each([
  ['AND b', true],
  ['AND(b', true],
  ['AND', true],
  ['ANDROID', false],
  ['AND-b', false],
  ['and', false],
])('%j starts with the operator: %j', (text, is) => {
  expect(new Scanner(text).isWord('AND')).toBe(is);
});
