import { Failure } from '../../lib/failure.ts';
import type { JobDefinition } from './job.ts';

type Timed = Pick<JobDefinition, 'name' | 'cron' | 'everyS'>;

/** When a job runs if nobody says otherwise: cron, `every N s`, or `null` for one on demand. */
export const defaultSchedule = ({ cron, everyS }: Timed): string | null =>
  cron ?? (everyS === undefined ? null : `every ${everyS} s`);

/** The seconds of `every N s`, or `null` when it says something else. */
export function secondsIn(schedule: string): number | null {
  const written = /^every (\d{1,6}) s$/.exec(schedule)?.[1];
  return written === undefined ? null : Number(written);
}

const daySeconds = 86_400;

/**
 * The schedule as it is kept. A job of the clock stays one, and a loop a loop.
 * @throws {Failure} `request.invalid` with the field `cron` and what it has to look like.
 */
export function readSchedule(job: Timed, written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  if (job.everyS !== undefined) {
    const seconds = secondsIn(text);
    if (seconds === null || seconds < 1 || seconds > daySeconds)
      throw refusal('cron', `${job.name} runs in a loop: write "every N s", with 1 to ${daySeconds} seconds.`);
    return text;
  }
  const fault = cronFault(text);
  if (fault !== null) throw refusal('cron', fault);
  return text;
}

/** @throws {Failure} `request.invalid` when the job has no schedule to change. */
export function refuseOnDemand(job: Timed): void {
  if (defaultSchedule(job) === null)
    throw refusal('', `${job.name} runs on demand only; there is no schedule to change.`);
}

const refusal = (field: string, message: string) =>
  new Failure('request.invalid', message, { fields: [{ pointer: `/${field}`, message }] });

const fields = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12],
  ['weekday', 0, 7],
] as const;
const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Why five fields of cron cannot be followed, or `null`: numbers, lists, ranges and steps. Stricter than cron-parser, by
 * which the queue runs them: that takes names, six fields and a step beyond its field as well, and names no field in what
 * it refuses.
 */
function cronFault(text: string): string | null {
  const parts = text.split(' ');
  if (parts.length !== fields.length)
    return 'Write five fields: minute, hour, day, month, weekday. "17 3 * * *" is daily at 03:17 UTC.';
  const sets = fields.map(([, least, most], place) => valuesOf(parts[place] ?? '', least, most));
  const wrong = sets.indexOf(null);
  if (wrong !== -1) {
    const [name, least, most] = fields[wrong] ?? fields[0];
    return `The ${name} is *, a number from ${least} to ${most}, a list, a range or a step; "${parts[wrong]}" is none of these.`;
  }
  const [, , days, months] = sets;
  const isNever = months?.every((month) => days?.every((day) => day > (longestMonth[month - 1] ?? 0)));
  return isNever ? 'No such month has such a day, so it would never run.' : null;
}

/** The values that a field stands for, or `null` when it cannot be read. */
function valuesOf(field: string, least: number, most: number): number[] | null {
  const values: number[] = [];
  for (const part of field.split(',')) {
    // `*`, `7` or `8-18`, each with a step behind a slash.
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return null;
    const [, from, to, every] = match;
    // "5/10" means different things to different readers.
    if (every !== undefined && from !== undefined && to === undefined) return null;
    const first = Number(from ?? least);
    const last = Number(to ?? from ?? most);
    const step = Number(every ?? 1);
    if (first < least || last > most || first > last || step < 1 || step > most) return null;
    for (let value = first; value <= last; value += step) values.push(value);
  }
  return values;
}
