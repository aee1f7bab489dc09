import type { Source } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { source } from '../../test/platform.ts';
import { isFailing, isQuiet, lagOf } from './source-state.ts';

test.each([
  [{ lagS: 8 }, '8 s'],
  [{ lagS: 0 }, '0 s'],
  [{ lagS: 2_580 }, '43 min'],
  [{ lagS: null }, 'not read yet'],
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

test('only a number is said in other words', () => {
  const behind = (lag: string) => `${lag} behind`;
  expect(lagOf(source({ lagS: 8 }), behind)).toBe('8 s behind');
  expect(lagOf(source({ lagS: null }), behind)).toBe('not read yet');
});

test('a source that fails or is paused is not called quiet as well', () => {
  const quiet = { forS: 32_400, usualS: 1_200 };
  expect(isQuiet(source())).toBe(false);
  expect(isQuiet(source({ quiet }))).toBe(true);
  expect(isQuiet(source({ quiet, lastError: 'refused' }))).toBe(false);
  expect(isQuiet(source({ quiet, isEnabled: false }))).toBe(false);
});
