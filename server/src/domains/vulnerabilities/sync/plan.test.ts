import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAgent } from './plan.ts';
import type { KnownFinding, Look } from './rules.ts';

const now = new Date('2025-02-01T10:00:00.000Z');
const hour = 3_600_000;
const look: Look = { isComplete: true, isSilent: false, doubt: null, now };

const known = (id: number, more: Partial<KnownFinding> = {}): KnownFinding => ({
  id,
  isPresent: true,
  presenceAt: null,
  status: 'open',
  exploit: 0,
  contentHash: 1,
  ...more,
});
const seen = (contentHash = 1) => ({ contentHash, cve: 1 });
const none = new Map<number, number>();

test('what is the same is not written', () => {
  const plan = planAgent(new Map([[7, known(1)]]), new Map([[7, seen()]]), none, look, hour);
  expect(plan).toMatchObject({ fresh: [], updated: [], unchanged: 1, absent: [], cleared: [], open: 1 });
});

test('a new content, a return and a reopening are told apart', () => {
  const stored = new Map([
    [1, known(1)],
    [2, known(2, { isPresent: false, presenceAt: now })],
    [3, known(3, { isPresent: false, presenceAt: now, status: 'patched' })],
  ]);
  const plan = planAgent(stored, new Map([1, 2, 3].map((key) => [key, seen(key === 1 ? 9 : 1)])), none, look, hour);
  const told = plan.updated.map((one) => [one.known.id, one.isChanged, one.isBack, one.isReopened]);
  expect(told).toEqual([
    [1, true, false, false],
    [2, false, true, false],
    [3, false, true, true],
  ]);
  expect(plan.open).toBe(3);
});

test('a finding judged a false positive stays one when it is seen', () => {
  const plan = planAgent(
    new Map([[1, known(1, { status: 'false_positive' })]]),
    new Map([[1, seen()]]),
    none,
    look,
    hour,
  );
  expect(plan).toMatchObject({ updated: [], unchanged: 1, open: 0 });
});

test('a first miss long ago that is confirmed now is absent and patched in one run', () => {
  const at = new Date(now.getTime() - 2 * hour);
  const doubted: Look = { ...look, doubt: { at, missed: new Set([1]) } };
  const plan = planAgent(new Map([[1, known(1)]]), new Map<number, never>(), none, doubted, hour);
  expect(plan).toMatchObject({ absent: [{ id: 1, at }], cleared: [1], open: 0 });
});

const agent = fc.record({
  stored: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    fc.record({
      isPresent: fc.boolean(),
      contentHash: fc.integer({ min: 1, max: 3 }),
      exploit: fc.integer({ min: 0, max: 2 }),
      status: fc.constantFrom('open' as const, 'patched' as const, 'accepted_risk' as const, 'patch_failed' as const),
    }),
  ),
  said: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    fc.record({ contentHash: fc.integer({ min: 1, max: 3 }), cve: fc.integer({ min: 0, max: 2 }) }),
  ),
  isComplete: fc.boolean(),
});

test('the plan is the difference of two sets, and applying it leaves nothing to do', () => {
  fc.assert(
    fc.property(agent, ({ stored, said, isComplete }) => {
      const before = new Map(
        Object.entries(stored).map(([key, row], id) => [
          key,
          known(id, { ...row, presenceAt: row.isPresent ? null : now }),
        ]),
      );
      const snapshot = new Map(Object.entries(said));
      // The CVE's number says what is known of its exploit.
      const exploits = new Map([1, 2].map((rank) => [rank, rank]));
      const plan = planAgent(before, snapshot, exploits, { ...look, isComplete }, hour);
      const fresh = [...snapshot.keys()].filter((key) => !before.has(key));
      expect(plan.fresh).toEqual(fresh.map((key) => snapshot.get(key)));
      expect(plan.fresh.length + plan.updated.length + plan.unchanged).toBe(snapshot.size);
      const missed = [...before].filter(([key, row]) => row.isPresent && !snapshot.has(key)).map(([, row]) => row.id);
      const told = [...plan.absent.map((gone) => gone.id), ...plan.waiting];
      expect(told).toEqual(isComplete ? missed : []);

      const after = new Map<string, KnownFinding>();
      for (const [key, row] of before) {
        const gone = plan.absent.find((one) => one.id === row.id);
        after.set(key, gone ? { ...row, isPresent: false, presenceAt: gone.at } : row);
      }
      let id = 100;
      for (const [key, one] of snapshot) {
        const row = after.get(key) ?? known(id++);
        after.set(key, {
          ...row,
          contentHash: one.contentHash,
          isPresent: true,
          status: row.status === 'patched' ? 'open' : row.status,
          exploit: before.has(key) ? row.exploit : one.cve,
        });
      }
      const again = planAgent(after, snapshot, exploits, { ...look, isComplete }, hour);
      expect(again).toMatchObject({ fresh: [], updated: [], unchanged: snapshot.size });
      // What waits may be believed later; nothing else is left to conclude.
      for (const gone of again.absent) expect(plan.waiting).toContain(gone.id);
      expect([again.open, again.exploited]).toEqual([plan.open, plan.exploited]);
    }),
  );
});
