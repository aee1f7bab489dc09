import { expect, test } from 'vitest';
import { nearest } from './suggest.ts';

const known = ['severity', 'status', 'rule.id', 'rule.level', 'asset', 'customer'];

test.each([
  ['sevrity', ['severity']],
  ['SEVERITY', ['severity']],
  ['id', ['rule.id']],
  ['cust', ['customer']],
  ['zzzzzzzz', []],
])('%s suggests %j first', (name, names) => {
  expect(nearest(name, known).slice(0, 1)).toEqual(names);
});

test('the work is bounded for a very long name', () => {
  expect(nearest('x'.repeat(20_000), ['a', 'b']).length).toBeLessThanOrEqual(3);
});
