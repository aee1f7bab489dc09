import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { makePageReader, startOfLastTie } from './pages.ts';
import type { Indexer } from './search.ts';
import type { Hit } from './wire.ts';

const hit = (id: number, sort: unknown[] = [id]): Hit => ({ _index: 'a', _id: String(id), sort });
const query = { filter: [], must_not: [] };

type Asked = { size: number; search_after?: unknown[]; _source?: boolean };

/** An indexer of `total` hits in order; `fail` says what goes wrong with a request. */
function fake(total: number, fail: (asked: Asked) => Error | null = () => null) {
  const asked: Asked[] = [];
  const indexer: Indexer = {
    ask: async () => Promise.reject(new Error('not asked here')),
    search: async (_index, body) => {
      const request = body as Asked;
      asked.push(request);
      const error = fail(request);
      if (error) throw error;
      const from = Number(request.search_after?.[0] ?? -1) + 1;
      const hits = Array.from({ length: Math.min(request.size, total - from) }, (_, place) => hit(from + place));
      return { hits, total, shards: 1, aggregations: {}, pitId: null };
    },
    async *withPit() {},
  };
  return { indexer, asked };
}

const tooLarge = () => new Failure('connection.too_large', 'x:1 answered with more than 50 MB.');
const broken = () => new Failure('connection.partial', 'cut off', { cause: new SyntaxError('JSON') });
const sort = [{ timestamp: 'asc' }];

test('a page that is not full is the last one', async () => {
  const read = makePageReader(fake(5).indexer, 'a', { batchSize: 3 });
  expect(await read(query, sort)).toMatchObject({ isLast: false, hits: [{ _id: '0' }, { _id: '1' }, { _id: '2' }] });
  expect(await read(query, sort, [2])).toMatchObject({ isLast: true, hits: [{ _id: '3' }, { _id: '4' }] });
});

test.each([
  [undefined, 500],
  [0, 1],
  [-3, 1],
  [10_000, 10_000],
  [99_999, 10_000],
])('a batch size of %s asks for %i', async (batchSize, size) => {
  const { indexer, asked } = fake(1);
  await makePageReader(indexer, 'a', batchSize === undefined ? {} : { batchSize })(query, sort);
  expect(asked[0]?.size).toBe(size);
});

test.each([
  ['too large', tooLarge],
  ['broken', broken],
])('an answer that is %s is asked for in smaller parts, and pages grow again behind it', async (_, error) => {
  const { indexer, asked } = fake(2_000, ({ size, search_after: after }) =>
    after === undefined && size > 40 ? error() : null,
  );
  const read = makePageReader(indexer, 'a', { batchSize: 500 });
  const page = await read(query, sort);
  expect(page.hits).toHaveLength(31);
  for (let after = 30, round = 0; round < 5; round += 1) after += (await read(query, sort, [after])).hits.length;
  expect(asked.map((one) => one.size)).toEqual([500, 125, 31, 62, 124, 248, 496, 500]);
});

test.each([
  ['too_large', tooLarge],
  ['unreadable', broken],
])('the one document that is to blame comes by its id, as %s, and the next is read whole', async (problem, error) => {
  const { indexer, asked } = fake(9, ({ _source: source, search_after: after }) =>
    source !== false && after === undefined ? error() : null,
  );
  const read = makePageReader(indexer, 'a', { batchSize: 8 });
  expect(await read(query, sort)).toEqual({ hits: [hit(0)], isLast: false, problem });
  expect(asked.at(-1)).toMatchObject({ size: 1, _source: false });
  expect((await read(query, sort, [0])).problem).toBeUndefined();
});

test.each([
  ['a partial answer that was not cut off', () => new Failure('connection.partial', '1 of 3 shards failed')],
  ['a refusal', () => new Failure('connection.forbidden', 'no right')],
  ['a bug', () => new TypeError('x')],
])('%s is no fault of a document: it ends the reading at once', async (_, error) => {
  const { indexer, asked } = fake(9, error);
  await expect(makePageReader(indexer, 'a', { batchSize: 8 })(query, sort)).rejects.toThrow(error().message);
  expect(asked).toHaveLength(1);
});

test('where ids alone are read no document can be to blame', async () => {
  const { indexer, asked } = fake(9, tooLarge);
  const read = makePageReader(indexer, 'a', { batchSize: 8, idsOnly: true });
  await expect(read(query, sort)).rejects.toMatchObject({ code: 'connection.too_large' });
  expect(asked).toMatchObject([{ _source: false }]);
});

test('a cancelled reading asks for nothing more', async () => {
  const { indexer, asked } = fake(9);
  const read = makePageReader(indexer, 'a', { signal: AbortSignal.abort(new Error('cancelled')) });
  await expect(read(query, sort)).rejects.toThrow('cancelled');
  expect(asked).toEqual([]);
});

test.each<[string, unknown[][], number]>([
  ['each of its own instant', [[1], [2], [3]], 2],
  ['two at the end', [[1], [2], [2]], 1],
  ['all of one instant', [[2], [2], [2]], 0],
  ['one alone', [[1]], 0],
  ['none', [], 0],
  ['a tie that is not at the end', [[1], [1], [2]], 2],
  ['without a time', [[1], [null], [null]], 1],
])('the last instant of a page begins where it does: %s', (_, sorts, start) => {
  expect(startOfLastTie(sorts.map((one, id) => hit(id, one)))).toBe(start);
});
