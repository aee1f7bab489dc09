import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { RefusedAnswer } from '../upstream/answer.ts';
import { checked, isAbsent } from './search.ts';
import { SearchAnswer } from './wire.ts';

const whole = { _shards: { total: 3, failed: 0 }, hits: { hits: [{ _index: 'a', _id: '1' }] } };
const check = (more: object) => checked(SearchAnswer.parse({ ...whole, ...more }), 'w:9200');
const failed = (count: number, reason?: string) => ({
  _shards: {
    total: 3,
    failed: count,
    ...(reason === undefined ? {} : { failures: [{ reason: { reason } }, { reason: {} }] }),
  },
});

test.each<[string, object, string, RegExp]>([
  [
    'a failed shard',
    failed(1, 'shard is gone'),
    'connection.partial',
    /1 of 3 shards failed \(shard is gone\): nothing/,
  ],
  ['a failed shard without a reason', failed(2), 'connection.partial', /2 of 3 shards failed \(no reason given\)/],
  ['a very long reason', failed(1, 'x'.repeat(5_000)), 'connection.partial', /^.{0,400}$/],
  ['a time-out inside', { timed_out: true }, 'connection.partial', /ran out of time there/],
  ['an error under status 200', { error: { type: 'x' } }, 'connection.refused', /error under status 200/],
  ['an error that is only text', { error: 'boom' }, 'connection.refused', /error under status 200/],
  ['no shards', { _shards: undefined }, 'connection.refused', /did not answer like an indexer/],
  ['no hits', { hits: undefined }, 'connection.refused', /check the address and the port/],
])('%s lets nothing pass', (_, more, code, words) => {
  const run = () => check(more);
  expect(run).toThrow(Failure);
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
});

test('a whole answer passes with what it holds; without a total its hits are counted', () => {
  expect(check({})).toEqual({ hits: whole.hits.hits, total: 1, shards: 3, aggregations: {}, pitId: null });
  const more = { hits: { total: { value: 7, relation: 'eq' }, hits: [] }, aggregations: { a: 1 }, pit_id: 'p' };
  expect(check(more)).toEqual({ hits: [], total: 7, shards: 3, aggregations: { a: 1 }, pitId: 'p' });
});

test('absent is what answered 404, and nothing else', () => {
  const refusal = (status: number) => new Failure('connection.refused', 'x', { cause: new RefusedAnswer(status, '') });
  expect([404, 400, 403, 500].filter((status) => isAbsent(refusal(status)))).toEqual([404]);
  expect(isAbsent(new Failure('connection.timeout', 'x'))).toBe(false);
});
