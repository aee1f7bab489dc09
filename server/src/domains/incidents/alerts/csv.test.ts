import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  [null, ''],
  [-5, '-5'],
])('%j is written as %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('no text starts a formula or breaks its line', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const line = csvLine([a, b]);
      expect(/^"?[=+\-@\t\r]/.test(line.slice(0, -2)) && !line.startsWith('""')).toBe(false);
      expect(line.replaceAll(/"(?:[^"]|"")*"/g, '').split('\n')).toHaveLength(2);
    }),
  );
});
