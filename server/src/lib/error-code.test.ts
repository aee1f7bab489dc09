import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { codeOf } from './error-code.ts';
import { Failure } from './failure.ts';

const thrown = (work: () => Promise<unknown>): Promise<unknown> => work().then(String, (error: unknown) => error);

test('the code of the system, of a database, of a library and of a failure is read', async () => {
  expect(codeOf(await thrown(() => readFile('/nowhere/at/all')))).toBe('ENOENT');
  expect(codeOf(await thrown(async () => createServer().listen(-1)))).toBe('ERR_SOCKET_BAD_PORT');
  expect(codeOf(Object.assign(new pg.DatabaseError('no', 1, 'error'), { code: '40001' }))).toBe('40001');
  expect(codeOf(new Failure('user.exists', 'The name is taken.'))).toBe('user.exists');
});

test.each([
  ['an error without one', new Error('x')],
  ['a number', Object.assign(new Error('x'), { code: 1 })],
  ['a text', 'ENOENT'],
  ['nothing', null],
  ['undefined', undefined],
])('%s has none', (_what, error) => {
  expect(codeOf(error)).toBe('');
});
