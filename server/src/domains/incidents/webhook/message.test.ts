import { expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { readMessage } from './message.ts';

const read = (text: string | Buffer, message = 'm1') => readMessage(Buffer.from(text), message, 'watchfloor-alerts-1');

test('one document, a list, and hits with their own id', () => {
  expect(read('{"a":1}')).toEqual([
    { index: 'watchfloor-alerts-1', id: expect.stringMatching(/^[0-9a-f]{40}$/), body: { a: 1 } },
  ]);
  expect(read('[{"a":1},5]').map((document) => document.body)).toEqual([{ a: 1 }, 5]);
  expect(read('{"_id":"x7","_source":{"a":1}}')).toEqual([{ index: 'watchfloor-alerts-1', id: 'x7', body: { a: 1 } }]);
  expect(read('[]')).toEqual([]);
});

test('the same document has the same id in any message', () => {
  expect(read('{"a":1}', 'm1')[0]?.id).toBe(read(' [ {"a": 1} ]', 'm2')[0]?.id);
  expect(read('{"a":1}')[0]?.id).not.toBe(read('{"a":2}')[0]?.id);
});

test('bytes that are no UTF-8 are replaced', () => {
  expect(read(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]))[0]?.body).toEqual({ a: '\ufffd' });
});

test('a body deeper than can be written out is still read', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  expect(read(`{"a":${deep}}`)[0]?.id).toMatch(/^[0-9a-f]{40}$/);
});

test.each(['', '{', '{"a":1', 'a\u0000', `[${Array.from({ length: 501 }, () => '1').join()}]`])(
  'what cannot be read is refused',
  (text) => {
    try {
      read(text);
    } catch (error) {
      expect(isFailure(error, 'request.invalid')).toBe(true);
      return;
    }
    throw new Error('It was accepted.');
  },
);
