import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isFailure } from '../lib/failure.ts';
import { openCursor, type Question, signCursor } from './cursors.ts';

const key = randomBytes(32);
const question: Question = {
  operationId: 'listAlerts',
  userId: 7,
  params: undefined,
  query: { q: 'severity:high', lens: 'cus_1', sort: 'newest', limit: 50 },
};
const inner = Buffer.from('["mark",[1,2]]').toString('base64url');
const signed = (of: Question = question, cursor = inner) => {
  const reply = signCursor(key, of, { items: [], nextCursor: cursor });
  return (reply as { nextCursor: string }).nextCursor;
};
const asking = (cursor: string, more: object = {}, of: Partial<Question> = {}) =>
  openCursor(key, { ...question, ...of, query: { ...(question.query as object), ...more, cursor } });

const outcome = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return isFailure(error) ? error.code : String(error);
  }
};

test('a cursor goes on with the same question of the same person, and the handler gets its own text back', () => {
  expect(asking(signed())).toEqual({ ...(question.query as object), cursor: inner });
  // How many rows a page has is no part of the question.
  expect(asking(signed(), { limit: 200 })).toMatchObject({ limit: 200, cursor: inner });
});

test('a first page has nothing to open, and a last one nothing to sign', () => {
  expect(openCursor(key, question)).toBe(question.query);
  expect(openCursor(key, { ...question, query: undefined })).toBeUndefined();
  for (const reply of [{ items: [], nextCursor: null }, { count: 3 }, [], null, undefined, 'text'])
    expect(signCursor(key, question, reply)).toBe(reply);
});

test.each<[string, object, Partial<Question>]>([
  ['other words', { q: 'severity:low' }, {}],
  ['another lens', { lens: 'cus_2' }, {}],
  ['another order', { sort: 'severity' }, {}],
  ['a filter more', { status: 'open' }, {}],
  ['another list', {}, { operationId: 'listFindings' }],
  ['another thing of the same list', {}, { params: { alertId: 'alr_2' } }],
  ['another person', {}, { userId: 8 }],
  ['nobody', {}, { userId: null }],
])('a cursor is refused for %s', (_name, more, of) => {
  expect(outcome(() => asking(signed(), more, of))).toBe('cursor.invalid');
});

const edited = (place: number) => {
  const text = signed();
  return text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1);
};
test.each([
  ['empty', ''],
  ['nonsense', 'nonsense'],
  ['the handler’s own, which was never signed', inner],
  ['the mark alone', signed().slice(0, 22)],
  ['cut at the end', signed().slice(0, -1)],
  ['longer', `${signed()}A`],
  ['edited in the mark', edited(0)],
  ['edited at the end of the mark', edited(21)],
  ['edited in the position', edited(30)],
  [
    'the position of another with this mark',
    signed().slice(0, 22) + Buffer.from('["mark",[9,9]]').toString('base64url'),
  ],
  ['letters that two bytes stand for', 'é'.repeat(11) + inner],
])('a cursor that is %s is refused', (_name, cursor) => {
  expect(outcome(() => asking(cursor))).toBe('cursor.invalid');
});

test('a cursor that another installation signed is refused', () => {
  expect(outcome(() => openCursor(randomBytes(32), { ...question, query: { cursor: signed() } }))).toBe(
    'cursor.invalid',
  );
});
