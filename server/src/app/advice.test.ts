import { expect, test } from 'vitest';
import { parkReasons } from '../domains/incidents/ingest/draft.ts';
import { adviceOf } from './advice.ts';

const general = adviceOf('a reason of a later version');

test('every reason to park an event has its own advice, and one that is not known has the general one', () => {
  expect(general).toMatch(/replay\.$/);
  const advice = parkReasons.map(adviceOf);
  expect(new Set([...advice, general]).size).toBe(parkReasons.length + 1);
  for (const sentence of advice) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
});

test.each(['constructor', 'toString', '__proto__', ''])('a reason named %s is a reason like any other', (reason) => {
  expect(adviceOf(reason)).toBe(general);
});
