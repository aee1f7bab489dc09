import { describe, expect, test } from 'vitest';
import { defaultSchedule, readSchedule, refuseOnDemand, secondsIn } from './rules.ts';

const nightly = { name: 'nightly', cron: '17 3 * * *' };
const loop = { name: 'loop', cron: null, everyS: 10 };
const onDemand = { name: 'on-demand', cron: null };
const refusal = (work: () => unknown) => {
  try {
    return { taken: work() };
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { pointer: string; message: string }[] };
    return { code, ...fields[0] };
  }
};

test('what the code says is the schedule of a job that nobody changed', () => {
  expect([nightly, loop, onDemand].map(defaultSchedule)).toEqual(['17 3 * * *', 'every 10 s', null]);
  expect([secondsIn('every 10 s'), secondsIn('17 3 * * *'), secondsIn('every 10 s or so')]).toEqual([10, null, null]);
});

describe('a job of the clock', () => {
  test.each([
    '* * * * *',
    '*/5 * * * *',
    '17 3 * * *',
    '0,30 8-18 * * 1-5',
    '0 0-23/2 * * *',
    '0 0 1 1,7 0',
    '59 23 31 12 7',
    '0 0 29 2 *',
    '0 0 30,31 2,3 *',
  ])('runs at %s', (cron) => {
    expect(readSchedule(nightly, cron)).toBe(cron);
  });

  test('is written down with single spaces', () => {
    expect(readSchedule(nightly, '  17   3 * *\t* ')).toBe('17 3 * * *');
  });

  test.each([
    ['', /five fields/],
    ['17 3 * *', /five fields/],
    ['0 17 3 * * *', /five fields/],
    ['@daily', /five fields/],
    ['every 30 s', /five fields/],
    ['60 3 * * *', /minute.*0 to 59.*"60"/],
    ['0 24 * * *', /hour.*"24"/],
    ['0 0 0 * *', /day.*"0"/],
    ['0 0 * 13 *', /month.*"13"/],
    ['0 0 * * 8', /weekday.*"8"/],
    ['0 0 * * MON', /weekday.*"MON"/],
    ['5-1 * * * *', /minute.*"5-1"/],
    ['*/0 * * * *', /minute/],
    ['*/99 * * * *', /minute/],
    ['5/10 * * * *', /minute/],
    ['1, * * * *', /minute/],
    ['-1 * * * *', /minute/],
    // Taken by the clockwork, and then never due.
    ['0 0 31 2,4 *', /never run/],
  ])('does not run at "%s"', (cron, words) => {
    expect(refusal(() => readSchedule(nightly, cron))).toMatchObject({
      code: 'request.invalid',
      pointer: '/cron',
      message: expect.stringMatching(words),
    });
  });
});

test.each([
  ['every 1 s', true],
  ['every 86400 s', true],
  [' every  45 s ', true],
  ['every 0 s', false],
  ['every 86401 s', false],
  ['every 1.5 s', false],
  ['*/5 * * * *', false],
])('a loop takes "%s": %s', (written, isTaken) => {
  const told = refusal(() => readSchedule(loop, written));
  expect(told).toMatchObject(isTaken ? { taken: expect.stringMatching(/^every \d+ s$/) } : { pointer: '/cron' });
});

test('a job on demand has no schedule to change', () => {
  expect(refusal(() => refuseOnDemand(onDemand))).toMatchObject({ code: 'request.invalid' });
  expect(refusal(() => refuseOnDemand(loop))).toEqual({ taken: undefined });
});
