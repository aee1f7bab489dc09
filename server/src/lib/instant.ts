/** The years 1 to 9999 in epoch milliseconds, which every store and every text form can hold; `endOfTime` is outside. */
export const startOfTime = Date.parse('0001-01-01T00:00:00Z');
export const endOfTime = Date.UTC(10_000);

const shape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** Before it an event's clock was not set: epoch 0 and 1970 are what broken ones say. */
const earliest = Date.UTC(2000, 0, 1);
const dayMs = 86_400_000;

/**
 * The instant that an event states: ISO 8601 with or without a colon in the offset, the same with a space (UTC when it
 * names no zone), or epoch seconds or milliseconds. `null` for anything else, and for what is no day of the calendar.
 */
export function readInstant(value: unknown): Date | null {
  if (typeof value === 'number') return readEpoch(value);
  if (typeof value !== 'string' || value.length > 64) return null;
  const text = value.trim();
  if (/^\d{10}(\.\d{1,9})?$|^\d{13}$/.test(text)) return readEpoch(Number(text));
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = shape.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  // A leap second is the last instant of its minute: PostgreSQL and JavaScript have no other place for it.
  const isLeap = Number(second) === 60;
  const ms = isLeap ? 999 : Number(fraction.padEnd(3, '0').slice(0, 3));
  return new Date(
    date.getTime() +
      Number(hour) * 3_600_000 +
      Number(minute) * 60_000 +
      (isLeap ? 59 : Number(second)) * 1_000 +
      ms -
      offsetMs(zone),
  );
}

function readEpoch(value: number): Date | null {
  if (!Number.isFinite(value) || value < 0) return null;
  const date = new Date(value < 100_000_000_000 ? Math.round(value * 1_000) : Math.round(value));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Milliseconds that `+02:00` or `+0200` is ahead of UTC; 0 for `Z` or none. */
export function offsetMs(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '') ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** True when an event can have happened then: from the year 2000 to a day ahead of `now`, for clocks that are fast. */
export const isPlausible = (at: Date, now: Date): boolean =>
  at.getTime() >= earliest && at.getTime() <= now.getTime() + dayMs;
