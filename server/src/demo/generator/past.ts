import { dayMs, dayStart, daysAgo, hourMs, isWeekend, minuteMs, momentOfDay } from './calendar.ts';
import { analystAt } from './customers.ts';
import { between, type Random, shuffled } from './random.ts';
import type { Group, Stream } from './types.ts';
import type { Decision } from './verdicts.ts';

/** The demo reaches this many days back, the day of `now` included. */
export const historyDays = 90;

/** Too little of today has passed before this for an alert to come, be read and be closed. */
const earlyMs = 3 * hourMs;

/** How many events an alert holds: mostly few, now and then as many as the rule can give. */
export function eventCount(random: Random, [least, most]: readonly [number, number]): number {
  return least + Math.floor((most - least + 1) * random() ** 2.4);
}

function chosenDays(random: Random, stream: Stream, count: number, now: number, newest: number): number[] {
  const isForPeople = stream.host.roles.includes('workstation') || stream.host.roles.includes('mailbox');
  const days = Array.from({ length: historyDays - newest }, (_, at) => newest + at);
  const preferred: number[] = [];
  const others: number[] = [];
  for (const day of shuffled(random, days)) {
    const isQuiet = isForPeople && isWeekend(dayStart(now, day)) && random() < 0.7;
    (isQuiet ? others : preferred).push(day);
  }
  return [...preferred, ...others].slice(0, count).sort((a, b) => b - a);
}

/**
 * The closed alerts of one stream, oldest first, one per decision (fewer when the calendar has no more days).
 * A closure and the next event of the same stream always lie on different UTC days, so that a loader may replay day by
 * day: first the events of the day, then its decisions. `openAt` is the first event of the alert that is open now.
 */
export function pastGroups(
  random: Random,
  stream: Stream,
  made: readonly Decision[],
  now: number,
  openAt: number | null,
): Omit<Group, 'serial'>[] {
  const isTodayUsable = now - dayStart(now, 0) > earlyMs;
  const newest = openAt === null ? (isTodayUsable ? 0 : 1) : daysAgo(now, openAt) + 1;
  const days = chosenDays(random, stream, made.length, now, newest);
  return days.map((day, at) => {
    const decision = made[at] ?? { verdict: 'inconclusive', reason: null, note: null };
    const start = dayStart(now, day);
    const end = day === 0 ? now : start + dayMs;
    const nextDay = days[at + 1];
    const limit = nextDay !== undefined ? dayStart(now, nextDay) : openAt !== null ? dayStart(openAt, 0) : now;
    const events = eventCount(random, stream.rule.events);
    const moment = momentOfDay(random, stream.host.roles.includes('workstation'));
    const latest = Math.min(end - 1, limit - 100 * minuteMs);
    // What would come too late is drawn in proportionally: cut off, all of it would begin in the same minute.
    const firstAt = start + moment <= latest ? start + moment : start + Math.floor((moment * (latest - start)) / dayMs);
    const span = events === 1 ? 0 : Math.min(events * between(random, 2, 400) * 1000, 80 * minuteMs);
    const lastAt = Math.floor(firstAt + span * (0.4 + 0.6 * random()));
    const response = minuteMs * (1 + 4 * random() + 14 * -Math.log(1 - random() * 0.999));
    const closedAt = Math.min(Math.floor(lastAt + response), limit - 1000);
    return {
      stream,
      firstAt,
      lastAt,
      events,
      closure: { at: closedAt, by: analystAt(new Date(closedAt).getUTCHours()), ...decision, duplicateOf: null },
      taken: null,
    };
  });
}
