import { expect, test } from 'vitest';
import { csvCell, csvLine } from './csv.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '  =1'])('the cell %j is text to a spreadsheet', (text) => {
  expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
});

test('quotes, commas and line ends stay inside their cell', () => {
  expect(csvLine(['a,b', 'say "x"', 'two\nlines', 7, null])).toBe('"a,b","say ""x""","two\nlines",7,\r\n');
});

test('a negative number is a number', () => {
  expect(csvCell(-1)).toBe('-1');
});
