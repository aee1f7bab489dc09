import { expect, test } from 'vitest';
import { dayMs, dayStart, daysAgo } from './calendar.ts';
import { eventCount, historyDays, pastGroups } from './past.ts';
import { randomFrom } from './random.ts';
import { ruleOf } from './rules/list.ts';
import { reporterOf, streamOf } from './streams.ts';
import { decisions } from './verdicts.ts';
import { awkwardMoments, noon } from './world.fixture.ts';

const stream = streamOf(ruleOf('100113'), reporterOf('kestrel', 'dc-03'), null);
const made = decisions(randomFrom(1), 'noise', 40);

const each = [noon, ...awkwardMoments].map((moment) => ({ name: moment.toISOString(), now: moment.getTime() }));

test.for(each)('every past alert begins, goes on and ends in that order, before now: $name', ({ now }) => {
  const groups = pastGroups(randomFrom(2), stream, made, now, null);
  expect(groups).toHaveLength(40);
  for (const { firstAt, lastAt, closure } of groups) {
    expect(firstAt).toBeGreaterThanOrEqual(dayStart(now, historyDays - 1));
    expect(lastAt).toBeGreaterThanOrEqual(firstAt);
    expect(closure?.at).toBeGreaterThan(lastAt);
    expect(closure?.at).toBeLessThan(now);
  }
});

test.for(each)('an alert is closed on an earlier day than the next of its stream begins: $name', ({ now }) => {
  const openAt = now - dayMs / 2;
  const groups = pastGroups(randomFrom(3), stream, made, now, openAt);
  const starts = [...groups.slice(1).map(({ firstAt }) => firstAt), openAt];
  for (const [index, { closure }] of groups.entries()) {
    expect(daysAgo(now, closure?.at ?? now)).toBeGreaterThan(daysAgo(now, starts[index] ?? now));
  }
});

test('each decision becomes one alert, oldest first', () => {
  const groups = pastGroups(randomFrom(4), stream, made, noon.getTime(), null);
  expect(groups.map(({ closure }) => closure?.verdict)).toEqual(made.map(({ verdict }) => verdict));
  const starts = groups.map(({ firstAt }) => firstAt);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test('more decisions than days are cut to the days', () => {
  const many = decisions(randomFrom(1), 'noise', 300);
  expect(pastGroups(randomFrom(5), stream, many, noon.getTime(), null)).toHaveLength(historyDays);
});

test('nothing is closed today when today is too young for it', () => {
  const early = new Date('2026-11-24T00:30:00Z').getTime();
  for (const { firstAt } of pastGroups(randomFrom(6), stream, made, early, null)) {
    expect(daysAgo(early, firstAt)).toBeGreaterThan(0);
  }
});

test('event counts stay in their range and lean to the low end', () => {
  const random = randomFrom(7);
  const counts = Array.from({ length: 2000 }, () => eventCount(random, [1, 20]));
  expect(Math.min(...counts)).toBe(1);
  expect(Math.max(...counts)).toBe(20);
  expect(counts.reduce((sum, one) => sum + one, 0) / counts.length).toBeLessThan(8);
  expect(eventCount(random, [3, 3])).toBe(3);
});
