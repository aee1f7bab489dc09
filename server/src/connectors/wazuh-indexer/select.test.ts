import { expect, test } from 'vitest';
import { atInstant, selectAlerts, selectBelow, withoutTime, withTime } from './select.ts';

const since = new Date('2026-01-02T03:04:05.678Z');
const until = new Date('2026-01-03T00:00:00Z');
const range = {
  range: {
    timestamp: {
      gte: '2026-01-02T03:04:05.678Z',
      lt: '2026-01-03T00:00:00.000Z',
      format: 'strict_date_optional_time',
    },
  },
};
const low = { range: { 'rule.level': { lt: 7 } } };

test('what is read and what is counted below a level share the range and part at the level', () => {
  expect(selectAlerts({ since, until }, 7)).toEqual({ filter: [range], must_not: [low] });
  expect(selectBelow({ since, until }, 7)).toEqual({ filter: [range, low], must_not: [] });
});

test('everything is everything: no range and no level leave no condition', () => {
  expect(selectAlerts({ since: null }, 0)).toEqual({ filter: [], must_not: [] });
  expect(selectBelow({ since: null }, undefined)).toEqual({ filter: [], must_not: [] });
});

test('events with and without a time are told apart', () => {
  const query = selectAlerts({ since: null }, 0);
  expect(withTime(query).filter).toEqual(withoutTime(query, null).must_not);
  expect(withoutTime(selectAlerts({ since: null }, 7), since)).toEqual({
    filter: [],
    must_not: [
      low,
      { exists: { field: 'timestamp' } },
      { range: { '@timestamp': { lt: since.toISOString(), format: 'strict_date_optional_time' } } },
    ],
  });
});

test('one instant is both ends of its range', () => {
  expect(atInstant(selectAlerts({ since: null }, 0), 5).filter).toEqual([
    { range: { timestamp: { gte: 5, lte: 5, format: 'epoch_millis' } } },
  ]);
});
