import { expect, test } from 'vitest';
import { addCounts, contentId, noCounts, storableId } from './document.ts';

test('the same content has the same id, other content another one', () => {
  expect(contentId({ a: 1 })).toBe(contentId({ a: 1 }));
  expect(contentId({ a: 1 })).not.toBe(contentId({ a: 2 }));
  expect(contentId(undefined)).toMatch(/^[0-9a-f]{40}$/);
});

test('an ordinary id stays, an impossible one becomes a hash of it', () => {
  expect(storableId('1736939677.6590877')).toBe('1736939677.6590877');
  for (const id of ['', 'x'.repeat(513), 'a\u0000', 'a\ud800']) expect(storableId(id)).toMatch(/^sha256-[0-9a-f]{64}$/);
});

test('counts are added field by field', () => {
  const one = { read: 6, absorbed: 1, created: 2, parked: 3, known: 0, belowLevel: 0 };
  expect(addCounts(noCounts, one)).toEqual(one);
  expect(addCounts(one, one).parked).toBe(6);
});
