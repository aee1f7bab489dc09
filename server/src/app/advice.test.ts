import { parkReasons } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { adviceOf } from './advice.ts';

test('every reason to park an event has advice of its own, in whole sentences', () => {
  const advice = parkReasons.map((reason) => adviceOf[reason]);
  expect(new Set(advice).size).toBe(parkReasons.length);
  for (const sentence of advice) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
});
