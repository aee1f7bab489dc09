import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCleared, judgeMissed, type Look } from './rules.ts';

const now = new Date('2025-02-01T10:00:00.000Z');
const earlier = new Date('2025-02-01T09:00:00.000Z');
const look = (more: Partial<Look> = {}): Look => ({ isComplete: true, isSilent: false, doubt: null, now, ...more });
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test('up to 30 % of an agent are believed gone at once', () => {
  const verdict = judgeMissed(ids(0, 10), [1, 2, 3], look());
  expect(verdict).toEqual({
    absent: [1, 2, 3].map((id) => ({ id, at: now })),
    waiting: [],
    doubt: null,
    isJudged: true,
  });
});

test('beyond 30 % nothing is believed, and the doubt is remembered', () => {
  const verdict = judgeMissed(ids(0, 10), [1, 2, 3, 4], look());
  expect(verdict).toEqual({ absent: [], waiting: [1, 2, 3, 4], doubt: { at: now, count: 4 }, isJudged: true });
});

test('a second look that agrees is believed, as of the first', () => {
  const verdict = judgeMissed(
    ids(0, 10),
    [1, 2, 3, 4],
    look({ doubt: { at: earlier, missed: new Set([1, 2, 3, 4]) } }),
  );
  expect(verdict.absent).toEqual([1, 2, 3, 4].map((id) => ({ id, at: earlier })));
  expect(verdict.doubt).toBeNull();
});

test('what only the second look misses was missed once: it is believed when it is little, and waits when it is much', () => {
  const doubt = { at: earlier, missed: new Set([1, 2, 3, 4]) };
  const little = judgeMissed(ids(0, 10), [1, 2, 3, 4, 5], look({ doubt }));
  expect(little.absent).toContainEqual({ id: 5, at: now });
  const much = judgeMissed(ids(0, 10), [1, 2, 3, 4, 5, 6], look({ doubt }));
  expect(much.absent.map((gone) => gone.id)).toEqual([1, 2, 3, 4]);
  expect(much).toMatchObject({ waiting: [5, 6], doubt: { at: now, count: 2 } });
});

test('a host that comes back clears the doubt', () => {
  const verdict = judgeMissed(ids(0, 10), [], look({ doubt: { at: earlier, missed: 'all' } }));
  expect(verdict).toEqual({ absent: [], waiting: [], doubt: null, isJudged: true });
});

test('an agent without any document lost everything', () => {
  expect(judgeMissed([1], [1], look()).waiting).toEqual([1]);
  expect(judgeMissed([1], [1], look({ doubt: { at: earlier, missed: 'all' } })).absent).toEqual([
    { id: 1, at: earlier },
  ]);
});

test('an incomplete snapshot and a silent agent prove nothing, and leave the doubt as it is', () => {
  const missed = [1];
  for (const more of [{ isComplete: false }, { isSilent: true }]) {
    const verdict = judgeMissed(ids(0, 10), missed, look(more));
    expect(verdict).toEqual({ absent: [], waiting: [], doubt: undefined, isJudged: false });
  }
  expect(judgeMissed([1], [], look({ isSilent: true })).isJudged).toBe(true);
  expect(judgeMissed([1], [], look({ isComplete: false })).isJudged).toBe(false);
});

test('each missed finding is either absent or waiting, never both, whatever came before', () => {
  const input = fc.record({
    present: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
    missedPart: fc.array(fc.boolean(), { minLength: 61, maxLength: 61 }),
    doubted: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 60 }))),
  });
  fc.assert(
    fc.property(input, ({ present, missedPart, doubted }) => {
      const missed = present.filter((id) => missedPart[id]);
      const doubt = doubted === null ? null : { at: earlier, missed: new Set(doubted) };
      const verdict = judgeMissed(present, missed, look({ doubt }));
      const told = [...verdict.absent.map((gone) => gone.id), ...verdict.waiting].sort((a, b) => a - b);
      expect(told).toEqual([...missed].sort((a, b) => a - b));
      expect(verdict.waiting.length > 0).toBe(verdict.doubt !== null);
      if (doubt === null && missed.length > 0.3 * present.length) expect(verdict.absent).toEqual([]);
    }),
  );
});

test('the status follows a complete snapshot at least so long after the first miss', () => {
  const after = 60 * 60_000;
  const gone = (absentAt: Date | null, status: 'open' | 'patched' | 'false_positive' | 'patch_failed' = 'open') =>
    isCleared({ status, absentAt }, look(), after);
  expect(gone(earlier)).toBe(true);
  expect(gone(new Date(earlier.getTime() + 1))).toBe(false);
  expect(gone(null)).toBe(false);
  expect(gone(earlier, 'patch_failed')).toBe(true);
  expect(gone(earlier, 'false_positive')).toBe(false);
  expect(gone(earlier, 'patched')).toBe(false);
  expect(isCleared({ status: 'open', absentAt: earlier }, look({ isComplete: false }), after)).toBe(false);
  expect(isCleared({ status: 'open', absentAt: earlier }, look({ isSilent: true }), after)).toBe(false);
});
