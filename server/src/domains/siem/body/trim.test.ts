import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../test/any-unit.ts';
import { trimBody } from './trim.ts';

const limits = { maxBytes: 32_768, tellingFirst: ['rule', 'agent'] };
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('a body that fits is kept whole', () => {
  const body = { rule: { id: '1', level: 7 }, list: [1, null, true, 'x'], text: 'é'.repeat(3_000) };
  expect(trimBody(body, limits)).toEqual({ body, isTrimmed: false });
});

test('a field of 10 MB is cut and its neighbours stay', () => {
  const { body, isTrimmed } = trimBody(
    { noise: 'a'.repeat(10_000_000), rule: { id: '5' }, agent: { name: 'db-1' } },
    limits,
  );
  expect(isTrimmed).toBe(true);
  expect(body).toMatchObject({ rule: { id: '5' }, agent: { name: 'db-1' } });
  expect(bytes(body)).toBeLessThanOrEqual(32_768);
});

test('10,000 keys are cut, the telling fields first in line', () => {
  const noise = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field_${n}`, 'some value of it']));
  const { body, isTrimmed } = trimBody({ ...noise, agent: { name: 'db-1' } }, limits);
  expect(isTrimmed).toBe(true);
  expect(body).toMatchObject({ agent: { name: 'db-1' }, field_0: 'some value of it' });
  expect(bytes(body)).toBeLessThanOrEqual(32_768);
});

test('a depth of 1,000 is cut without a stack overflow', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 1_000; level++) deep = { deep };
  const { body, isTrimmed } = trimBody({ rule: { id: '1' }, deep }, limits);
  expect(isTrimmed).toBe(true);
  expect(body).toMatchObject({ rule: { id: '1' } });
});

test('keys that name a prototype are data and change no object', () => {
  const { body } = trimBody(JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": 1}'), limits);
  expect(JSON.stringify(body)).toBe('{"__proto__":{"isAdmin":true},"constructor":1}');
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

test('U+0000 and lone surrogates are replaced in texts and keys', () => {
  expect(trimBody({ 'a\u0000': 'b\ud800' }, limits).body).toEqual({ 'a\ufffd': 'b\ufffd' });
});

test('any JSON gives a copy within the limit that PostgreSQL can hold, and the same again when trimmed twice', () => {
  const small = { maxBytes: 200, tellingFirst: ['b'] };
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: anyUnit, maxDepth: 6 }), (value) => {
      const once = trimBody(value, small);
      const text = JSON.stringify(once.body);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200);
      expect(/\\u0000|\\ud[89a-f]/.test(text)).toBe(false);
      if (!once.isTrimmed) expect(trimBody(once.body, small)).toEqual(once);
    }),
  );
});
