import { expect, test } from 'vitest';
import { Failure } from '../lib/failure.ts';
import { translateDatabaseError } from './errors.ts';

const failing = (code: string, message = 'what the driver says of host 10.0.0.7') =>
  Object.assign(new Error(message), { code });

test.each(['08006', '08001', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'])(
  '%s means that the database is away',
  (code) => {
    const failure = translateDatabaseError(failing(code));
    expect(failure).toMatchObject({ code: 'database.unavailable', status: 503, retryAfterS: 2 });
    expect(String(failure)).not.toContain('10.0.0.7');
  },
);

test.each(['25006', '53100', '53200', '58030'])('%s means that it takes no writes', (code) => {
  expect(translateDatabaseError(failing(code))).toMatchObject({
    code: 'database.read_only',
    status: 503,
    retryAfterS: 5,
  });
});

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
])('"%s" means that it is away', (message) => {
  expect(translateDatabaseError(new Error(message))).toMatchObject({ code: 'database.unavailable' });
});

test('who waited in vain for a connection that others hold is not told that the database is away', () => {
  const failure = translateDatabaseError(new Error('timeout exceeded when trying to connect'));
  expect(failure).toMatchObject({ code: 'database.unavailable', status: 503, retryAfterS: 2 });
  expect(String(failure)).toContain('Too much is asked at once');
});

test.each(['40001', '40P01'])('%s, still met at the last try, asks to come again and is no fault of ours', (code) => {
  expect(translateDatabaseError(failing(code))).toMatchObject({
    code: 'database.unavailable',
    status: 503,
    retryAfterS: 2,
  });
});

test('a statement that took too long is told as that, and not as a fault of ours', () => {
  const failure = translateDatabaseError(failing('57014', 'canceling statement due to statement timeout'));
  expect(failure).toMatchObject({ code: 'database.timeout', status: 503, retryAfterS: 10 });
});

test('a database that goes away while it saves is not said to have changed nothing', () => {
  const lost = new Error('Connection terminated unexpectedly');
  expect(String(translateDatabaseError(lost))).toContain('Nothing was changed');
  expect(String(translateDatabaseError(lost, 'commit'))).toMatch(/Look whether it was done/);
  // What the schema refuses at the end is refused, whenever it is checked.
  const refused = failing('23505');
  expect(translateDatabaseError(refused, 'commit')).toBe(refused);
});

test('everything else passes as it is', () => {
  for (const error of [
    failing('23505'),
    new TypeError('x'),
    'text',
    null,
    new Failure('customer.exists', 'It is taken.'),
  ])
    expect(translateDatabaseError(error)).toBe(error);
});
