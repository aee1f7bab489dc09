import { expect, test } from 'vitest';
import { type Action, applies, summarise, type Target } from './action.ts';

const close: Action = { kind: 'close', verdict: 'false_positive', reasonId: 1, note: null, duplicateOfId: null };
const open: Target = { id: 1, status: 'open', assigneeId: null };

test('only what is not so already is changed', () => {
  expect(applies(close, open)).toBe(true);
  expect(applies(close, { ...open, status: 'closed' })).toBe(false);
  expect(applies({ kind: 'reopen' }, open)).toBe(false);
  expect(applies({ kind: 'reopen' }, { ...open, status: 'closed' })).toBe(true);
  expect(applies({ kind: 'assign', assigneeId: 7, assigneeName: 'ada' }, open)).toBe(true);
  expect(applies({ kind: 'assign', assigneeId: 7, assigneeName: 'ada' }, { ...open, assigneeId: 7 })).toBe(false);
  expect(applies({ kind: 'assign', assigneeId: null, assigneeName: null }, open)).toBe(false);
  expect(applies({ kind: 'assign', assigneeId: 7, assigneeName: 'ada' }, { ...open, status: 'closed' })).toBe(false);
});

test('no alert repeats itself', () => {
  expect(applies({ ...close, verdict: 'duplicate', duplicateOfId: 1 }, open)).toBe(false);
  expect(applies({ ...close, verdict: 'duplicate', duplicateOfId: 2 }, open)).toBe(true);
});

test.each<[Action, number, string]>([
  [close, 1, 'Closed 1 alert as false positive.'],
  [close, 250, 'Closed 250 alerts as false positive.'],
  [{ kind: 'assign', assigneeId: 7, assigneeName: 'ada' }, 2, 'Gave 2 alerts to ada.'],
  [{ kind: 'assign', assigneeId: null, assigneeName: null }, 1, 'Took the assignee off 1 alert.'],
  [{ kind: 'reopen' }, 3, 'Reopened 3 alerts.'],
])('what was done is told in a sentence', (action, count, sentence) => {
  expect(summarise(action, count)).toBe(sentence);
});
