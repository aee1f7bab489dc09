import { expect, test } from 'vitest';
import { addOutcome, nothingDone } from './outcome.ts';

test('what parts did is summed up in each figure, and the parts stay as they are', () => {
  const part = { read: 1, new: 2, changed: 3, unchanged: 4, absent: 5, reopened: 6, waiting: 7, patched: 8, agents: 9 };
  const total = nothingDone();
  expect(Object.keys(total).sort()).toEqual(Object.keys(part).sort());
  addOutcome(total, part);
  addOutcome(total, part);
  expect(total).toEqual({
    read: 2,
    new: 4,
    changed: 6,
    unchanged: 8,
    absent: 10,
    reopened: 12,
    waiting: 14,
    patched: 16,
    agents: 18,
  });
  expect(part.read).toBe(1);
  expect(nothingDone().read).toBe(0);
});
