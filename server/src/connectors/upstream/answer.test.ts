import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { RefusedAnswer, refuse, refusedStatus } from './answer.ts';
import { makeRedact } from './redact.ts';

const redact = makeRedact(['reader-password']);
const answer = (status: number, text = '', more: { location?: string; retryAfterMs?: number } = {}) =>
  refuse({ status, text, location: more.location, retryAfterMs: more.retryAfterMs ?? null }, 'w.example:9200', redact);

test.each<[number, number | undefined, string, string]>([
  [400, undefined, 'connection.refused', 'with status 400'],
  [401, undefined, 'connection.unauthorized', 'check user and password'],
  [403, undefined, 'connection.forbidden', 'lacks a right'],
  [404, undefined, 'connection.refused', 'with status 404'],
  [405, undefined, 'connection.refused', 'with status 405'],
  [429, undefined, 'connection.throttled', 'slow down'],
  [500, undefined, 'connection.refused', 'with status 500'],
  [502, undefined, 'connection.unreachable', 'not ready (status 502)'],
  [503, undefined, 'connection.unreachable', 'not ready (status 503)'],
  [503, 2_000, 'connection.throttled', 'slow down'],
  [504, undefined, 'connection.unreachable', 'try again later'],
  [301, undefined, 'connection.refused', 'redirects to another address'],
  [101, undefined, 'connection.refused', 'with status 101'],
])('status %i (Retry-After %s) is %s', (status, retryAfterMs, code, words) => {
  const failure = answer(status, '', retryAfterMs === undefined ? {} : { retryAfterMs });
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(/^w\.example:9200 .*\.$/);
  expect(failure.message).toContain(words);
  expect(refusedStatus(failure)).toBe(status);
});

test.each([
  ['OpenSearch', '{"error":{"root_cause":[{"reason":"no such index [a]"}]},"status":404}', 'no such index [a]'],
  ['the Wazuh API', '{"title":"Bad Request","detail":"Invalid \\"sort\\" field","error":1403}', 'Bad Request'],
  ['a proxy with a message', '{"message":"upstream is down"}', 'upstream is down'],
  ['escaped text', '{"reason":"a \\"b\\" c\\\\d"}', 'a "b" c\\d'],
])('the reason is in the words of %s', (_, text, words) => {
  expect(answer(400, text).message).toBe(`w.example:9200 refused the request with status 400 (${words}).`);
});

test.each(['', '<html>Bad gateway</html>', '{"reason":""}', '{"reason":null}', 'reason'])(
  'where no reason is given none is made up: %j',
  (text) => {
    expect(answer(400, text).message).toBe('w.example:9200 refused the request with status 400.');
  },
);

test('a reason is cut, and a password in it is masked, in the sentence and in what is kept', () => {
  const failure = answer(400, JSON.stringify({ reason: `user reader:reader-password ${'x'.repeat(9_000)}` }));
  expect(failure.message.length).toBeLessThan(300);
  const { cause } = failure;
  expect(cause instanceof RefusedAnswer ? cause.text.length : 0).toBe(4_000);
  expect(failure.message + (cause instanceof RefusedAnswer ? cause.text : '')).not.toContain('reader-password');
});

test('a redirect names the target without the credentials in it', () => {
  const failure = answer(302, '', { location: 'https://admin:hunter22@sso.example/login' });
  expect(failure.message).toContain('https://***@sso.example/login: enter the address of the service itself');
});

test('how long to wait is told in whole seconds, upwards', () => {
  expect(answer(429, '', { retryAfterMs: 1_200 }).retryAfterS).toBe(2);
  expect(answer(429).retryAfterS).toBeUndefined();
});

test('the status behind a failure is known only where there was an answer', () => {
  expect(refusedStatus(new Failure('connection.timeout', 'late'))).toBeNull();
  expect(refusedStatus(new Error('x', { cause: new RefusedAnswer(404, '') }))).toBe(404);
  expect(refusedStatus('404')).toBeNull();
});
