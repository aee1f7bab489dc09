import { type ErrorCode, errorCodes, Problem } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { asFailure, fromZod, toProblem } from './problem.ts';

test('every code makes a problem document of its status, in the shape of the contract', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const problem = toProblem(
      new Failure(code, 'What happened, and what to do.', { fields: [{ pointer: '/name', message: 'Too short.' }] }),
      '/api/v1/x',
      'trace-1',
    );
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem).toMatchObject({
      type: `/errors/${code}`,
      status: errorCodes[code][0],
      title: errorCodes[code][1],
      detail: 'What happened, and what to do.',
      instance: '/api/v1/x',
      traceId: 'trace-1',
    });
  }
});

test('what nobody foresaw says nothing of itself', () => {
  for (const error of [
    new Error('password is hunter2 at /srv/app.ts:12'),
    new TypeError('x is not a function'),
    'text',
    null,
    undefined,
    { code: 'XX000' },
  ]) {
    const failure = asFailure(error);
    expect([failure.code, failure.message]).toEqual([
      'internal',
      'Something failed on our side. The log has the details under the trace id.',
    ]);
    expect(JSON.stringify(toProblem(failure, '/x', 't'))).not.toContain('hunter2');
  }
});

test.each([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'request.too_large'],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'request.unsupported'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'request.invalid'],
  ['22021', 'request.invalid'],
  ['22P05', 'request.invalid'],
])('the framing error %s is %s', (code, expected) => {
  expect(asFailure(Object.assign(new Error('x'), { code })).code).toBe(expected);
});

test('a failure passes unchanged', () => {
  const failure = new Failure('customer.exists', 'It is taken.');
  expect(asFailure(failure)).toBe(failure);
});

test('each wrong field is named by where it stands', () => {
  const parsed = z
    .object({ name: z.string(), list: z.array(z.object({ n: z.int() })) })
    .safeParse({ list: [{ n: 1 }, { n: 'x' }] });
  if (parsed.success) throw new Error('It should have been refused.');
  const failure = fromZod(parsed.error, 'body');
  expect(failure.fields?.map((field) => field.pointer)).toEqual(['/name', '/list/1/n']);
  expect(failure.message).toMatch(/^name: /);
  expect(fromZod(parsed.error, 'query').fields?.[0]?.pointer).toBe('/query/name');
});
