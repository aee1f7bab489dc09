import { expect, test } from 'vitest';
import { printQuery } from '../../../lib/lucene/index.ts';
import { readEventQuery } from './query.ts';
import { isTextField } from './text-fields.ts';

const now = new Date('2025-01-15T12:00:00.000Z');
const read = (text: string) => printQuery(readEventQuery(text, now));

test.each([
  ['age:<4h', '@timestamp:{"2025-01-15T08:00:00.000Z" TO *]'],
  ['age:>=1d', '@timestamp:[* TO "2025-01-14T12:00:00.000Z"]'],
  ['age:[1h TO 2h}', '@timestamp:{"2025-01-15T10:00:00.000Z" TO "2025-01-15T11:00:00.000Z"]'],
  ['timestamp:>=now-24h', 'timestamp:["2025-01-14T12:00:00.000Z" TO *]'],
  ['timestamp:<=now-1d/d', 'timestamp:[* TO "2025-01-14T23:59:59.999Z"]'],
  ['timestamp:<now-1d/d', 'timestamp:[* TO "2025-01-14T00:00:00.000Z"}'],
  ['timestamp:>now/d', 'timestamp:{"2025-01-15T23:59:59.999Z" TO *]'],
  ['a AND NOT (x:>now-1h OR b)', 'a AND (NOT (x:{"2025-01-15T11:00:00.000Z" TO *] OR b))'],
  ['timestamp:>=2025-01-10', 'timestamp:["2025-01-10" TO *]'],
  ['name:>=nowhere', 'name:["nowhere" TO *]'],
])('%s is asked as %s', (text, printed) => {
  expect(read(text)).toBe(printed);
});

test.each(['age:4h', 'age:<4', 'age:<soon', 'age:*'])('%s is refused', (text) => {
  expect(() => read(text)).toThrow(/length of time/);
});

test('prose is known by the last part of its name', () => {
  expect(['full_log', 'message', 'data.message', 'rule.description'].map(isTextField)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['rule.id', 'full_logs', 'description.code', 'xdescription'].map(isTextField)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
