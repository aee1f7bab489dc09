import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../test/any-unit.ts';
import { isObject } from '../../../lib/json.ts';
import { listFields } from './fields.ts';

test('names are dotted, the telling fields first and the others by name', () => {
  expect(
    listFields({
      zebra: 1,
      rule: { level: 7, id: '5', groups: ['a', 'b'] },
      data: { srcip: '192.0.2.1', other: true },
      empty: '',
    }),
  ).toEqual([
    { name: 'rule.id', value: '5' },
    { name: 'rule.level', value: '7' },
    { name: 'rule.groups', value: 'a, b' },
    { name: 'data.srcip', value: '192.0.2.1' },
    { name: 'data.other', value: 'true' },
    { name: 'zebra', value: '1' },
  ]);
});

test('lists of objects are numbered, empty ones shown as they are', () => {
  expect(listFields({ a: [{ b: 1 }, { b: 2 }], c: {} })).toEqual([
    { name: 'a.0.b', value: '1' },
    { name: 'a.1.b', value: '2' },
    { name: 'c', value: '{}' },
  ]);
});

test('any body gives at most 400 fields, each with a name', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3, stringUnit: anyUnit }), (value) => {
      const fields = listFields(isObject(value) ? value : { value });
      expect(fields.length).toBeLessThanOrEqual(400);
    }),
  );
  expect(listFields(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n])))).toHaveLength(400);
});

test.each<[string, Record<string, unknown>, Record<string, string>]>([
  ['null and false are values, an empty text is none', { a: null, b: false, c: '' }, { a: 'null', b: 'false' }],
  ['an empty list is shown as nothing, one of values in one line', { a: [], b: [1, null, 'x'] }, { b: '1, null, x' }],
  ['a list of mixed values is numbered', { a: [1, { b: 2 }] }, { 'a.0': '1', 'a.1.b': '2' }],
  ['a name with a dot stays what it is', { 'a.b': { c: 1 } }, { 'a.b.c': '1' }],
  ['a name that is empty is not shown', { '': 1, a: { '': 2 } }, { 'a.': '2' }],
  ['what PostgreSQL cannot hold is replaced', { 'a\u0000': 'b\ud800' }, { 'a\ufffd': 'b\ufffd' }],
])('%s', (_, body, fields) => {
  expect(Object.fromEntries(listFields(body).map((field) => [field.name, field.value]))).toEqual(fields);
});

test('names that every object has are names like others', () => {
  expect(listFields(JSON.parse('{"__proto__": 1, "constructor": {"name": 2}}'))).toEqual([
    { name: '__proto__', value: '1' },
    { name: 'constructor.name', value: '2' },
  ]);
});

test('a value is cut at 8,192 characters, and what lies deeper than twelve levels is shown as it is written', () => {
  expect(listFields({ a: 'x'.repeat(10_000) })[0]?.value).toHaveLength(8_192);
  let deep: Record<string, unknown> = { end: 1 };
  for (let level = 0; level < 20; level += 1) deep = { d: deep };
  const [field] = listFields(deep);
  expect(field?.name.split('.')).toHaveLength(12);
  expect(field?.value).toMatch(/^\{"d":.*"end":1/);
});
