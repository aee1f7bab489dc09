import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyUnit } from '../../../../../test/any-unit.ts';
import { Failure, isFailure } from '../../../../lib/failure.ts';
import type { EventDocument, EventSearch } from '../port.ts';
import { openSearchEventStore } from './index.ts';
import type { SearchUpstream } from './upstream.ts';

type Request = Parameters<SearchUpstream['request']>[0];

const now = new Date('2025-01-15T12:00:00.000Z');
const clock = { now: () => now };

/** An upstream that answers from a function; what it was asked is kept. */
function fake(answer: (request: Request, call: number) => unknown): { upstream: SearchUpstream; asked: Request[] } {
  const asked: Request[] = [];
  const upstream: SearchUpstream = {
    request: async (request, schema) => {
      asked.push(request);
      return schema.parse(answer(request, asked.length));
    },
  };
  return { upstream, asked };
}

const found = (more: object = {}) => ({
  timed_out: false,
  _shards: { total: 2, successful: 2, failed: 0 },
  hits: { total: { value: 0, relation: 'eq' }, hits: [] },
  ...more,
});
const search: EventSearch = { indices: ['wazuh-alerts-*'], customers: { kind: 'all' }, limit: 10, sort: 'desc' };
const refusal = (status: number, text: string) => {
  const cause = Object.assign(new Error(`status ${status}`), { status, text });
  return new Failure(status === 403 ? 'connection.forbidden' : 'connection.refused', 'The product refused it.', {
    cause,
  });
};

test.each([
  [
    'failed shards',
    {
      _shards: {
        failed: 1,
        failures: [{ shard: 0, reason: { type: 'circuit_breaking_exception', reason: 'Data too large' } }],
      },
    },
    /1 of the shards.*Data too large/,
  ],
  ['failed shards without a reason', { _shards: { failed: 2 } }, /2 of the shards/],
  ['a search that ran out of time', { timed_out: true }, /out of time/],
])('%s make the page partial, and counts too', async (_what, more, reason) => {
  const { upstream } = fake(() => found(more));
  const store = openSearchEventStore(upstream, clock);
  expect((await store.search(search)).partial?.reason).toMatch(reason);
  const counted = await store.aggregate({ ...search, aggregation: { kind: 'dateHistogram', intervalMs: 60_000 } });
  expect(counted.partial?.reason).toMatch(reason);
});

test('a whole answer is not partial', async () => {
  const page = await openSearchEventStore(fake(() => found()).upstream, clock).search(search);
  expect(page).toEqual({ hits: [], nextCursor: null, total: { value: 0, relation: 'exactly' } });
});

test('a query that the node refuses is the person’s to mend; a missing right is not', async () => {
  const answer = (error: Failure) =>
    openSearchEventStore(
      fake(() => {
        throw error;
      }).upstream,
      clock,
    ).search(search);
  await expect(
    answer(refusal(400, '{"error":{"root_cause":[{"type":"query_shard_exception","reason":"too complex"}]}}')),
  ).rejects.toMatchObject({ code: 'query.invalid', message: expect.stringContaining('too complex') });
  await expect(answer(refusal(400, '{"error":"something else"}'))).rejects.toMatchObject({
    code: 'connection.refused',
  });
  await expect(answer(refusal(403, '{"error":{"type":"security_exception"}}'))).rejects.toMatchObject({
    code: 'connection.forbidden',
  });
});

/** The typed query and the forced clauses of a search request. */
async function filtersOf(query: string, customers: EventSearch['customers']): Promise<object[]> {
  const { upstream, asked } = fake(() => found());
  await openSearchEventStore(upstream, clock).search({ ...search, query, customers, from: new Date(0) });
  const body = asked[0]?.body;
  if (typeof body !== 'object' || body === null || !('query' in body)) throw new Error('No query was sent.');
  return (body.query as { bool: { filter: object[] } }).bool.filter;
}

test('the customer stands beside the query, never in it', async () => {
  expect(await filtersOf('a OR b', { kind: 'these', ids: [1, 2] })).toEqual([
    { range: { '@timestamp': { gte: '1970-01-01T00:00:00.000Z', format: 'strict_date_optional_time' } } },
    { terms: { 'watchfloor.customerId': [1, 2] } },
    { query_string: expect.objectContaining({ query: 'a OR b', default_operator: 'AND' }) },
  ]);
  expect(await filtersOf('', { kind: 'these', ids: [] })).toContainEqual({ terms: { 'watchfloor.customerId': [] } });
});

test('whatever is typed stays one clause behind the forced ones', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: anyUnit }),
        fc.constantFrom(') OR (*', '"]}},{"match_all":{}}', 'a\\', '*) OR (watchfloor.customerId:*'),
      ),
      async (query) => {
        try {
          const filters = await filtersOf(query, { kind: 'these', ids: [7] });
          expect(filters.length).toBeLessThanOrEqual(3);
          expect(filters[1]).toEqual({ terms: { 'watchfloor.customerId': [7] } });
        } catch (error) {
          if (!isFailure(error, 'query.invalid')) throw error;
        }
      },
    ),
    { numRuns: 500 },
  );
});

const document = (id: string, index = 'watchfloor-a'): EventDocument => ({
  index,
  id,
  time: now,
  customerId: 1,
  body: { n: id },
});
const bulk = (statuses: number[]) => ({
  items: statuses.map((status) => ({
    create: { status, ...(status >= 400 ? { error: { type: 'mapper_parsing_exception', reason: 'no number' } } : {}) },
  })),
});
const isBulk = (request: Request): boolean => request.path === '/_bulk';

