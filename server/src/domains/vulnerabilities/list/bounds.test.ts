import { expect, test } from 'vitest';
import { parseQuery } from '../../../lib/lucene/index.ts';
import { boundsOf } from './bounds.ts';
import { conjunctsOf } from './query.ts';

const asOfS = Date.parse('2025-03-31T12:00:00Z') / 1_000;
const day = 86_400;
const bounds = (text: string) => boundsOf(conjunctsOf(parseQuery(text)), asOfS);
const open = { mayBeYoung: true, mayBeAged: true, oldestS: null, minTenths: null, maxTenths: null, isAbsent: false };

test.each([
  ['', open],
  ['package:curl score', open],
  ['age:<2d', { ...open, oldestS: 2 * day, mayBeAged: false }],
  ['age:>300d', { ...open, mayBeYoung: false }],
  ['age:<29d', { ...open, oldestS: 29 * day, mayBeAged: false }],
  ['age:<=30d', { ...open, oldestS: 30 * day }],
  // Flagged two hours before 30 days, and in the fifteen hours of a list.
  ['age:<703h', { ...open, oldestS: 703 * 3_600, mayBeAged: false }],
  ['age:<704h', { ...open, oldestS: 704 * 3_600 }],
  ['age:<31d', { ...open, oldestS: 31 * day }],
  ['age:>29d', open],
  ['age:>30d', { ...open, mayBeYoung: false }],
  ['age:[10d TO 40d]', { ...open, oldestS: 40 * day }],
  ['detected:>=2025-03-30', { ...open, oldestS: 3.5 * day, mayBeAged: false }],
  ['detected:<2025-01-01', { ...open, mayBeYoung: false }],
  ['detected:[2025-02-01 TO 2025-03-20]', { ...open, oldestS: 60.5 * day }],
  ['score:>=9', { ...open, minTenths: 90 }],
  ['score:[4 TO 6.9]', { ...open, minTenths: 40, maxTenths: 69 }],
  ['score:9.8', { ...open, minTenths: 98, maxTenths: 98 }],
  ['score:>9', { ...open, minTenths: 91 }],
  ['score:<4', { ...open, maxTenths: 39 }],
  ['score:{4 TO 7}', { ...open, minTenths: 41, maxTenths: 69 }],
  ['score:9.85', { ...open, minTenths: 99, maxTenths: 98 }],
  ['score:>=15', { ...open, minTenths: 110 }],
  ['score:<=0', { ...open, maxTenths: 0 }],
  ['score:>0.3', { ...open, minTenths: 4 }],
  ['score:"7.5"', { ...open, minTenths: 75, maxTenths: 75 }],
  ['score:>=high', open],
  ['score:>8.95', { ...open, minTenths: 90 }],
  ['score:1.1', { ...open, minTenths: 11, maxTenths: 11 }],
  ['score:<=4.6', { ...open, maxTenths: 46 }],
  ['is:absent', { ...open, isAbsent: true }],
])('%j leaves room for all that it can find', (text, expected) => {
  expect(bounds(text)).toEqual(expected);
});

test('nothing follows from alternatives, exclusions and ends that cannot be read', () => {
  for (const text of ['age:<2d OR score:>=9', '-score:>=9', '-is:absent', 'age:<never'])
    expect([text, bounds(text)]).toEqual([text, open]);
});
