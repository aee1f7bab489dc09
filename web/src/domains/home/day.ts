import { clock } from '../../lib/formats.ts';

const seconds = (at: Date, zone: string): number => {
  const [hours = 0, minutes = 0, rest = 0] = clock(at, zone).split(':').map(Number);
  return hours * 3_600 + minutes * 60 + rest;
};

/** When the present day began in a time zone, to the second; also on days that are 23 or 25 hours long. */
export function startOfDay(now: Date, zone: string): Date {
  const whole = Math.floor(now.getTime() / 1_000) * 1_000;
  const guess = new Date(whole - seconds(new Date(whole), zone) * 1_000);
  const off = seconds(guess, zone);
  // A clock that was changed since midnight leaves the guess an hour to either side of it.
  return new Date(guess.getTime() - (off > 43_200 ? off - 86_400 : off) * 1_000);
}