test('each document of a bulk has an outcome of its own', async () => {
  const { upstream } = fake((request) => (isBulk(request) ? bulk([201, 409, 400]) : { acknowledged: true }));
  const outcomes = await openSearchEventStore(upstream, clock).write(['1', '2', '3'].map((id) => document(id)));
  expect(outcomes).toEqual([{ kind: 'created' }, { kind: 'exists' }, { kind: 'refused', reason: 'no number' }]);
});

test('only what the node was too busy for is sent again', async () => {
  let bulks = 0;
  const pauses: number[] = [];
  const { upstream, asked } = fake((request) => {
    if (!isBulk(request)) return { acknowledged: true };
    bulks++;
    return bulks === 1 ? bulk([201, 429, 201]) : bulk([201]);
  });
  const store = openSearchEventStore(upstream, clock, { pause: async (ms) => void pauses.push(ms) });
  expect((await store.write(['1', '2', '3'].map((id) => document(id)))).map((outcome) => outcome.kind)).toEqual([
    'created',
    'created',
    'created',
  ]);
  const again = asked.filter(isBulk)[1]?.rawBody ?? '';
  expect(again.split('\n').filter((line) => line.includes('"create"'))).toEqual([
    '{"create":{"_index":"watchfloor-a","_id":"2"}}',
  ]);
  expect(pauses).toEqual([500]);
});

test('a node that stays busy is a failure after four tries, never a silent loss', async () => {
  const { upstream, asked } = fake((request) => (isBulk(request) ? bulk([429]) : { acknowledged: true }));
  const store = openSearchEventStore(upstream, clock, { pause: async () => {} });
  await expect(store.write([document('1')])).rejects.toMatchObject({ code: 'connection.throttled', retryAfterS: 30 });
  expect(asked.filter(isBulk)).toHaveLength(4);
});

test('a bulk that answers for fewer documents is not believed', async () => {
  const { upstream } = fake((request) => (isBulk(request) ? bulk([201]) : { acknowledged: true }));
  await expect(openSearchEventStore(upstream, clock).write([document('1'), document('2')])).rejects.toMatchObject({
    code: 'connection.partial',
  });
});

test('indices of others are never written to, and then nothing is sent at all', async () => {
  const { upstream, asked } = fake(() => ({ acknowledged: true }));
  const outcomes = await openSearchEventStore(upstream, clock).write([
    document('1', 'wazuh-alerts-4.x-2025.01.15'),
    document('2', '.opendistro_security'),
  ]);
  expect(outcomes).toEqual([
    {
      kind: 'refused',
      reason:
        'In OpenSearch only indices named watchfloor-… are written to: name it watchfloor-wazuh-alerts-4.x-2025.01.15, for example.',
    },
    { kind: 'refused', reason: expect.stringContaining('watchfloor-.opendistro_security') },
  ]);
  expect(asked).toEqual([]);
});

test('the template goes first, once, and again after it failed', async () => {
  let templates = 0;
  const { upstream, asked } = fake((request) => {
    if (isBulk(request)) return bulk([201]);
    templates++;
    if (templates === 1) throw new Failure('connection.unreachable', 'away');
    return { acknowledged: true };
  });
  const store = openSearchEventStore(upstream, clock);
  await expect(store.write([document('1')])).rejects.toMatchObject({ code: 'connection.unreachable' });
  await store.write([document('1')]);
  await store.write([document('2')]);
  expect(asked.map((request) => request.path)).toEqual([
    '/_index_template/watchfloor-events',
    '/_index_template/watchfloor-events',
    '/_bulk',
    '/_bulk',
  ]);
});

test('documents of different shards that share time and sequence are all shown, one page each', async () => {
  // Three shards, each with a document of sequence 0 in the same millisecond; the node gives what is not left out.
  const stored = ['x', 'y', 'z'].map((id) => ({
    _index: 'wazuh-alerts-1',
    _id: id,
    _source: {},
    sort: [now.getTime(), 0],
  }));
  const { upstream, asked } = fake((request) => {
    const text = JSON.stringify(request.body);
    const left = stored.filter((hit) => !text.includes(`"values":["${hit._id}"]`));
    return found({ hits: { total: { value: left.length, relation: 'eq' }, hits: left.slice(0, 2) } });
  });
  const store = openSearchEventStore(upstream, clock);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search({ ...search, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.total.value).toBe(3);
    seen.push(...page.hits.map((hit) => hit.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && seen.length < 10);
  expect(seen).toEqual(['x', 'y', 'z']);
  expect(asked[1]?.body).toMatchObject({ search_after: [now.getTime(), 1] });
});

test('a document read by id has its time from the document, in any of the forms in use', async () => {
  const timeOf = async (body: object) => {
    const { upstream } = fake(() => ({ _index: 'wazuh-a', _id: '1', found: true, _source: body }));
    return (
      await openSearchEventStore(upstream, clock).get({ index: 'wazuh-a', id: '1' }, { kind: 'all' })
    )?.time.toISOString();
  };
  expect(await timeOf({ timestamp: '2025-01-06T10:11:12.123+0200' })).toBe('2025-01-06T08:11:12.123Z');
  expect(await timeOf({ '@timestamp': '2025-01-06T10:11:12.123Z', timestamp: 'x' })).toBe('2025-01-06T10:11:12.123Z');
  expect(await timeOf({ timestamp: 'x' })).toBe('1970-01-01T00:00:00.000Z');
});
