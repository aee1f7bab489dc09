import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ageUnits,
  basePriority,
  countedTenths,
  priorityKey,
  scoreLines,
  toPoints,
  toTenths,
  unitsInHundredth,
  wholeSeconds,
} from './priority.ts';

const asOf = new Date('2025-03-31T12:00:00.000Z');
const daysAgo = (days: number) => new Date(asOf.getTime() - days * 86_400_000);
const priorityOf = (score: number | null, severity: number | null, exploit: number, days: number) =>
  toPoints(
    priorityKey(basePriority(toTenths(score), severity, exploit), wholeSeconds(daysAgo(days)), wholeSeconds(asOf)),
  );

test.each([
  ['floor', 0, 0, 0, 0, 0],
  ['ceiling', 10, 4, 2, 30, 100],
  ['fresh critical, nothing known', 9.8, 4, 0, 0, 49],
  ['fresh critical, exploit out', 9.8, 4, 2, 0, 79],
  ['exploit out and exploitable: the larger counts', 7.5, 3, 2, 15, 77.5],
  ['exploitable only', 7.5, 3, 1, 15, 62.5],
  ['day 29', 4, 2, 2, 29, 69.33],
  ['day 30 exactly', 4, 2, 2, 30, 70],
  ['beyond the cap', 4, 2, 2, 400, 70],
  ['smallest low', 0.1, 1, 0, 0, 0.5],
  ['first seen in the future', 5, 2, 0, -2, 25],
  ['no score, severity high known', null, 3, 0, 0, 35],
  ['no score, nothing known', null, null, 0, 10, 6.67],
  ['a low one with an exploit', 3.9, 1, 2, 30, 69.5],
  ['outranks a critical one without', 9.8, 4, 0, 30, 69],
] as const)('the priority of "%s" is as documented', (_, score, severity, exploit, days, expected) => {
  expect(priorityOf(score, severity, exploit, days)).toBe(expected);
});

test('the units are exact: 20 points over 30 days are one unit a second', () => {
  expect(ageUnits).toBe(2_000 * unitsInHundredth);
});

test.each([
  [8.95, 90],
  [8.94, 89],
  [0.04, 0],
  [0.05, 1],
  [10, 100],
  [0, 0],
])('a score of %s is %s tenths, half up', (score, tenths) => {
  expect(toTenths(score)).toBe(tenths);
});

test.each([-1, 10.1, Number.NaN, null])('%s is no score', (score) => {
  expect(toTenths(score)).toBeNull();
});

test('an unknown score counts as the floor of its severity, and as nothing without one', () => {
  expect([0, 1, 2, 3, 4, null].map((severity) => countedTenths(null, severity))).toEqual([0, 1, 40, 70, 90, 0]);
  expect(countedTenths(55, 4)).toBe(55);
});

test('the lines of a score add up to the priority, to the hundredth', () => {
  const finding = fc.record({
    scoreTenths: fc.option(fc.integer({ min: 0, max: 100 })),
    severity: fc.option(fc.integer({ min: 0, max: 4 })),
    exploit: fc.integer({ min: 0, max: 2 }),
    detectedAt: fc.integer({ min: -5 * 86_400, max: 400 * 86_400 }).map((s) => new Date(asOf.getTime() - s * 1_000)),
  });
  fc.assert(
    fc.property(finding, (one) => {
      const lines = scoreLines(one, asOf);
      const base = basePriority(one.scoreTenths, one.severity, one.exploit);
      const priority = toPoints(priorityKey(base, wholeSeconds(one.detectedAt), wholeSeconds(asOf)));
      expect(Math.round(lines.reduce((sum, line) => sum + line.points * 100, 0))).toBe(Math.round(priority * 100));
      for (const { points } of lines) expect(points).toBe(Math.round(points * 100) / 100);
    }),
  );
});

test('the lines say what is counted and what is not known', () => {
  const one = { scoreTenths: 98, severity: 4, exploit: 2, detectedAt: daysAgo(6) };
  expect(scoreLines(one, asOf)).toEqual([
    { label: 'CVSS 9.8 × 5', points: 49 },
    { label: 'Exploit available', points: 30 },
    { label: 'Open 6 of 30 days', points: 4 },
  ]);
  const labels = (more: object) => scoreLines({ ...one, ...more }, asOf).map((line) => line.label);
  expect(labels({ scoreTenths: null, severity: 3 })[0]).toBe('No score known; severity is at least 7.0 × 5');
  expect(labels({ scoreTenths: null, severity: null })[0]).toBe('No score known');
  expect(labels({ detectedAt: daysAgo(45) })[2]).toBe('Open 30 days or more');
});
