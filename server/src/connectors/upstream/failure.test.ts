import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { failureIn, UpstreamFailure } from './failure.ts';

const slowDown = new UpstreamFailure('connection.throttled', 'w:55000 asks to slow down', 'wait five minutes', {
  retryAfterS: 300,
});

test('a failure is one sentence for everybody but a probe', () => {
  expect(slowDown.message).toBe('w:55000 asks to slow down: wait five minutes.');
  expect(new UpstreamFailure('connection.refused', 'w:55000 refused it', null).message).toBe('w:55000 refused it.');
});

test('a failure inside a long reading says where it was, and still when to come back', () => {
  const failure = failureIn('Page 3 of the agents', slowDown);
  expect(failure).toMatchObject({
    code: 'connection.throttled',
    message: 'Page 3 of the agents was not read. w:55000 asks to slow down: wait five minutes.',
    retryAfterS: 300,
    cause: slowDown,
  });
  expect(failureIn('Page 3', new Failure('connection.partial', 'Half.'))).toMatchObject({ retryAfterS: undefined });
});

test('a bug or a cancellation inside a long reading passes as it is', () => {
  for (const thrown of [new TypeError('x'), new DOMException('stop', 'AbortError'), undefined])
    expect(failureIn('Page 1', thrown)).toBe(thrown);
});
