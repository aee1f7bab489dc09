import type { Source } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { source } from '../../../test/platform.ts';
import { summaryOf, troubleOf } from './source-words.ts';

const quiet = { forS: 32_400, usualS: 1_200 };

test('a silent source says for how long, and how long is usual; an error comes first', () => {
  expect(troubleOf(source())).toBeNull();
  expect(troubleOf(source({ quiet }))).toMatch(/no event for 9 h; usually one comes within 20 min/);
  expect(troubleOf(source({ quiet, lastError: 'refused' }))).toBe('refused');
});

test.each([
  [[], 'nothing is connected yet'],
  [[{ isEnabled: false }], 'nothing is connected yet'],
  [[{ lagS: 8 }, { lagS: 20 }], 'every source answered within 60 s'],
  [[{ lagS: 8 }, { lagS: 600.2 }], 'every source answered within 601 s'],
  [[{ lagS: null }], 'every source answered within 60 s'],
  // Nothing was heard of it yet, which is not the same as good.
  [[{ lagS: null, lastOkAt: null }, { lagS: 8 }], '1 source was not read yet'],
  [[{ lagS: null, lastOkAt: null }, { lastError: 'refused' }], '1 source does not answer'],
  [[{ lagS: null, lastOkAt: null, delivery: 'push' }, { lagS: 8 }], 'every source answered within 60 s'],
  [[{ lastError: 'refused' }, { lagS: 8 }], '1 source does not answer'],
  [[{ lastError: 'refused' }, { lastError: 'refused' }], '2 sources do not answer'],
  [[{ quiet }, { lagS: 8 }], '1 source answers but brings no events'],
  [[{ quiet }, { quiet }, { lagS: null, lastOkAt: null }], '2 sources answer but bring no events'],
  [[{ quiet }, { lastError: 'refused' }], '1 source does not answer'],
  [[{ lastError: 'refused', isEnabled: false }, { lagS: 8 }], 'every source answered within 60 s'],
  // A paused one may be far behind; that is what a pause is.
  [[{ lagS: 90_000, isEnabled: false }, { lagS: 8 }], 'every source answered within 60 s'],
] as [Partial<Source>[], string][])('the headline over %o is %s', (parts, words) => {
  expect(summaryOf(parts.map((part) => source(part)))).toBe(words);
});
