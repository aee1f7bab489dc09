import { expect, test } from 'vitest';
import { chooseOpen, openGroup, startedAlerts, takeSome } from './backlog.ts';
import { randomFrom } from './random.ts';
import { bandOf } from './severity.ts';
import { drawStreams, streamKey } from './streams.ts';
import type { Group } from './types.ts';
import { noon } from './world.fixture.ts';

const now = noon.getTime();
const streams = drawStreams(1);
const chosen = chooseOpen(randomFrom(1), streams, 370);
const open = chosen.map((stream, serial): Group => ({ ...openGroup(randomFrom(serial), stream, now), serial }));

test('as many streams are chosen as asked for, each once', () => {
  expect(chosen).toHaveLength(370);
  expect(new Set(chosen.map(streamKey)).size).toBe(370);
});

test('low outnumbers medium, medium outnumbers high, and nothing critical is left to chance', () => {
  const count = (band: string) => chosen.filter(({ rule }) => bandOf(rule.level) === band).length;
  expect(count('low')).toBeGreaterThan(count('medium'));
  expect(count('medium')).toBeGreaterThan(count('high'));
  expect(count('high')).toBeGreaterThan(25);
  expect(count('critical')).toBe(0);
});

test('an open alert lies before now, the oldest within three days, some within minutes', () => {
  const ages = open.map(({ firstAt }) => (now - firstAt) / 60_000);
  expect(Math.min(...ages)).toBeGreaterThan(0.1);
  expect(Math.min(...ages)).toBeLessThan(2);
  expect(Math.max(...ages)).toBeLessThan(3 * 1440);
  for (const { firstAt, lastAt, closure } of open) {
    expect(lastAt).toBeGreaterThanOrEqual(firstAt);
    expect(lastAt).toBeLessThan(now);
    expect(closure).toBeNull();
  }
});

test('high alerts do not wait as long as low ones may', () => {
  for (const { stream, firstAt } of open) {
    if (bandOf(stream.rule.level) === 'high') expect(now - firstAt).toBeLessThan(9 * 3_600_000);
  }
});

test('some open alerts are taken, after their last event and before now', () => {
  takeSome(randomFrom(2), open, now);
  const taken = open.flatMap((group) => (group.taken === null ? [] : [{ ...group.taken, lastAt: group.lastAt }]));
  expect(taken.filter(({ isStarted }) => isStarted)).toHaveLength(startedAlerts);
  expect(taken.length).toBeGreaterThan(startedAlerts);
  for (const { at, lastAt } of taken) {
    expect(at).toBeGreaterThan(lastAt);
    expect(at).toBeLessThan(now);
  }
});
