import type { Source } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { source } from '../../../test/platform.ts';
import { isFailing, lagOf, summaryOf } from './source-words.ts';

test.each([
  [{ lagS: 8 }, '8 s'],
  [{ lagS: 0 }, '0 s'],
  [{ lagS: 2_580 }, '43 min'],
  [{ lagS: null }, 'never'],
  // What is sent to us is never late; it is waited for.
  [{ lagS: null, delivery: 'push' }, 'listens'],
  [{ lagS: 8, delivery: 'push' }, '8 s'],
  [{ lagS: null, lastError: 'refused' }, 'no answer'],
  // How far it had come says more than that it failed, which stands beside it.
  [{ lagS: 2_580, lastError: 'refused' }, '43 min'],
  [{ isEnabled: false }, 'paused'],
  [{ isEnabled: false, lagS: null, lastError: 'refused' }, 'paused'],
] as [Partial<Source>, string][])('the source %o is told as %s', (part, words) => {
  expect(lagOf(source(part))).toBe(words);
});

test('a paused source fails nobody', () => {
  expect(isFailing(source({ lastError: 'refused' }))).toBe(true);
  expect(isFailing(source({ lastError: 'refused', isEnabled: false }))).toBe(false);
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
  [[{ lastError: 'refused', isEnabled: false }, { lagS: 8 }], 'every source answered within 60 s'],
  // A paused one may be far behind; that is what a pause is.
  [[{ lagS: 90_000, isEnabled: false }, { lagS: 8 }], 'every source answered within 60 s'],
] as [Partial<Source>[], string][])('the headline over %o is %s', (parts, words) => {
  expect(summaryOf(parts.map((part) => source(part)))).toBe(words);
});
