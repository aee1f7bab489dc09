import { expect, test } from 'vitest';
import { textAt, textsAt, valueAt } from './fields.ts';

test('a path is found nested, with dots and with underscores', () => {
  expect(valueAt({ rule: { id: '5' } }, 'rule.id')).toBe('5');
  expect(valueAt({ 'rule.id': '5' }, 'rule.id')).toBe('5');
  expect(valueAt({ rule_id: '5' }, 'rule.id')).toBe('5');
  expect(valueAt({ rule: 'x' }, 'rule.id')).toBeUndefined();
});

test('what every object has is no field', () => {
  for (const path of ['constructor.name', '__proto__', 'toString', 'a.constructor.name'])
    expect(valueAt({ a: {} }, path)).toBeUndefined();
  expect(textAt({}, 'constructor.name')).toBeNull();
});

test('the first path with a text or a number wins; empty ones do not', () => {
  expect(textAt({ a: ' ', b: { c: 1 }, d: 5710 }, 'a', 'b', 'd')).toBe('5710');
  expect(textAt({ a: ' x\u0000 ' }, 'a')).toBe('x\ufffd');
  expect(textAt({ a: Number.NaN, b: ['x'] }, 'a', 'b')).toBeNull();
});

test('lists are taken as texts, once each and bounded', () => {
  expect(textsAt({ t: 'T1059' }, 't')).toEqual(['T1059']);
  expect(textsAt({ t: ['a', 'a', 1, null, ' '] }, 't')).toEqual(['a']);
  expect(textsAt({ t: Array.from({ length: 1_000 }, (_, n) => `t${n}`) }, 't')).toHaveLength(20);
  expect(textsAt({ t: ['x'.repeat(500)] }, 't')[0]).toHaveLength(100);
});
