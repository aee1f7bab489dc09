import { expect, test } from 'vitest';
import { advance, isSweepDue, overlapOf, readFrom, sweepFrom } from './watermark.ts';

const at = (text: string) => new Date(`2026-06-01T${text}Z`);
const now = at('12:00:00');

test('reading goes on a little before the watermark, never before the start', () => {
  const source = { sinceAt: at('08:00:00'), watermarkAt: at('10:00:00'), overlapS: 300, lastOkAt: now };
  expect(readFrom(source)).toEqual(at('09:55:00'));
  expect(readFrom({ ...source, sinceAt: null })).toEqual(at('09:55:00'));
  expect(readFrom({ ...source, sinceAt: at('09:59:00') })).toEqual(at('09:59:00'));
});

test('the overlap ends where the tail begins; before the first complete run there is none', () => {
  const source = { sinceAt: null, watermarkAt: at('10:00:00'), overlapS: 300, lastOkAt: now };
  expect(overlapOf(source)).toEqual({ since: at('09:55:00'), until: at('10:00:00') });
  expect(overlapOf({ ...source, sinceAt: at('09:59:00') })).toEqual({ since: at('09:59:00'), until: at('10:00:00') });
  expect(overlapOf({ ...source, lastOkAt: null })).toBeNull();
  expect(overlapOf({ ...source, watermarkAt: null })).toBeNull();
});

test('until one run was complete, every run begins at the start', () => {
  expect(readFrom({ sinceAt: null, watermarkAt: at('10:00:00'), overlapS: 300, lastOkAt: null })).toBeNull();
  expect(readFrom({ sinceAt: at('08:00:00'), watermarkAt: null, overlapS: 300, lastOkAt: now })).toEqual(
    at('08:00:00'),
  );
});

test('the watermark follows the newest event, and no clock that is fast carries it past now', () => {
  expect(advance(null, [at('09:00:00'), at('10:00:00'), at('09:30:00')], now)).toEqual(at('10:00:00'));
  expect(advance(at('11:00:00'), [at('10:00:00'), null], now)).toEqual(at('11:00:00'));
  expect(advance(null, [at('12:10:00')], now)).toEqual(now);
  expect(advance(at('11:00:00'), [new Date('9999-01-01T00:00:00Z')], now)).toEqual(at('11:00:00'));
  expect(advance(null, [], now)).toBeNull();
});

test('a sweep looks back 26 hours, once an hour, after the first complete run', () => {
  const never = { sinceAt: null, lastSweptAt: null };
  expect(sweepFrom(never, now)).toEqual(new Date('2026-05-31T10:00:00Z'));
  expect(sweepFrom({ ...never, sinceAt: at('11:00:00') }, now)).toEqual(at('11:00:00'));
  expect(isSweepDue({ lastOkAt: null, lastSweptAt: null }, now)).toBe(false);
  expect(isSweepDue({ lastOkAt: now, lastSweptAt: null }, now)).toBe(true);
  expect(isSweepDue({ lastOkAt: now, lastSweptAt: at('11:00:00') }, now)).toBe(true);
  expect(isSweepDue({ lastOkAt: now, lastSweptAt: at('11:00:01') }, now)).toBe(false);
});

test('a sweep after days without one looks back from the last, so that no hour is left out', () => {
  const from = (lastSweptAt: string, sinceAt: string | null = null) =>
    sweepFrom({ sinceAt: sinceAt === null ? null : new Date(sinceAt), lastSweptAt: new Date(lastSweptAt) }, now);
  expect(from('2026-05-25T12:00:00Z')).toEqual(new Date('2026-05-24T10:00:00Z'));
  expect(from('2026-05-25T12:00:00Z', '2026-05-28T00:00:00Z')).toEqual(new Date('2026-05-28T00:00:00Z'));
  expect(from('2026-06-05T12:00:00Z')).toEqual(new Date('2026-05-31T10:00:00Z'));
});
