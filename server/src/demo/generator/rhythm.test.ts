import { expect, test } from 'vitest';
import { dayMs, dayStart } from './calendar.ts';
import { customers } from './customers.ts';
import { drawGroups } from './groups.ts';
import { awkwardMoments, noon, sharedEvents, sharedWorld } from './world.fixture.ts';

const { groups } = sharedWorld();
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const days = Array.from({ length: 90 }, (_, ago) => dayOf(dayStart(noon.getTime(), ago)));
const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length;

test.each(customers)('$name has alerts on each of the 90 days and on none before', ({ code }) => {
  const own = new Set(
    sharedEvents()
      .filter(({ customerCode }) => customerCode === code)
      .map(({ time }) => dayOf(time.getTime())),
  );
  expect(days.filter((day) => !own.has(day))).toEqual([]);
  expect([...own].filter((day) => !days.includes(day))).toEqual([]);
});

test('no day is a spike or a gap: each working day has between half and twice as many alerts as the median', () => {
  const perDay = Map.groupBy(groups, ({ firstAt }) => dayOf(firstAt));
  const working = days.slice(3).filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
  const counts = working.map((day) => perDay.get(day)?.length ?? 0).toSorted((a, b) => a - b);
  const middle = counts[Math.floor(counts.length / 2)] ?? 0;
  expect(middle).toBeGreaterThan(80);
  expect(counts[0]).toBeGreaterThan(middle / 2);
  expect(counts.at(-1)).toBeLessThan(middle * 2);
});

test('at weekends people rest and machines do not', () => {
  const settled = groups.filter(({ firstAt }) => noon.getTime() - firstAt > 3 * dayMs);
  const isRest = ({ firstAt }: { firstAt: number }) => [0, 6].includes(new Date(firstAt).getUTCDay());
  const share = (role: 'workstation' | 'firewall') => {
    const own = settled.filter(({ stream }) => stream.host.roles.includes(role));
    return count(own, isRest) / own.length;
  };
  expect(share('workstation')).toBeLessThan(0.2);
  expect(share('firewall')).toBeGreaterThan(0.25);
});

test('workstations tell of office hours, and every hour of the day has something', () => {
  const hourOf = (at: number): number => new Date(at).getUTCHours();
  const closed = groups.filter(({ closure }) => closure !== null);
  const desks = closed.filter(({ stream }) => stream.host.roles.includes('workstation'));
  const isOffice = ({ firstAt }: { firstAt: number }) => hourOf(firstAt) >= 6 && hourOf(firstAt) < 18;
  expect(count(desks, isOffice) / desks.length).toBeGreaterThan(0.8);
  const perHour = Array.from({ length: 24 }, (_, hour) => count(closed, ({ firstAt }) => hourOf(firstAt) === hour));
  expect(Math.min(...perHour)).toBeGreaterThan(closed.length / 200);
});

test.each([noon, ...awkwardMoments])('no minute of the past is a pile of alerts: %s', (now) => {
  const closed = drawGroups(1, now.getTime()).groups.filter(({ closure }) => closure !== null);
  const perMinute = Map.groupBy(closed, ({ firstAt }) => Math.floor(firstAt / 60_000));
  expect(Math.max(...[...perMinute.values()].map((all) => all.length))).toBeLessThan(8);
});

test('the older an alert, the rarer it is still open; whoever closed it was on shift', () => {
  const open = groups.filter(({ closure }) => closure === null);
  expect(count(open, ({ firstAt }) => noon.getTime() - firstAt > 3 * dayMs)).toBe(0);
  const answers = groups.flatMap(({ lastAt, closure }) => (closure ? [closure.at - lastAt] : []));
  const sorted = answers.toSorted((a, b) => a - b);
  expect(sorted[0]).toBeGreaterThan(0);
  expect((sorted[Math.floor(sorted.length / 2)] ?? 0) / 60_000).toBeGreaterThan(3);
  expect((sorted[Math.floor(sorted.length / 2)] ?? 0) / 60_000).toBeLessThan(60);
});

test('levels are plausible: most alerts are low or medium, a handful critical', () => {
  const share = (least: number, most: number): number =>
    count(groups, ({ stream: { rule } }) => rule.level >= least && rule.level <= most) / groups.length;
  expect(share(1, 3)).toBeGreaterThan(0.35);
  expect(share(4, 7)).toBeGreaterThan(0.25);
  expect(share(8, 11)).toBeGreaterThan(0.03);
  expect(share(12, 15)).toBeGreaterThan(0.0005);
  expect(share(12, 15)).toBeLessThan(0.02);
});
