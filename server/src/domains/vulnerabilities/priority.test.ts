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

const base = fc.integer({ min: 0, max: 8_000 });
const instant = fc.integer({ min: 1_500_000_000, max: 1_900_000_000 });

test('a priority lies between 0 and 100, never falls as time passes and stands still after 30 days', () => {
  fc.assert(
    fc.property(base, instant, instant, fc.integer({ min: 0, max: 60 * 86_400 }), (one, detectedS, asOfS, laterS) => {
      const before = priorityKey(one, detectedS, asOfS);
      const after = priorityKey(one, detectedS, asOfS + laterS);
      expect(toPoints(before)).toBeGreaterThanOrEqual(0);
      expect(toPoints(after)).toBeLessThanOrEqual(100);
      expect(after).toBeGreaterThanOrEqual(before);
      if (asOfS - detectedS >= ageUnits) expect(after).toBe(before);
    }),
  );
});

test('two young findings never change places, and two aged ones are ordered by what does not move: what both indexes rest on', () => {
  const pair = fc.tuple(base, base, instant, instant);
  // As the column young_key holds it.
  const youngKey = (one: number, detectedS: number) => one * unitsInHundredth - detectedS;
  fc.assert(
    fc.property(pair, fc.integer({ min: 0, max: 90 * 86_400 }), ([a, b, detectedA, detectedB], afterS) => {
      const asOfS = Math.max(detectedA, detectedB) + afterS;
      const live = Math.sign(priorityKey(a, detectedA, asOfS) - priorityKey(b, detectedB, asOfS));
      const isYoung = (detectedS: number) => asOfS - detectedS < ageUnits;
      if (isYoung(detectedA) && isYoung(detectedB))
        expect(Math.sign(youngKey(a, detectedA) - youngKey(b, detectedB))).toBe(live);
      if (!isYoung(detectedA) && !isYoung(detectedB)) expect(Math.sign(a - b)).toBe(live);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [
    { scoreTenths: 98, severity: 4, exploit: 2 },
    0,
    ['CVSS 9.8 × 5', 'Exploit available', 'Open 0 of 30 days'],
    [49, 30, 0],
  ],
  [
    { scoreTenths: 75, severity: 3, exploit: 1 },
    15,
    ['CVSS 7.5 × 5', 'Exploitable', 'Open 15 of 30 days'],
    [37.5, 15, 10],
  ],
  [
    { scoreTenths: 40, severity: 2, exploit: 0 },
    29.99,
    ['CVSS 4.0 × 5', 'No exploit known', 'Open 29 of 30 days'],
    [20, 0, 19.99],
  ],
  [
    { scoreTenths: 40, severity: 2, exploit: 0 },
    30,
    ['CVSS 4.0 × 5', 'No exploit known', 'Open 30 days or more'],
    [20, 0, 20],
  ],
  [
    { scoreTenths: null, severity: 3, exploit: 0 },
    400,
    ['No score known; severity is at least 7.0 × 5', 'No exploit known', 'Open 30 days or more'],
    [35, 0, 20],
  ],
  [
    { scoreTenths: null, severity: null, exploit: 0 },
    10,
    ['No score known', 'No exploit known', 'Open 10 of 30 days'],
    [0, 0, 6.67],
  ],
  [
    { scoreTenths: null, severity: 0, exploit: 0 },
    -3,
    ['No score known', 'No exploit known', 'Open 0 of 30 days'],
    [0, 0, 0],
  ],
  [
    { scoreTenths: 0, severity: 0, exploit: 0 },
    1,
    ['CVSS 0.0 × 5', 'No exploit known', 'Open 1 of 30 days'],
    [0, 0, 0.67],
  ],
])('%j after %d days is explained as %j', (scored, days, labels, points) => {
  const lines = scoreLines({ ...scored, detectedAt: daysAgo(days) }, asOf);
  expect(lines.map((line) => line.label)).toEqual(labels);
  expect(lines.map((line) => line.points)).toEqual(points);
});

test.each([
  [0, 0],
  [unitsInHundredth / 2 - 1, 0],
  [unitsInHundredth / 2, 0.01],
  [unitsInHundredth * 10_000, 100],
])('%i units are %f points, half up', (key, points) => {
  expect(toPoints(key)).toBe(points);
});

test('an instant inside a second is that second, before 1970 too', () => {
  expect(wholeSeconds(new Date(1_999))).toBe(1);
  expect(wholeSeconds(new Date(-1))).toBe(-1);
});
