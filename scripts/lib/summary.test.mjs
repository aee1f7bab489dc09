import { expect, test } from 'vitest';
import { isGreen, summarise, summaryLine } from './summary.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });

test('tests are counted over all files', () => {
  const testResults = [file('passed', 'passed', 'skipped', 'todo'), file('failed', 'failed', 'passed', 'pending')];
  expect(summarise({ testResults }, 1)).toEqual({ passed: 2, failed: 1, skipped: 3 });
});

test('a file that broke before its first test is a failure', () => {
  expect(summarise({ testResults: [file('passed', 'passed'), file('failed')] }, 1).failed).toBe(1);
  expect(summarise({ testResults: [file('failed', 'skipped')] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

test('a run that failed without a failed test is not green', () => {
  expect(summarise({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(summarise({ testResults: [file('passed', 'passed')] }, 0).failed).toBe(0);
});

test('the line is the one that scripts read', () => {
  expect(summaryLine({ passed: 12, failed: 0, skipped: 3 })).toBe('12 passed, 0 failed, 3 skipped');
});

test.each([
  [{ passed: 12, failed: 0, skipped: 3 }, true],
  [{ passed: 12, failed: 1, skipped: 0 }, false],
  [{ passed: 0, failed: 0, skipped: 9 }, false],
  [{ passed: 0, failed: 0, skipped: 0 }, false],
])('%j is green: %s', (counts, green) => expect(isGreen(counts)).toBe(green));

test('an empty report of a run that ended well tells of no test, which is not green', () => {
  const counts = summarise({ testResults: [] }, 0);
  expect([counts, isGreen(counts)]).toEqual([{ passed: 0, failed: 0, skipped: 0 }, false]);
});
