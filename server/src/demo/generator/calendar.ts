import type { Random } from './random.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Midnight UTC of the day that is `daysAgo` before the day of `now`. */
export const dayStart = (now: number, daysAgo: number): number => Math.floor(now / dayMs) * dayMs - daysAgo * dayMs;

/** How many days before the day of `now` that moment lies; 0 is the same UTC day. */
export const daysAgo = (now: number, at: number): number => Math.floor(now / dayMs) - Math.floor(at / dayMs);

/** True for Saturday and Sunday. */
export function isWeekend(at: number): boolean {
  const day = new Date(at).getUTCDay();
  return day === 0 || day === 6;
}

/** A moment of the day in milliseconds after midnight: mostly office hours for people, any hour for machines. */
export function momentOfDay(random: Random, isForPeople: boolean): number {
  const isOffice = random() < (isForPeople ? 0.82 : 0.35);
  const hours = isOffice ? 6.5 + 5.5 * (random() + random()) : 24 * random();
  return Math.floor(hours * hourMs);
}
