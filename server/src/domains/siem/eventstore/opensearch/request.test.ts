import { expect, test } from 'vitest';
import { timeFieldOf, toQuery } from './request.ts';
import { pathOf, refusalOf } from './upstream.ts';
import { partialReason } from './wire.ts';

const now = new Date('2025-01-15T12:00:00.000Z');
const filters = (query: string, more: object = {}): unknown => {
  const made = toQuery({ indices: ['wazuh-alerts-*'], customers: { kind: 'all' }, query, ...more }, now);
  return 'bool' in made && typeof made.bool === 'object' && made.bool !== null && 'filter' in made.bool
    ? made.bool.filter
    : null;
};
const typed = (query: string): unknown => {
  const [, clause] = filters(query) as [object, { query_string: { query: string } }];
  return clause.query_string.query;
};

test('everything without a time range asks only that there is a time', () => {
  expect(filters('')).toEqual([{ exists: { field: '@timestamp' } }]);
});

test('a time range includes its start and not its end', () => {
  expect(filters('*', { from: new Date(0), to: now })).toEqual([
    {
      range: {
        '@timestamp': {
          gte: '1970-01-01T00:00:00.000Z',
          lt: '2025-01-15T12:00:00.000Z',
          format: 'strict_date_optional_time',
        },
      },
    },
  ]);
});

test.each([
  [['watchfloor-a', 'watchfloor-*'], 'watchfloor.occurredAt'],
  [['wazuh-alerts-*'], '@timestamp'],
  [['watchfloor-a', 'wazuh-alerts-*'], '@timestamp'],
  [['*'], '@timestamp'],
])('events of %j are ordered by %s', (indices, field) => {
  expect(timeFieldOf(indices)).toBe(field);
});

test.each([
  ['a OR b AND c', 'a OR (b AND c)'],
  ['a b', 'a AND b'],
  ['NOT a OR b', '(NOT a) OR b'],
  ['rule.level:>=7', 'rule.level:["7" TO *]'],
  ['age:<1h', '@timestamp:{"2025-01-15T11:00:00.000Z" TO *]'],
  // Lucene reads a comparison out of an escaped value; a quoted one it leaves alone.
  ['f:\\>5', 'f:">5"'],
  ['a:(b OR c)', 'a:b OR a:c'],
])('%s is sent as %s', (query, sent) => {
  expect(typed(query)).toBe(sent);
});

test('shards that failed come before time that ran out', () => {
  expect(partialReason({ timed_out: false, _shards: { failed: 0 } })).toBeNull();
  expect(partialReason({ timed_out: true, _shards: { failed: 0 } })?.reason).toMatch(/out of time/);
  expect(
    partialReason({ timed_out: true, _shards: { failed: 3, failures: [{ reason: { type: 'x', reason: null } }] } })
      ?.reason,
  ).toBe('3 of the shards did not answer: x');
});

test('a refusal is read from the cause of a failure, and from nothing else', () => {
  const failure = (cause: unknown) => new Error('x', { cause });
  expect(refusalOf(failure({ status: 404, text: 'gone' }))).toEqual({ status: 404, text: 'gone' });
  expect(refusalOf(failure({ status: 404 }))).toEqual({ status: 404, text: '' });
  for (const other of [failure(undefined), failure('404'), failure({ status: '404' }), new Error('x'), null, 'x'])
    expect(refusalOf(other)).toBeNull();
});

test('names become a path in which nothing but commas joins them', () => {
  expect(pathOf(['a-1', 'b.*'], '/_search')).toBe('/a-1,b.*/_search');
});
