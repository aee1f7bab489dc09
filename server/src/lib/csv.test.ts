import { expect, test } from 'vitest';
import { type CsvPage, csv, csvCell } from './csv.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '  =1', '\n=1', '＝1', '＠SUM(A1)'])(
  'the cell %j is text to a spreadsheet',
  (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  },
);

test.each([
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['old\rlines', '"old\rlines"'],
  ['plain', 'plain'],
  ['', ''],
  [7, '7'],
  [-1, '-1'],
  [null, ''],
  [true, 'yes'],
  [false, 'no'],
  [['kestrel', 'acme, inc'], '"kestrel; acme, inc"'],
  [['=1', 'b'], "'=1; b"],
  [[], ''],
])('the value %j is written as %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

const columns = { number: (row: number) => row, is_even: (row: number) => row % 2 === 0 };
const pages: Record<string, CsvPage<number>> = {
  first: { items: [1, 2], nextCursor: 'second' },
  second: { items: [], nextCursor: 'third' },
  third: { items: [3], nextCursor: null },
};
const read = async (cursor = 'first'): Promise<CsvPage<number>> => pages[cursor] ?? { items: [], nextCursor: null };

async function parts(stream: AsyncIterable<string>): Promise<string[]> {
  const all = [];
  for await (const part of stream) all.push(part);
  return all;
}

test('the mark and the head come once, before the rows of all pages', async () => {
  expect((await parts(csv(columns, read))).join('')).toBe('\ufeffnumber,is_even\r\n1,no\r\n2,yes\r\n3,no\r\n');
});

test('a list of nothing is its head', async () => {
  expect(await parts(csv(columns, () => read('none')))).toEqual(['\ufeffnumber,is_even\r\n']);
});

test('nothing is said before the first page could be read, and a page is read only when it is asked for', async () => {
  const refused = csv(columns, () => Promise.reject(new Error('no such field')));
  await expect(refused[Symbol.asyncIterator]().next()).rejects.toThrow('no such field');
  const asked: (string | undefined)[] = [];
  for await (const _part of csv(columns, (cursor) => (asked.push(cursor), read(cursor)))) if (asked.length === 2) break;
  expect(asked).toEqual([undefined, 'second']);
});
