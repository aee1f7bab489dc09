import { expect, test } from 'vitest';
import { asProblem, ProblemError, problemOf } from './problem.ts';

const refused = {
  type: '/errors/query.invalid',
  title: 'The query cannot be read.',
  status: 400,
  code: 'query.invalid',
  detail: 'There is no field boom.',
  traceId: '4bf92f3577b34da6',
  errors: [{ pointer: '/query/q', message: 'There is no field boom.', hint: 'Did you mean host?', position: 12 }],
};

test('a problem document becomes its error with code, place and trace id', async () => {
  const problem = await problemOf(Response.json(refused, { status: 400 }));
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem).toMatchObject({ code: 'query.invalid', status: 400, traceId: '4bf92f3577b34da6' });
  expect(problem.errors[0]).toMatchObject({ position: 12, hint: 'Did you mean host?' });
  expect(problem.message).toBe('There is no field boom.');
});

test('when to try again is read from the head', async () => {
  const reply = Response.json(
    { ...refused, code: 'throttle.exceeded' },
    { status: 429, headers: { 'retry-after': '30' } },
  );
  expect((await problemOf(reply)).retryAfterS).toBe(30);
});

test('a refusal without a document still says its status and a remedy', async () => {
  const problem = await problemOf(new Response('<html>bad gateway', { status: 502 }));
  expect(problem).toMatchObject({ code: 'internal', status: 502, title: 'The server answered 502.' });
  expect(problem.detail).toContain('Try again');
});

test('a field finds its own message by the end of the pointer', async () => {
  const problem = new ProblemError({
    code: 'request.invalid',
    errors: [{ pointer: '/body/email', message: 'Not an address.' }],
  });
  expect(problem.field('email')).toBe('Not an address.');
  expect(problem.field('mail')).toBe(null);
});

test('anything thrown becomes a problem, and a problem stays itself', () => {
  const problem = new ProblemError({ code: 'alert.not_found' });
  expect(asProblem(problem)).toBe(problem);
  expect(asProblem(new Error('x is not a function')).detail).toBe('x is not a function');
  expect(asProblem('odd').detail).toBe('odd');
});
