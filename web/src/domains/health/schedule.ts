import type { Job, JobRun } from '@watchfloor/contract';
import { healthText } from '../../lib/text/health.ts';

const words = healthText.schedule;

/** The seconds of `every N s`; 0 when it says something else. */
export const loopSeconds = (expression: string): number => Number(/^every (\d{1,6}) s$/.exec(expression)?.[1] ?? 0);

/** When a job runs, in words and UTC; an expression that has no plain words is given back as it is. */
export function scheduleOf(expression: string): string {
  if (expression === '' || expression === 'on demand') return healthText.onDemand;
  const seconds = loopSeconds(expression);
  if (seconds > 0) return everySeconds(seconds);
  return cronWords(expression) ?? expression;
}

/** A job that runs every few seconds and keeps no history of its own. */
export const isLoop = (job: Job): boolean => loopSeconds(job.cron) > 0;

const patienceMs = 10 * 60_000;

/** A loop without a good round for much longer than its rounds are apart: it fails each time, or nobody runs it. */
export function isLate(job: Job, now: Date): boolean {
  const seconds = loopSeconds(job.cron);
  if (seconds === 0 || !job.isEnabled || job.lastSuccessAt === null) return false;
  return now.getTime() - Date.parse(job.lastSuccessAt) > patienceMs + 3_000 * seconds;
}

/** The run that tells how the job is doing now. A loop writes none, so one by hand is old news once the loop went well after it. */
export function presentRunOf(job: Job): JobRun | null {
  const { lastRun, lastSuccessAt } = job;
  if (!isLoop(job) || lastRun?.endedAt == null || lastSuccessAt === null) return lastRun;
  return Date.parse(lastSuccessAt) > Date.parse(lastRun.endedAt) ? null : lastRun;
}

function everySeconds(seconds: number): string {
  if (seconds % 3_600 === 0) return words.hours(seconds / 3_600);
  return seconds % 60 === 0 ? words.minutes(seconds / 60) : words.seconds(seconds);
}

function cronWords(expression: string): string | null {
  const fields = expression.split(' ');
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || month !== '*') return null;
  const at = { minute: numberIn(minute, 0, 59), hour: numberIn(hour, 0, 23) };
  if (day === '*' && weekday === '*') {
    const everyMinutes = stepIn(minute, 60);
    if (hour === '*' && everyMinutes !== null) return words.minutes(everyMinutes);
    const everyHours = stepIn(hour, 24);
    if (at.minute !== null && everyHours !== null) return words.hoursAt(everyHours, at.minute);
  }
  if (at.minute === null || at.hour === null) return null;
  const time = [at.hour, at.minute].map((value) => String(value).padStart(2, '0')).join(':');
  if (day === '*' && weekday === '*') return words.daily(time);
  const weekdayNumber = numberIn(weekday, 0, 7);
  if (day === '*' && weekdayNumber !== null) return words.weekly(weekdayNumber % 7, time);
  // Not every month has a day 29.
  const dayNumber = numberIn(day, 1, 28);
  return weekday === '*' && dayNumber !== null ? words.monthly(dayNumber, time) : null;
}

function numberIn(field: string, least: number, most: number): number | null {
  if (!/^\d{1,2}$/.test(field)) return null;
  const value = Number(field);
  return value >= least && value <= most ? value : null;
}

/** `*` is a step of one. A step that does not divide the whole starts anew before it is over, so it has no plain words. */
function stepIn(field: string, whole: number): number | null {
  if (field === '*') return 1;
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? 0);
  return step > 0 && step < whole && whole % step === 0 ? step : null;
}
