import { expect, test } from 'vitest';
import { randomFrom } from './random.ts';
import { decisions } from './verdicts.ts';

const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length;

test('a false positive has a reason and nothing else has one', () => {
  for (const profile of ['noise', 'routine', 'mixed', 'telling'] as const) {
    for (const { verdict, reason } of decisions(randomFrom(1), profile, 400)) {
      expect(reason !== null).toBe(verdict === 'false_positive');
    }
  }
});

test('noise is mostly false, telling rules are mostly true', () => {
  const noise = decisions(randomFrom(2), 'noise', 1000);
  const telling = decisions(randomFrom(2), 'telling', 1000);
  expect(count(noise, ({ verdict }) => verdict === 'false_positive')).toBeGreaterThan(880);
  expect(count(telling, ({ verdict }) => verdict === 'true_positive')).toBeGreaterThan(550);
});

test('a written past comes out exactly, in some order', () => {
  const made = decisions(randomFrom(3), 'noise', 0, { false_positive: 31, true_positive: 1 });
  expect(made).toHaveLength(32);
  expect(count(made, ({ verdict }) => verdict === 'false_positive')).toBe(31);
  expect(count(made, ({ verdict }) => verdict === 'true_positive')).toBe(1);
});

test('an empty past stays empty', () => {
  expect(decisions(randomFrom(3), 'mixed', 5, {})).toEqual([]);
});

test('notes are short', () => {
  for (const { note } of decisions(randomFrom(4), 'noise', 400)) expect(note?.length ?? 0).toBeLessThan(200);
});
