import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from './problem.ts';
import { dismissToast, toast, toastProblem, toastsNow } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

const texts = () => toastsNow().map((one) => one.text);

test('a line goes after eight seconds, a failure stays for twenty', () => {
  toast('done');
  toast('failed', { kind: 'failure' });
  vi.advanceTimersByTime(7_999);
  expect(texts()).toEqual(['done', 'failed']);
  vi.advanceTimersByTime(1);
  expect(texts()).toEqual(['failed']);
  vi.advanceTimersByTime(12_000);
  expect(texts()).toEqual([]);
});

test('at most three stand at a time, and the oldest gives way', () => {
  for (const text of ['a', 'b', 'c', 'd']) toast(text);
  expect(texts()).toEqual(['b', 'c', 'd']);
});

test('the time of a line that gave way takes no other with it', () => {
  toast('a');
  vi.advanceTimersByTime(7_000);
  for (const text of ['b', 'c', 'd']) toast(text);
  vi.advanceTimersByTime(1_500);
  expect(texts()).toEqual(['b', 'c', 'd']);
});

test('a line is taken away by its own name, once', () => {
  const first = toast('same');
  toast('same');
  dismissToast(first);
  dismissToast(first);
  expect(texts()).toEqual(['same']);
});

test.each([
  ['its own words', { code: 'alert.already_closed', status: 409, detail: 'Mara closed it.' }, 'Mara closed it.'],
  ['its title where it has no more', { code: 'x', status: 409, title: 'Refused.' }, 'Refused.'],
  [
    'the trace of a failure of the server, for whoever reads the log',
    { code: 'internal', status: 500, detail: 'It failed.', traceId: 'abc123' },
    'It failed. (trace abc123)',
  ],
  [
    'no trace for what a person can mend',
    { code: 'x', status: 400, detail: 'Mend it.', traceId: 'abc123' },
    'Mend it.',
  ],
])('a refusal is told in %s', (_, problem, text) => {
  toastProblem(new ProblemError(problem));
  expect(toastsNow().map((one) => [one.text, one.kind])).toEqual([[text, 'failure']]);
});
