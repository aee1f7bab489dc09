import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dedupeKey } from './dedupe.ts';

test('the key is a UUID and depends on every part', () => {
  const parts = { customerId: 1, ruleId: '5710', assetName: 'db-1', title: 'Failed login' };
  const key = dedupeKey(parts);
  expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(dedupeKey({ ...parts })).toBe(key);
  for (const other of [{ customerId: 2 }, { ruleId: null }, { assetName: null }, { title: 'failed login' }])
    expect(dedupeKey({ ...parts, ...other })).not.toBe(key);
});

test('parts cannot run into each other', () => {
  const text = fc.string({ maxLength: 6 });
  fc.assert(
    fc.property(text, text, text, text, (rule, title, otherRule, otherTitle) => {
      fc.pre(rule !== otherRule || title !== otherTitle);
      const key = (ruleId: string, name: string) => dedupeKey({ customerId: 1, ruleId, assetName: null, title: name });
      expect(key(rule, title)).not.toBe(key(otherRule, otherTitle));
    }),
  );
});
