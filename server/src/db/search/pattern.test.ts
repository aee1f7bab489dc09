import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editsRegex, escapeLike, escapeRegex, fuzzyDistance, toLike, toRegex } from './pattern.ts';

test('escaped text matches only itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const regex = new RegExp(`^(?:${escapeRegex(text)})$`, 'u');
      expect(regex.test(text)).toBe(true);
      expect(regex.test(other)).toBe(other === text);
    }),
  );
  expect(escapeLike('50%_\\')).toBe('50\\%\\_\\\\');
});

test('wildcards keep their meaning and everything else is literal', () => {
  const parts = [{ text: 'a.b%' }, '*', { text: '_' }, '?'] as const;
  expect(toLike(parts)).toBe('a.b\\%%\\__');
  expect(toRegex(parts)).toBe('a\\.b%.*_.');
});

/** Optimal string alignment distance, written apart from the code under test. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const get = (i: number, j: number) => d[i]?.[j] ?? 99;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(get(i - 1, j) + 1, get(i, j - 1) + 1, get(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, get(i - 2, j - 2) + 1);
      const row = d[i];
      if (row) row[j] = best;
    }
  }
  return get(a.length, b.length);
}

test('a fuzzy word matches exactly the words within its distance', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(word, word, fc.constantFrom(0, 1, 2), (wanted, text, edits) => {
      const matches = new RegExp(`^(?:${editsRegex(wanted, edits)})$`, 'u').test(text);
      // Two edits may touch one place twice (swap, then insert between); Lucene's automaton differs there as well.
      if (distance(wanted, text) <= edits) expect(matches).toBe(true);
      else if (edits < 2) expect(matches).toBe(false);
    }),
  );
});

test('the distance follows the length, and long words are bounded', () => {
  expect([fuzzyDistance('ab', null), fuzzyDistance('abc', null), fuzzyDistance('abcdef', null)]).toEqual([0, 1, 2]);
  expect(fuzzyDistance('ab', 2)).toBe(2);
  expect(fuzzyDistance('a'.repeat(15), 2)).toBe(1);
});
