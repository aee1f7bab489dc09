import { offsetMs } from '../instant.ts';

/** A stretch of time `[from, to)` in UTC milliseconds; a date without a clock time covers its day, `now` a millisecond. */
export type Moment = { from: number; to: number };

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's';

const unitMs: Record<Exclude<Unit, 'y' | 'M'>, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

const isoShape =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** Reads `4h`, `30m`, `7d` as milliseconds; null for anything else. A month or a year has no fixed length and is refused. */
export function parseAge(text: string): number | null {
  const [, count, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([wdhms])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? null : Number(count) * unitMs[unit as keyof typeof unitMs];
}

/** Reads an ISO date or time (UTC unless it has an offset), `now`, and date math such as `now-24h/h` or `2025-01-10||+1M`. */
export function parseMoment(text: string, now: Date): Moment | null {
  // An anchor, then shifts such as `-24h` and at most one rounding such as `/d`; `||` parts them from a date.
  const [, anchor, math] = /^(now|[^|]+?)((?:\|\|)?(?:[+-]\d{1,6}[yMwdhHms])*(?:\/[yMwdhHms])?)$/.exec(text) ?? [];
  if (anchor === 'now') return applyMath({ from: now.getTime(), to: now.getTime() + 1 }, math ?? '');
  const whole = parseIso(text);
  if (whole) return whole;
  const split = text.indexOf('||');
  const start = split < 0 ? null : parseIso(text.slice(0, split));
  return start && applyMath(start, text.slice(split));
}

function parseIso(text: string): Moment | null {
  const match = isoShape.exec(text);
  if (!match) return null;
  const [year, month = 1, day = 1, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  const fraction = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1_000);
  const from = utc(year, month - 1, day, hour, minute, second) + fraction - offsetMs(match[8]);
  if (match[2] === undefined) return { from, to: shift(from, 1, 'y') };
  if (match[3] === undefined) return { from, to: shift(from, 1, 'M') };
  if (hour === undefined) return { from, to: from + unitMs.d };
  if (minute === undefined) return { from, to: from + unitMs.h };
  if (second === undefined) return { from, to: from + unitMs.m };
  return { from, to: from + (match[7] === undefined ? unitMs.s : 1) };
}

/** Date.UTC reads the years 0 to 99 as 1900 to 1999; this does not. Months outside 0 to 11 run on into other years. */
function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.setUTCHours(hour, minute, second, 0);
}

/** @param month  1 to 12, or beyond as in `utc`. */
const daysIn = (year: number, month: number): number => new Date(utc(year, month, 0)).getUTCDate();

function shift(at: number, count: number, unit: Unit): number {
  if (unit !== 'M' && unit !== 'y') return at + count * unitMs[unit];
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count * (unit === 'y' ? 12 : 1)];
  const timeOfDay = at - floor(at, 'd');
  // A month too short for the day ends on its last.
  return utc(year, month, Math.min(date.getUTCDate(), daysIn(year, month + 1))) + timeOfDay;
}

function floor(at: number, unit: Unit): number {
  const date = new Date(at);
  if (unit === 'y') return utc(date.getUTCFullYear(), 0, 1);
  if (unit === 'M') return utc(date.getUTCFullYear(), date.getUTCMonth(), 1);
  // 1 January 1970 was a Thursday; weeks start on Monday.
  const offset = unit === 'w' ? 3 * unitMs.d : 0;
  return Math.floor((at + offset) / unitMs[unit]) * unitMs[unit] - offset;
}

function applyMath(start: Moment, math: string): Moment | null {
  let moment = start;
  const steps = math.replace(/^\|\|/, '');
  const step = /([+-])(\d{1,6})([yMwdhHms])|\/([yMwdhHms])/y;
  while (step.lastIndex < steps.length) {
    const [, sign, count, plain, rounded] = step.exec(steps) ?? [];
    if (plain === undefined && rounded === undefined) return null;
    const unit = (plain ?? rounded ?? '').replace('H', 'h') as Unit;
    if (plain !== undefined) {
      const by = Number(count) * (sign === '-' ? -1 : 1);
      moment = { from: shift(moment.from, by, unit), to: shift(moment.from, by, unit) + (moment.to - moment.from) };
    } else {
      const from = floor(moment.from, unit);
      moment = { from, to: shift(from, 1, unit) };
    }
  }
  return Number.isNaN(new Date(moment.from).getTime()) || Number.isNaN(new Date(moment.to).getTime()) ? null : moment;
}
