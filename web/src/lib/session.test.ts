import { expect, test } from 'vitest';
import { aurora, harbor, kestrel } from '../../test/samples.ts';
import { lensOf } from './session.ts';

const scope = [aurora, harbor, kestrel];

test('without a lens everything in scope is shown, and no parameter is sent', () => {
  expect(lensOf(undefined, scope)).toEqual({ param: undefined, customers: scope, isAll: true });
});

test('a lens shows the named customers only', () => {
  expect(lensOf('kestrel,harbor', scope)).toMatchObject({
    param: 'harbor,kestrel',
    customers: [harbor, kestrel],
    isAll: false,
  });
});

test('codes outside the scope are dropped, and with none left all are shown', () => {
  expect(lensOf('kestrel,elsewhere', scope).param).toBe('kestrel');
  expect(lensOf('elsewhere', scope).isAll).toBe(true);
});
