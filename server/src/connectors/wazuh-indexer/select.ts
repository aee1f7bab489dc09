import type { AlertRange } from '../capabilities.ts';

/** The parts of a bool query; everything filters, nothing scores. */
export type Query = { filter: readonly object[]; must_not: readonly object[] };

const between = ({ since, until }: AlertRange): object => ({
  range: {
    timestamp: {
      ...(since === null ? {} : { gte: since.toISOString() }),
      ...(until === undefined ? {} : { lt: until.toISOString() }),
      format: 'strict_date_optional_time',
    },
  },
});

const isBelow = (level: number): object => ({ range: { 'rule.level': { lt: level } } });
const hasTime = { exists: { field: 'timestamp' } };

const inRange = (range: AlertRange): object[] =>
  range.since === null && range.until === undefined ? [] : [between(range)];

/** Events of a range at a level or above: lower ones are excluded, so that an event without a level is never lost. */
export function selectAlerts(range: AlertRange, minLevel: number): Query {
  return { filter: inRange(range), must_not: minLevel > 0 ? [isBelow(minLevel)] : [] };
}

/** Events of a range, all or those below a level; with `selectAlerts` of the same level they add up to the whole. */
export function selectBelow(range: AlertRange, belowLevel: number | undefined): Query {
  return { filter: belowLevel === undefined ? inRange(range) : [...inRange(range), isBelow(belowLevel)], must_not: [] };
}

export const withTime = (query: Query): Query => ({ ...query, filter: [...query.filter, hasTime] });

/** Turns a selection of all times into one of what has no `timestamp`; where `@timestamp` tells the time, the start holds by that. */
export const withoutTime = (query: Query, since: Date | null): Query => ({
  ...query,
  must_not: [
    ...query.must_not,
    hasTime,
    ...(since === null
      ? []
      : [{ range: { '@timestamp': { lt: since.toISOString(), format: 'strict_date_optional_time' } } }]),
  ],
});

/** @param instant  milliseconds since 1970. */
export const atInstant = (query: Query, instant: number): Query => ({
  ...query,
  filter: [...query.filter, { range: { timestamp: { gte: instant, lte: instant, format: 'epoch_millis' } } }],
});
