import type { Finding } from '@watchfloor/contract';

/**
 * priority = CVSS × 5 + exploit × 30 + age × 20, age being the part of 30 days that is over. Inside it is counted in
 * 1/1296 of a hundredth of a point: 20 points over 30 days are then exactly one unit a second, and all sums are whole.
 */
export const unitsInHundredth = 1_296;
export const ageUnits = 30 * 86_400;

/** A tenth of CVSS in hundredths of a point; every base priority is a whole number of these. */
const tenthPoints = 50;

/**
 * Seconds in which a finding gains what lies between two base priorities: 18 hours. Findings that are at most so much
 * younger than 30 days stand in one order, whatever the instant: by base, then by first sight.
 */
export const baseGapS = tenthPoints * unitsInHundredth;

/** So long before its 30 days a finding is flagged as aged, in seconds: when they are over, no large list has it to sort. */
export const agedLeadS = 2 * 3_600;

/** So long a list may be paged in the order of its first instant, in seconds: what is flagged meanwhile is within the gap. */
export const listLifeS = 15 * 3_600;

export type ExploitRank = 0 | 1 | 2;

/** Lowest CVSS score in tenths of each severity: what an unknown score at least is. */
const bandFloors = [0, 1, 40, 70, 90] as const;

/** The CVSS score in tenths that counts: the known one, else the floor of the severity, else nothing. */
export function countedTenths(scoreTenths: number | null, severity: number | null): number {
  if (scoreTenths !== null) return scoreTenths;
  return severity === null ? 0 : (bandFloors[severity] ?? 0);
}

/** The part of the priority that does not move with time, in hundredths of a point, 0 to 8000. */
export const basePriority = (scoreTenths: number | null, severity: number | null, exploit: number): number =>
  countedTenths(scoreTenths, severity) * tenthPoints + exploit * 1_500;

/** Seconds of age that count: none for a first sight in the future, at most 30 days. */
export const countedAge = (detectedS: number, asOfS: number): number =>
  Math.min(Math.max(asOfS - detectedS, 0), ageUnits);

/** The priority at an instant in whole units; both instants in whole seconds since 1970. */
export const priorityKey = (base: number, detectedS: number, asOfS: number): number =>
  base * unitsInHundredth + countedAge(detectedS, asOfS);

/** Units as points with two decimals, half up. */
export const toPoints = (key: number): number => Math.floor(key / unitsInHundredth + 0.5) / 100;

export const wholeSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/** A CVSS score in whole tenths, half up; `null` for what is no score, as the scanner's -1. */
export function toTenths(score: number | null): number | null {
  if (score === null || !(score >= 0 && score <= 10)) return null;
  // 8.95 is stored as 8.949999…; the tenth of a millionth puts it back.
  return Math.floor(score * 10 + 0.5 + 1e-7);
}

export type Scored = {
  scoreTenths: number | null;
  severity: number | null;
  exploit: number;
  detectedAt: Date;
};

const exploitLabels = ['No exploit known', 'Exploitable', 'Exploit available'] as const;

/** The priority line by line; the points, each with at most two decimals, add up to it exactly. */
export function scoreLines(finding: Scored, asOf: Date): Finding['scoreLines'] {
  const { scoreTenths, severity, exploit, detectedAt } = finding;
  const tenths = countedTenths(scoreTenths, severity);
  const detectedS = wholeSeconds(detectedAt);
  const base = basePriority(scoreTenths, severity, exploit);
  const total = Math.round(toPoints(priorityKey(base, detectedS, wholeSeconds(asOf))) * 100);
  const days = Math.floor(countedAge(detectedS, wholeSeconds(asOf)) / 86_400);
  return [
    { label: cvssLabel(scoreTenths, tenths), points: (tenths * 50) / 100 },
    { label: exploitLabels[exploit] ?? exploitLabels[0], points: (exploit * 1_500) / 100 },
    { label: days >= 30 ? 'Open 30 days or more' : `Open ${days} of 30 days`, points: (total - base) / 100 },
  ];
}

function cvssLabel(scoreTenths: number | null, tenths: number): string {
  const score = (tenths / 10).toFixed(1);
  if (scoreTenths !== null) return `CVSS ${score} × 5`;
  return tenths === 0 ? 'No score known' : `No score known; severity is at least ${score} × 5`;
}
