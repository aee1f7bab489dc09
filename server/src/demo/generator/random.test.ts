import { expect, test } from 'vitest';
import { between, hex, pick, pickWeighted, randomFrom, seedFrom, shuffled } from './random.ts';

const draw = (seed: number, count: number): number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => random());
};

test('the same seed gives the same numbers and another seed gives others', () => {
  expect(draw(7, 50)).toEqual(draw(7, 50));
  expect(draw(8, 50)).not.toEqual(draw(7, 50));
});

test('numbers lie in [0, 1) and spread evenly', () => {
  const numbers = draw(3, 20_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const number of numbers) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
  for (const count of tenths) expect(count).toBeGreaterThan(1800);
});

test('seeds made of parts tell the order and the borders of the parts apart', () => {
  const seeds = [seedFrom('a', 'b'), seedFrom('b', 'a'), seedFrom('ab'), seedFrom('a', 'b', ''), seedFrom(1, 'a', 'b')];
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(seedFrom('a', 'b')).toBe(seedFrom('a', 'b'));
});

test('between reaches both ends and nothing beyond', () => {
  const random = randomFrom(1);
  const drawn = new Set(Array.from({ length: 500 }, () => between(random, 3, 6)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([3, 4, 5, 6]);
});

test('picking from nothing is an error, not undefined', () => {
  expect(() => pick(randomFrom(1), [])).toThrow(RangeError);
  expect(() => pickWeighted(randomFrom(1), [])).toThrow(RangeError);
});

test('a weight of zero is never picked and heavy items are picked more often', () => {
  const random = randomFrom(5);
  const counts = { never: 0, often: 0, seldom: 0 };
  for (let at = 0; at < 4000; at += 1) {
    counts[
      pickWeighted(random, [
        ['never', 0],
        ['often', 9],
        ['seldom', 1],
      ] as const)
    ] += 1;
  }
  expect(counts.never).toBe(0);
  expect(counts.often / counts.seldom).toBeGreaterThan(7);
});

test('shuffling keeps every item and leaves the list alone', () => {
  const items = Array.from({ length: 30 }, (_, at) => at);
  const mixed = shuffled(randomFrom(2), items);
  expect(mixed).not.toEqual(items);
  expect([...mixed].sort((a, b) => a - b)).toEqual(items);
  expect(items[0]).toBe(0);
});

test('hexadecimal text has the asked length', () => {
  for (const length of [1, 8, 20, 64]) expect(hex(randomFrom(9), length)).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
});
