import { expect, test } from 'vitest';
import { liveEvents } from './live.ts';
import { randomFrom } from './random.ts';
import { at, noon, sharedEvents, sharedWorld } from './world.fixture.ts';

const take = (seed: number, count: number) => {
  const stream = liveEvents(sharedWorld(), noon, randomFrom(seed));
  return Array.from({ length: count }, () => stream.next().value);
};

test('each event lies its delay after the one before', () => {
  let before = noon.getTime();
  for (const { delayMs, event } of take(1, 500)) {
    expect(delayMs).toBeGreaterThan(0);
    expect(event.time.getTime()).toBe(before + delayMs);
    before = event.time.getTime();
  }
});

test('an event comes every few seconds and never after more than 45', () => {
  const delays = take(2, 2000).map(({ delayMs }) => delayMs);
  expect(Math.max(...delays)).toBeLessThanOrEqual(45_000);
  const mean = delays.reduce((sum, one) => sum + one, 0) / delays.length;
  expect(mean).toBeGreaterThan(2000);
  expect(mean).toBeLessThan(12_000);
});

test('ids never meet each other or those of the history', () => {
  const known = new Set(sharedEvents().map(({ id }) => id));
  for (const { event } of take(3, 3000)) {
    expect(known.has(event.id)).toBe(false);
    known.add(event.id);
  }
});

test('what happens stays everyday: all customers, mostly low and medium, nothing critical', () => {
  const events = take(4, 3000).map(({ event }) => event);
  expect(new Set(events.map(({ customerCode }) => customerCode)).size).toBe(3);
  const levels = events.map(({ body }) => Number(at(body, 'rule.level')));
  expect(Math.max(...levels)).toBeLessThan(12);
  expect(levels.filter((level) => level >= 8).length / levels.length).toBeLessThan(0.35);
  expect(levels.filter((level) => level >= 8).length).toBeGreaterThan(0);
});

test('now and then the same comes several times in a row', () => {
  const bursts = take(5, 1000).filter(({ event }) => Number(at(event.body, 'rule.firedtimes')) >= 3);
  expect(bursts.length).toBeGreaterThan(10);
});

test('the same random numbers give the same events', () => {
  expect(take(6, 50)).toEqual(take(6, 50));
  expect(take(7, 50)).not.toEqual(take(6, 50));
});
