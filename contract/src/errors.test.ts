import { describe, expect, test } from 'vitest';
import { type ErrorCode, errorCodes, Problem, type Route, routes } from './index.ts';

const codes = Object.entries(errorCodes) as [ErrorCode, readonly [number, string]][];
const statusOf = (code: ErrorCode) => errorCodes[code][0];

describe('codes that mean the same have the same status', () => {
  test.each<[string, RegExp, number]>([
    ['what is not there, or may not be seen', /\.(not_found|unknown)$/, 404],
    ['what is there already', /\.exists$/, 409],
    ['a state that does not allow it', /\.(already_closed|not_closed|undone|ended|replayed|mismatch|too_many)$/, 409],
    ['what cannot be read', /^(request|query|cursor)\.invalid$/, 400],
    ['what is missing from a decision', /\.(reason_required|weak)$/, 400],
    ['a proof that is missing or wrong', /^(session\.(missing|refused)|webhook\.unsigned)$/, 401],
    [
      'a right or a place that is refused',
      /^(permission\.missing|session\.forged|setup\.refused|connection\.blocked)$/,
      403,
    ],
    ['somebody was faster', /\.conflict$/, 412],
    [
      'a product that answers badly',
      /^connection\.(unreachable|tls|unauthorized|forbidden|refused|partial|too_large)$/,
      502,
    ],
    ['a product or a database that is busy', /^(connection\.throttled|database\.\w+)$/, 503],
  ])('%s', (_, pattern, status) => {
    const found = codes.filter(([code]) => pattern.test(code));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(([, [own]]) => own !== status).map(([code]) => code)).toEqual([]);
  });

  test('a product that refuses our login never reads as "you are signed out"', () => {
    for (const [code, [status]] of codes) if (code.startsWith('connection.')) expect(status, code).not.toBe(401);
  });
});

test('a code that no route declares is one that any route may answer', () => {
  const declared = new Set((Object.values(routes) as readonly Route[]).flatMap((route) => route.errors));
  expect(
    codes
      .map(([code]) => code)
      .filter((code) => !declared.has(code))
      .sort(),
  ).toEqual(expect.arrayContaining(['internal', 'permission.missing', 'request.invalid', 'route.unknown']));
  const things = codes.filter(([code]) => /\.(not_found|exists)$/.test(code)).map(([code]) => code);
  expect(things.filter((code) => !declared.has(code))).toEqual([]);
});

test('a route that names a thing declares the absence of that very thing', () => {
  const byParam: Record<string, ErrorCode> = {
    alertId: 'alert.not_found',
    customerId: 'customer.not_found',
    aliasId: 'alias.not_found',
    connectionId: 'connection.not_found',
    sourceId: 'source.not_found',
    operationId: 'operation.not_found',
    viewId: 'view.not_found',
    runId: 'run.not_found',
    findingId: 'finding.not_found',
    job: 'job.unknown',
  };
  const wrong = (Object.values(routes) as readonly Route[]).flatMap((route) =>
    Object.keys(route.params?.shape ?? {}).flatMap((name) => {
      const code = byParam[name];
      return code === undefined || route.errors.includes(code) ? [] : [`${route.operationId} ${code}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('a sentence of a code says nothing of our inside', () => {
  for (const [code, [, sentence]] of codes)
    expect(sentence, code).not.toMatch(/stack|sql|postgres|null|undefined|exception/i);
});

test('a problem carries which field is wrong, where, and a hint; unknown parts are dropped', () => {
  const problem = {
    type: '/errors/query.invalid',
    title: 'The query cannot be read.',
    status: statusOf('query.invalid'),
    code: 'query.invalid',
    detail: 'A bracket is not closed.',
    errors: [{ pointer: '/query', message: 'A bracket is not closed.', hint: 'Close it.', position: 4 }],
  };
  expect(Problem.parse({ ...problem, stack: 'at x.ts:1' })).toEqual(problem);
  for (const bad of [{ pointer: '/q' }, { message: 'x' }, { pointer: '/q', message: 'x', position: 1.5 }])
    expect(Problem.safeParse({ ...problem, errors: [bad] }).success).toBe(false);
});
