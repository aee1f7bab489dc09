import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../test/any-unit.ts';
import { cleanText, cutText } from './text.ts';

test('what PostgreSQL cannot hold is replaced, the rest stays as it is', () => {
  expect(cleanText('a\u0000b')).toBe('a\ufffdb');
  expect(cleanText('x\ud800y\udc00')).toBe('x\ufffdy\ufffd');
  expect(cleanText('Grüße 😀')).toBe('Grüße 😀');
});

test('a text within the length is not cut', () => {
  expect(cutText('12345', 5)).toBe('12345');
  expect(cutText('123456', 5)).toBe('1234…');
});

test('a cut never leaves half a character', () => {
  expect(cutText('ab😀cd', 4)).toBe('ab…');
});

test('every result is well formed, free of U+0000 and short enough', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyUnit }), fc.integer({ min: 1, max: 20 }), (text, length) => {
      const cut = cutText(text, length);
      expect(cut.isWellFormed() && !cut.includes('\u0000') && cut.length <= length).toBe(true);
    }),
  );
});
