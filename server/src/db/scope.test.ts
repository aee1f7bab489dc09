import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CustomerScope, narrowTo, scopeSetting, seesCustomer, seesTags } from './scope.ts';

const these = (...ids: number[]): CustomerScope => ({ kind: 'these', ids });
const anyScope = fc.oneof(
  fc.constant<CustomerScope>({ kind: 'all' }),
  fc.array(fc.integer({ min: 1, max: 20 })).map((ids) => these(...ids)),
);

test.each([
  [{ kind: 'all' } as const, 'all'],
  [these(), '0'],
  [these(3, 1, 2), '3,1,2'],
  [these(0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60), '0'],
  [these(7, -1), '7'],
])('the setting of %j is %s, and never empty', (scope, setting) => {
  expect(scopeSetting(scope)).toBe(setting);
});

test('whatever stands in a scope, the setting is words or numbers: nothing of it can end a statement', () => {
  const anything = fc.oneof(fc.double(), fc.string() as unknown as fc.Arbitrary<number>);
  fc.assert(
    fc.property(fc.array(anything), (ids) => {
      expect(scopeSetting(these(...ids))).toMatch(/^[0-9]+(,[0-9]+)*$/);
    }),
  );
});

test('rows of the installation are seen by who sees all customers', () => {
  expect(seesCustomer({ kind: 'all' }, null)).toBe(true);
  expect(seesCustomer(these(1), null)).toBe(false);
  expect(seesCustomer(these(1), 1)).toBe(true);
  expect(seesCustomer(these(), 1)).toBe(false);
});

test('narrowing never widens', () => {
  fc.assert(
    fc.property(
      anyScope,
      fc.array(fc.integer({ min: 1, max: 20 })),
      fc.integer({ min: 1, max: 20 }),
      (scope, ids, customer) => {
        const narrowed = narrowTo(scope, ids);
        expect(seesCustomer(narrowed, customer)).toBe(seesCustomer(scope, customer) && ids.includes(customer));
      },
    ),
  );
});

test.each([
  ['all are seen', { kind: 'all' } as const, [9], true],
  ['one of several is granted', { kind: 'these', ids: [5], untagged: false } as const, [6, 5], true],
  ['none is granted', { kind: 'these', ids: [5], untagged: true } as const, [6], false],
  ['nothing is granted and it has a tag', { kind: 'these', ids: [], untagged: true } as const, [6], false],
  ['it has none, where that is shown', { kind: 'these', ids: [], untagged: true } as const, [], true],
  ['it has none, where that is hidden', { kind: 'these', ids: [5], untagged: false } as const, [], false],
])('whether an alert is seen by its tags when %s', (_name, scope, tags, isSeen) => {
  expect(seesTags(scope, tags)).toBe(isSeen);
});
