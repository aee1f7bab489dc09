import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { offerUndo, undoLast } from './undo.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  while (undoLast()) continue;
  vi.useRealTimers();
});

test('the newest thing is taken back first, and then the one before', () => {
  const done: string[] = [];
  offerUndo('one', 'Undo', () => done.push('one'));
  offerUndo('two', 'Undo', () => done.push('two'));
  expect(undoLast()).toBe(true);
  expect(undoLast()).toBe(true);
  expect(done).toEqual(['two', 'one']);
});

test('nothing is taken back twice, and with nothing left it says so', () => {
  const undo = vi.fn();
  offerUndo('one', 'Undo', undo);
  undoLast();
  expect(undoLast()).toBe(false);
  expect(undo).toHaveBeenCalledTimes(1);
});
