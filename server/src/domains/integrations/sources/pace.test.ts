import { expect, test } from 'vitest';
import { quietOf } from './pace.ts';

const minute = 60;
const hour = 3_600;
const day = 24 * hour;
const now = new Date('2026-08-20T12:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

/** A source that is read every few seconds, made a month ago, with an event every minute or so. */
const source = (part: Partial<Parameters<typeof quietOf>[0]> = {}): Parameters<typeof quietOf>[0] => ({
  purpose: 'alerts',
  delivery: 'pull',
  isEnabled: true,
  isConnectionEnabled: true,
  lastOkAt: ago(5),
  lastEventAt: ago(30),
  usualGapS: 2 * minute,
  updatedAt: ago(30 * day),
  ...part,
});

test('a source that answers and brings nothing for much longer than usual is quiet, with both times', () => {
  expect(quietOf(source({ lastEventAt: ago(9 * hour) }), now)).toEqual({ forS: 9 * hour - 5, usualS: 2 * minute });
});

test.each([
  ['events come', {}],
  ['the busiest has an hour', { lastEventAt: ago(59 * minute) }],
  ['it is as still as it is each night', { usualGapS: 9 * hour, lastEventAt: ago(9 * hour) }],
  ['it is rare', { usualGapS: 6 * day, lastEventAt: ago(11 * day) }],
  ['it was made this week', { lastEventAt: ago(2 * day), updatedAt: ago(6 * day) }],
  ['its level was changed this week', { lastEventAt: ago(2 * day), updatedAt: ago(hour) }],
  ['its pace is not known', { usualGapS: null, lastEventAt: ago(20 * day) }],
  ['it has had no event', { usualGapS: null, lastEventAt: null }],
  ['it is paused', { isEnabled: false, lastEventAt: ago(20 * day) }],
  ['its connection is paused', { isConnectionEnabled: false, lastEventAt: ago(20 * day) }],
  // Then it is told as failing; whether events came is not known.
  ['it has not answered since its last event', { lastOkAt: ago(20 * day), lastEventAt: ago(20 * day) }],
  ['it never answered', { lastOkAt: null, lastEventAt: ago(20 * day) }],
  ['it is read for states', { purpose: 'findings', lastEventAt: ago(20 * day) }],
  ['it is read for agents', { purpose: 'agents', lastEventAt: ago(20 * day) }],
] as [string, Partial<Parameters<typeof quietOf>[0]>][])('a source is not called quiet while %s', (_why, part) => {
  expect(quietOf(source(part), now)).toBeNull();
});

test.each([
  [2 * hour, hour, false],
  [2 * hour + 6, hour, true],
  [hour + 4, 10, false],
  [hour + 6, 10, true],
])('silent for %i s with a usual pause of %i s: quiet %s', (silentS, usualGapS, isQuiet) => {
  expect(quietOf(source({ lastEventAt: ago(silentS), usualGapS }), now) !== null).toBe(isQuiet);
});

test('what is sent to us is heard until now, whenever the last delivery was', () => {
  const pushed = { delivery: 'push', lastOkAt: ago(9 * hour), lastEventAt: ago(9 * hour) } as const;
  expect(quietOf(source(pushed), now)).toMatchObject({ forS: 9 * hour });
});
