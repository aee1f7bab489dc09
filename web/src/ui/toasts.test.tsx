import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import '../../test/act.ts';
import { ProblemError } from '../lib/problem.ts';
import { toast, toastProblem } from '../lib/toasts.ts';
import { Toasts } from './toasts.tsx';

beforeEach(() => {
  vi.useFakeTimers();
  render(<Toasts />);
});
afterEach(() => {
  act(() => void vi.runAllTimers());
  cleanup();
  vi.useRealTimers();
});

const say = (...what: Parameters<typeof toast>) => act(() => void toast(...what));
const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

test('what was done is said for some seconds; what failed stands longer, since it wants reading', () => {
  say('Saved.');
  say('Could not be saved.', { kind: 'failure' });
  pass(8_000);
  expect(screen.queryByText('Saved.')).toBeNull();
  expect(screen.getByText('Could not be saved.').parentElement?.className).toContain('failure');
  pass(12_000);
  expect(screen.queryByText('Could not be saved.')).toBeNull();
});

test('each line goes by its own time', () => {
  say('first');
  pass(5_000);
  say('second');
  pass(3_000);
  expect(screen.queryByText('first')).toBeNull();
  expect(screen.getByText('second')).toBeTruthy();
});

test('a line with a way back goes when the way is taken, and takes it once', () => {
  const run = vi.fn();
  say('Closed.', { action: { label: 'Undo', run } });
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(run).toHaveBeenCalledTimes(1);
  expect(screen.queryByText('Closed.')).toBeNull();
});

test('a line that went already is not taken away twice from under a newer one', () => {
  for (const text of ['one', 'two', 'three', 'four']) say(text);
  pass(7_999);
  expect(screen.getAllByText(/^(two|three|four)$/)).toHaveLength(3);
  pass(1);
  expect(screen.queryAllByText(/^(two|three|four)$/)).toHaveLength(0);
});

test.each([
  [{ status: 500, title: 'Failed.', detail: 'Something failed.', traceId: 'abc' }, 'Something failed. (trace abc)'],
  // A refusal is no fault of ours: there is nothing to trace.
  [{ status: 409, title: 'Refused.', detail: 'It exists already.', traceId: 'abc' }, 'It exists already.'],
  [{ status: 500, title: 'Failed.', detail: 'Something failed.' }, 'Something failed.'],
  [{ status: 403, title: 'Refused.', detail: '' }, 'Refused.'],
])('the problem %o is told as %j', (problem, words) => {
  act(() => void toastProblem(new ProblemError({ code: 'internal', ...problem })));
  expect(screen.getByText(words).parentElement?.className).toContain('failure');
});
