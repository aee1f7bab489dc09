import { expect, test } from 'vitest';
import { daysAgo } from './calendar.ts';
import { alertKey, allAlerts, drawGroups } from './groups.ts';
import { habits, noisyRuleId, type Scripted, story } from './script.ts';
import { bandOf } from './severity.ts';
import { streamKey } from './streams.ts';
import type { Group } from './types.ts';
import { awkwardMoments, noon, sharedWorld } from './world.fixture.ts';

const { groups } = sharedWorld();
const isOpen = ({ closure }: Group): boolean => closure === null;
const ofRow = (row: Scripted): Group[] =>
  groups.filter(({ stream }) => stream.customerCode === row.customerCode && stream.rule.id === row.ruleId);

test.for([1, 2, 40, 1_234_567])('about 12,000 alerts, 380 open and 22 in work, whatever the seed: %i', (seed) => {
  const drawn = drawGroups(seed, noon.getTime()).groups;
  const open = drawn.filter(isOpen);
  expect(Math.abs(drawn.length - allAlerts)).toBeLessThan(400);
  expect(open.filter(({ taken }) => taken?.isStarted !== true)).toHaveLength(380);
  expect(open.filter(({ taken }) => taken?.isStarted === true)).toHaveLength(22);
});

test.for(awkwardMoments.map((moment) => ({ name: moment.toISOString(), now: moment.getTime() })))(
  'no alert of a stream begins before the one before it was closed on an earlier day, and none lies ahead: $name',
  ({ now }) => {
    const before = new Map<string, Group>();
    let newest = 0;
    for (const group of drawGroups(3, now).groups) {
      const key = streamKey(group.stream);
      const previous = before.get(key);
      if (previous !== undefined) {
        expect(previous.closure, key).not.toBeNull();
        expect(daysAgo(now, previous.closure?.at ?? now), key).toBeGreaterThan(daysAgo(now, group.firstAt));
      }
      newest = Math.max(newest, group.lastAt, group.closure?.at ?? 0, group.taken?.at ?? 0);
      before.set(key, group);
    }
    expect(newest).toBeLessThan(now);
    expect(now - newest).toBeLessThan(60_000);
  },
);

test('groups are numbered in the order of their first event', () => {
  expect(groups.map(({ serial }) => serial)).toEqual(groups.map((_, at) => at));
  for (const [at, group] of groups.entries()) {
    expect(group.firstAt).toBeGreaterThanOrEqual(groups[at - 1]?.firstAt ?? 0);
  }
});

test('the open alerts have the shares of the drawings', () => {
  const open = groups.filter(isOpen);
  const share = (test: (group: Group) => boolean): number => open.filter(test).length / open.length;
  const band = (name: string) => share(({ stream }) => bandOf(stream.rule.level) === name);
  expect(band('low')).toBeGreaterThan(0.45);
  expect(band('medium')).toBeGreaterThan(0.28);
  expect(band('high')).toBeGreaterThan(0.09);
  expect(band('critical')).toBeLessThan(0.03);
  for (const [code, least] of [
    ['kestrel', 0.4],
    ['harbor', 0.28],
    ['aurora', 0.18],
  ] as const) {
    expect(
      share(({ stream }) => stream.customerCode === code),
      code,
    ).toBeGreaterThan(least);
  }
  for (const kind of ['windows', 'syslog', 'syscheck', 'firewall', 'cloud']) {
    expect(
      share(({ stream }) => stream.rule.shape.kind === kind),
      kind,
    ).toBeGreaterThan(0.03);
  }
});

test('the intrusion at Kestrel is open from the first mail to the data leaving, in order', () => {
  const steps = story.map((row) => ofRow(row).find(isOpen));
  const starts = steps.map((step) => step?.firstAt ?? 0);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(Math.min(...starts)).toBeGreaterThan(noon.getTime() - 3 * 3_600_000);
  const titles = steps.map((step) => step?.stream.title ?? '');
  for (const word of ['macro', 'PowerShell', 'Defender', 'PSEXESVC', 'LSASS', 'Domain Admins']) {
    expect(
      titles.some((title) => title.includes(word)),
      word,
    ).toBe(true);
  }
  expect(steps.every((step) => step?.taken === null)).toBe(true);
});

test('what was decided before is exactly what the script says, per rule and customer', () => {
  for (const row of [...story, ...habits]) {
    const closed = ofRow(row).flatMap(({ closure }) => closure ?? []);
    for (const verdict of ['false_positive', 'true_positive', 'benign_true_positive'] as const) {
      expect(closed.filter((one) => one.verdict === verdict).length, `${row.host} ${row.ruleId}`).toBe(
        row.past[verdict] ?? 0,
      );
    }
  }
});

test('the noisy rule was wrong 31 of 32 times and says why', () => {
  const closed = groups.filter(({ stream }) => stream.rule.id === noisyRuleId).flatMap(({ closure }) => closure ?? []);
  expect(closed).toHaveLength(32);
  const wrong = closed.filter(({ verdict }) => verdict === 'false_positive');
  expect(wrong).toHaveLength(31);
  for (const { reason, note } of wrong) {
    expect(reason).toBe('known_application');
    expect(note).toContain('Day-end script');
  }
});

test('some open alerts are the first of their kind at the customer, most are not', () => {
  const seen = new Set(
    groups.filter((group) => !isOpen(group)).map(({ stream }) => `${stream.customerCode} ${stream.rule.id}`),
  );
  const open = groups.filter(isOpen);
  const first = open.filter(({ stream }) => !seen.has(`${stream.customerCode} ${stream.rule.id}`));
  expect(first.length).toBeGreaterThan(5);
  expect(first.length).toBeLessThan(open.length / 4);
});

test('a duplicate names another alert of the same rule and customer that came before it', () => {
  const seen = new Set<string>();
  let duplicates = 0;
  for (const { stream, closure } of groups) {
    if (closure?.verdict === 'duplicate') {
      duplicates += 1;
      expect(closure.duplicateOf?.ruleId).toBe(stream.rule.id);
      expect(closure.duplicateOf?.customerCode).toBe(stream.customerCode);
      expect(closure.duplicateOf).not.toEqual(alertKey(stream));
      expect(seen.has(JSON.stringify(closure.duplicateOf))).toBe(true);
    } else if (closure !== null) expect(closure.duplicateOf).toBeNull();
    seen.add(JSON.stringify(alertKey(stream)));
  }
  expect(duplicates).toBeGreaterThan(50);
});
