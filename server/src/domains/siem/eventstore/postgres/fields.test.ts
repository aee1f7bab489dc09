import { expect, test } from 'vitest';
import { fieldsOf } from './fields.ts';

test('nested objects and lists become dotted names, each once', () => {
  expect(
    fieldsOf([{ rule: { id: '1', groups: ['a', 'b'] }, list: [{ n: 1 }, { n: 2, ok: true }], full_log: 'x' }]),
  ).toEqual([
    { name: '@timestamp', type: 'date' },
    { name: '_index', type: 'keyword' },
    { name: 'full_log', type: 'text' },
    { name: 'list.n', type: 'number' },
    { name: 'list.ok', type: 'boolean' },
    { name: 'rule.groups', type: 'keyword' },
    { name: 'rule.id', type: 'keyword' },
    { name: 'timestamp', type: 'date' },
  ]);
});

test('a field that is text in one event and a number in another is a keyword, in either order', () => {
  for (const bodies of [
    [{ a: 1 }, { a: 'x' }],
    [{ a: 'x' }, { a: 1 }],
  ])
    expect(fieldsOf(bodies)).toContainEqual({ name: 'a', type: 'keyword' });
});

test('a document with very many keys is cut off, and no event has no fields', () => {
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
  expect(fieldsOf([wide]).length).toBeLessThanOrEqual(5_010);
  expect(fieldsOf([])).toEqual([]);
  expect(fieldsOf([{ nothing: null, empty: [] }]).map((field) => field.name)).toEqual([
    '@timestamp',
    '_index',
    'timestamp',
  ]);
});
