import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetUndo, offerUndo, undoLast } from './undo.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  forgetUndo();
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

test('after signing out there is no way back', () => {
  const undo = vi.fn();
  offerUndo('one', 'Undo', undo);
  forgetUndo();
  expect(undoLast()).toBe(false);
  expect(undo).not.toHaveBeenCalled();
});
