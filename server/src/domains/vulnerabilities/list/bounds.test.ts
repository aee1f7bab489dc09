import { expect, test } from 'vitest';
import { parseQuery } from '../../../lib/lucene/index.ts';
import { boundsOf } from './bounds.ts';
import { conjunctsOf } from './query.ts';

const asOfS = Date.parse('2025-03-31T12:00:00Z') / 1_000;
const bounds = (text: string) => boundsOf(conjunctsOf(parseQuery(text)), asOfS);
const open = { mayBeYoung: true, mayBeAged: true, minTenths: null, maxTenths: null, isAbsent: false };

test.each([
  ['', open],
  ['package:curl score', open],
  ['age:<2d', { ...open, mayBeAged: false }],
  ['age:>300d', { ...open, mayBeYoung: false }],
  ['age:<29d', open],
  ['age:>31d', open],
  ['detected:>=2025-03-30', { ...open, mayBeAged: false }],
  ['detected:<2025-01-01', { ...open, mayBeYoung: false }],
  ['detected:[2025-02-01 TO 2025-03-20]', open],
  ['score:>=9', { ...open, minTenths: 89 }],
  ['score:[4 TO 6.9]', { ...open, minTenths: 39, maxTenths: 70 }],
  ['score:9.8', { ...open, minTenths: 97, maxTenths: 99 }],
  ['is:absent', { ...open, isAbsent: true }],
])('%j leaves room for all that it can find', (text, expected) => {
  expect(bounds(text)).toEqual(expected);
});

test('nothing follows from alternatives, exclusions and ends that cannot be read', () => {
  for (const text of ['age:<2d OR score:>=9', '-score:>=9', '-is:absent', 'age:<never'])
    expect([text, bounds(text)]).toEqual([text, open]);
});
