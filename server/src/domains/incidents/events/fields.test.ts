import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isObject } from '../ingest/fields.ts';
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
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
      const fields = listFields(isObject(value) ? value : { value });
      expect(fields.length).toBeLessThanOrEqual(400);
    }),
  );
  expect(listFields(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n])))).toHaveLength(400);
});
