import { expect, test } from 'vitest';
import { job, run } from '../../../test/platform.ts';
import { isLate, isLoop, presentRunOf, scheduleOf } from './schedule.ts';

test.each([
  ['every 1 s', 'every second'],
  ['every 10 s', 'every 10 seconds'],
  ['every 60 s', 'every minute'],
  ['every 90 s', 'every 90 seconds'],
  ['every 300 s', 'every 5 minutes'],
  ['every 3600 s', 'every hour'],
  ['every 7200 s', 'every 2 hours'],
  ['* * * * *', 'every minute'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['*/30 * * * *', 'every 30 minutes'],
  ['7 * * * *', 'hourly at minute 7'],
  ['0 * * * *', 'hourly at minute 0'],
  ['15 */6 * * *', 'every 6 hours at minute 15'],
  ['10 3 * * *', 'daily at 03:10 UTC'],
  ['0 0 * * *', 'daily at 00:00 UTC'],
  ['59 23 * * *', 'daily at 23:59 UTC'],
  ['30 6 * * 1', 'Mondays at 06:30 UTC'],
  ['30 6 * * 0', 'Sundays at 06:30 UTC'],
  ['30 6 * * 7', 'Sundays at 06:30 UTC'],
  ['0 5 1 * *', 'monthly on day 1 at 05:00 UTC'],
  ['0 5 28 * *', 'monthly on day 28 at 05:00 UTC'],
])('the schedule %j is read as %s', (expression, words) => {
  expect(scheduleOf(expression)).toBe(words);
});

test.each(['', 'on demand'])('a job without a schedule (%j) runs on demand', (expression) => {
  expect(scheduleOf(expression)).toBe('on demand');
});

test.each([
  // 7 does not divide an hour: it runs at :56 and again at :00.
  '*/7 * * * *',
  '*/0 * * * *',
  '*/60 * * * *',
  '0 */5 * * *',
  '61 * * * *',
  '0 24 * * *',
  '0 0 29 * *',
  '0 0 0 * *',
  '0 0 1 1 *',
  '0 0 1 * 1',
  '0 6 * * 8',
  '0,30 6 * * *',
  '0 6 * * 1-5',
  '0 6 * * MON',
  '*/5 3 * * *',
  '* 3 * * *',
  '0 0 3 * * *',
  'every 0 s',
  'every 5 min',
  '@daily',
  '-5 3 * * *',
  '1e1 3 * * *',
])('an expression without plain words (%j) is shown as it is', (expression) => {
  expect(scheduleOf(expression)).toBe(expression);
});

test('only what runs every few seconds is a loop', () => {
  expect(['every 2 s', 'every 60 s', '*/5 * * * *', 'on demand'].map((cron) => isLoop(job({ cron })))).toEqual([
    ...[true, true, false, false],
  ]);
});

const endedAt = '2026-11-24T12:00:00.000Z';
const failed = run({ state: 'failed', startedAt: '2026-11-24T11:59:00.000Z', endedAt });
const loop = (lastSuccessAt: string | null, lastRun = failed) => job({ cron: 'every 30 s', lastSuccessAt, lastRun });

test('a run by hand of a loop says nothing any more once the loop went well after it', () => {
  expect(presentRunOf(loop('2026-11-24T12:00:30.000Z'))).toBeNull();
  expect(presentRunOf(loop('2026-11-24T11:58:00.000Z'))).toBe(failed);
  expect(presentRunOf(loop(null))).toBe(failed);
});

test('a run by hand that is under way is shown, however well the loop goes beside it', () => {
  const running = run({ state: 'running', endedAt: null });
  expect(presentRunOf(loop('2026-11-24T12:00:30.000Z', running))).toBe(running);
});

test('the last run of a job by the clock stays its last run', () => {
  const nightly = job({ cron: '17 3 * * *', lastSuccessAt: '2026-11-24T23:00:00.000Z', lastRun: failed });
  expect(presentRunOf(nightly)).toBe(failed);
});

const goodAt = '2026-11-24T12:00:00.000Z';
const after = (minutes: number) => new Date(Date.parse(goodAt) + minutes * 60_000);

test.each([
  [{}, 10, false],
  [{}, 12, true],
  // Rounds an hour apart are late only after several.
  [{ cron: 'every 3600 s' }, 180, false],
  [{ cron: 'every 3600 s' }, 191, true],
  [{ isEnabled: false }, 600, false],
  [{ lastSuccessAt: null }, 600, false],
  [{ cron: '17 3 * * *' }, 600, false],
])('a loop %o is late after %i minutes without a good round: %s', (part, minutes, isExpected) => {
  expect(isLate(job({ cron: 'every 30 s', lastSuccessAt: goodAt, ...part }), after(minutes))).toBe(isExpected);
});
