import { type ErrorCode, errorCodes } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { Failure, isFailure } from './failure.ts';

test('a failure has the status of its code and keeps its cause for the log', () => {
  const cause = new Error('below');
  const failure = new Failure('alert.not_found', 'There is no such alert.', { cause, retryAfterS: 3 });
  expect([failure.status, failure.message, failure.cause, failure.retryAfterS, failure.name]).toEqual([
    404,
    'There is no such alert.',
    cause,
    3,
    'Failure',
  ]);
  expect(new Failure('internal', 'x').cause).toBeUndefined();
});

test('every code has a status of an error', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[])
    expect(new Failure(code, 'x').status).toBeGreaterThanOrEqual(400);
});

test('a failure is told from other errors, and from those of another code', () => {
  const failure = new Failure('alert.not_found', 'x');
  expect([
    isFailure(failure),
    isFailure(failure, 'alert.not_found'),
    isFailure(failure, 'run.not_found'),
    isFailure(new Error('x')),
    isFailure({ code: 'alert.not_found' }),
    isFailure(null),
  ]).toEqual([true, true, false, false, false, false]);
});
