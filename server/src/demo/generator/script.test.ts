import { expect, test } from 'vitest';
import { ruleOf } from './rules/list.ts';
import { habits, type Scripted, story } from './script.ts';
import { reporterOf } from './streams.ts';

const rows: readonly Scripted[] = [...story, ...habits];

test('every scripted alert names a host and a rule of the demo', () => {
  for (const row of rows) {
    expect(reporterOf(row.customerCode, row.host).name).toBe(row.host);
    expect(ruleOf(row.ruleId).title.includes('{value}'), row.ruleId).toBe(row.value !== undefined);
  }
});

test('a rule is scripted at most once per customer, so that its past is exact', () => {
  const places = rows.map(({ customerCode, ruleId }) => `${customerCode} ${ruleId}`);
  expect(new Set(places).size).toBe(places.length);
});

test('scripted times run forward and end before now', () => {
  for (const { firstAgoMin, lastAgoMin, events, host } of rows) {
    expect(firstAgoMin, host).toBeGreaterThanOrEqual(lastAgoMin);
    expect(lastAgoMin, host).toBeGreaterThan(0);
    expect(events === 1 || firstAgoMin > lastAgoMin, host).toBe(true);
  }
});

test('the story stays at one customer and within three hours', () => {
  expect(new Set(story.map(({ customerCode }) => customerCode))).toEqual(new Set(['kestrel']));
  for (const { firstAgoMin } of story) expect(firstAgoMin).toBeLessThan(180);
});
