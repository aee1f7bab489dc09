import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineRoute, Problem, type Route, routes } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { send } from '../../test/call.ts';
import type { GivenUser } from '../../test/given.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { Failure } from '../lib/failure.ts';
import { type Binding, on } from './binding.ts';
import { serveConsole } from './console.ts';

const Thing = z.object({ name: z.string() });
const base = { summary: 'A route of a test.', access: { signedIn: true }, errors: [] } as const;
const crash = defineRoute({
  ...base,
  method: 'GET',
  path: '/api/v1/test/crash',
  operationId: 'testCrash',
  reply: Thing,
});
const extra = defineRoute({
  ...base,
  method: 'GET',
  path: '/api/v1/test/extra',
  operationId: 'testExtra',
  reply: Thing,
});
const make = defineRoute({
  ...base,
  method: 'POST',
  path: '/api/v1/test/make',
  operationId: 'testMake',
  body: z.object({ name: z.string() }),
  reply: z.object({ n: z.int() }),
});
const versioned = defineRoute({
  ...base,
  method: 'PATCH',
  path: '/api/v1/test/versioned',
  operationId: 'testVersioned',
  body: z.object({}),
  reply: z.object({ seen: z.int().nullable() }),
});
const csv = defineRoute({
  ...base,
  method: 'GET',
  path: '/api/v1/test/rows/export.csv',
  operationId: 'testCsv',
  stream: 'csv',
});

let made = 0;
let waiting: (() => void) | null = null;
const bindings: Binding[] = [
  on(crash, async () => {
    throw new Error('select password_hash from users failed at /srv/secret.ts:1');
  }),
  on(extra, async () => ({ name: 'told', passwordHash: 'never told' })),
  on(make, async (_context, { body }) => {
    if (body.name === 'fail') throw new Failure('request.invalid', 'It fails.');
    if (body.name === 'wait') await new Promise<void>((resolve) => (waiting = resolve));
    return { n: ++made };
  }),
  on(versioned, async (_context, _input, exchange) => {
    exchange.setVersion(7);
    return { seen: exchange.ifMatch };
  }),
  on(csv, async function* () {
    yield 'name\n';
    yield 'one\n';
  }),
];

let app: TestApp;
let admin: GivenUser;
let consoleFolder = '';
beforeAll(async () => {
  app = await startTestApp({ bindings: (bound) => [...bound, ...bindings] });
  admin = await app.given.user();
  consoleFolder = await mkdtemp(join(tmpdir(), 'watchfloor-console-'));
  await mkdir(join(consoleFolder, 'assets'));
  await writeFile(join(consoleFolder, 'index.html'), '<title>Console</title>');
  await writeFile(join(consoleFolder, 'assets', 'main-1a2b.js'), 'export {};');
  await serveConsole(app.http, consoleFolder);
});
afterAll(async () => {
  await app.close();
  await rm(consoleFolder, { recursive: true, force: true });
});

const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  app.http.inject({
    method: 'POST',
    url: make.path,
    headers: { cookie: admin.cookie, 'content-type': 'application/json', ...headers },
    payload,
  });
const codeOf = (reply: { body: string }) => Problem.parse(JSON.parse(reply.body)).code;

test('a crash says nothing but its trace id', async () => {
  const reply = await send(app.http, admin, crash, {});
  expect(reply.status).toBe(500);
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(reply.problem).toMatchObject({
    code: 'internal',
    instance: crash.path,
    traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(reply.text).not.toMatch(/password|secret|select|\.ts/);
});

test('fields that the contract does not declare never leave', async () => {
  expect((await send(app.http, admin, extra, {})).text).toBe('{"name":"told"}');
});

test('replies are never kept by caches, and pages may not be framed or run foreign scripts', async () => {
  const { headers } = await send(app.http, admin, extra, {});
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  const policy = headers['content-security-policy']?.split(';') ?? [];
  expect(policy).toEqual(expect.arrayContaining(["script-src 'self'", "frame-ancestors 'none'", "object-src 'none'"]));
  expect(headers['strict-transport-security']).toBeUndefined();
});

test('a body larger than a megabyte is refused as such', async () => {
  const reply = await post(JSON.stringify({ name: 'x'.repeat(1_100_000) }));
  expect([reply.statusCode, codeOf(reply)]).toEqual([413, 'request.too_large']);
});

test.each([
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, 400, 'request.invalid'],
  ['broken JSON', '{"name":', {}, 400, 'request.invalid'],
  ['no body', '', {}, 400, 'request.invalid'],
  ['a wrong type', '{"name": 5}', {}, 400, 'request.invalid'],
  ['a prototype key', '{"name": "x", "__proto__": {"isAdmin": true}}', {}, 400, 'request.invalid'],
  [
    'another content type',
    'name=x',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'request.unsupported',
  ],
  ['a form of a foreign page', '{"name":"x"}', { 'content-type': 'text/plain' }, 415, 'request.unsupported'],
])('%s is refused', async (_name, payload, headers, status, code) => {
  const reply = await post(payload, headers);
  expect([reply.statusCode, codeOf(reply)]).toEqual([status, code]);
});

test('wrong fields are named', async () => {
  const problem = (await app.call(admin, 'createCustomer', { body: { code: 'NOT GOOD', name: '' } })).problem;
  expect(problem.errors?.map((error) => error.pointer).sort()).toEqual(['/code', '/name']);
});

test('a NUL in a text is refused, wherever it stands', async () => {
  expect((await app.call(admin, 'createCustomer', { body: { code: 'nul-code', name: 'a\u0000b' } })).outcome).toBe(
    'request.invalid',
  );
  expect((await app.call(admin, 'listCustomers', { query: { q: 'a\u0000b' } })).outcome).toBe('request.invalid');
  expect(
    (await app.call(admin, 'saveView', { body: { screen: 'alerts', name: 'nul', state: { q: '\u0000' } } })).outcome,
  ).toBe('request.invalid');
});

test('a page of another origin cannot write, and can only read what it may', async () => {
  const forged = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect(codeOf(await post('{"name":"x"}', forged))).toBe('session.forged');
  expect((await app.call(null, 'login', { body: { username: 'x', password: 'y' } }, forged)).outcome).toBe(
    'session.forged',
  );
  const read = await app.http.inject({ method: 'GET', url: extra.path, headers: { cookie: admin.cookie, ...forged } });
  expect(read.headers['access-control-allow-origin']).toBeUndefined();
  const preflight = await app.http.inject({
    method: 'OPTIONS',
    url: make.path,
    headers: { ...forged, 'access-control-request-method': 'POST' },
  });
  expect(preflight.statusCode).toBe(404);
});

test('the same key and body is done once, and answered twice', async () => {
  const key = { 'idempotency-key': 'once' };
  const [first, second] = [
    await send(app.http, admin, make, { body: { name: 'a' } }, key),
    await send(app.http, admin, make, { body: { name: 'a' } }, key),
  ];
  expect(second.text).toBe(first.text);
  expect((await send(app.http, admin, make, { body: { name: 'a' } })).text).not.toBe(first.text);
});

test('a key used with another request is refused, and each person has keys of their own', async () => {
  const key = { 'idempotency-key': 'mine' };
  const first = await send(app.http, admin, make, { body: { name: 'a' } }, key);
  expect((await send(app.http, admin, make, { body: { name: 'b' } }, key)).outcome).toBe('idempotency.mismatch');
  const other = await app.given.user();
  const theirs = await send(app.http, other, make, { body: { name: 'a' } }, key);
  expect([theirs.status, theirs.text === first.text]).toEqual([200, false]);
});

test('what is remembered of a request cannot be tried against a list of passwords', async () => {
  const key = { 'idempotency-key': 'with a secret' };
  const input = { body: { name: 'seven green lanterns hum' } };
  await send(app.http, admin, make, input, key);
  const { request_hash: remembered } = await app.system.read((tx) =>
    tx.selectFrom('idempotency_keys').selectAll().where('key', '=', 'with a secret').executeTakeFirstOrThrow(),
  );
  expect(remembered).toHaveLength(32);
  const request = { params: undefined, query: undefined, ...input };
  for (const guess of [[make.operationId, request], [make.operationId, input], request, input.body])
    expect(remembered.equals(createHash('sha256').update(JSON.stringify(guess)).digest())).toBe(false);
});

test('a request that failed may be tried again under its key', async () => {
  const key = { 'idempotency-key': 'again' };
  expect((await send(app.http, admin, make, { body: { name: 'fail' } }, key)).outcome).toBe('request.invalid');
  expect((await send(app.http, admin, make, { body: { name: 'fail' } }, key)).outcome).toBe('request.invalid');
  expect((await send(app.http, admin, make, { body: { name: 'good' } }, key)).status).toBe(200);
});

test('while the first is worked on, the second is told to ask later', async () => {
  const key = { 'idempotency-key': 'slow' };
  const slow = send(app.http, admin, make, { body: { name: 'wait' } }, key);
  await expect.poll(() => waiting).not.toBeNull();
  const early = await send(app.http, admin, make, { body: { name: 'wait' } }, key);
  expect([early.outcome, early.headers['retry-after']]).toEqual(['idempotency.mismatch', '1']);
  waiting?.();
  const done = await slow;
  expect((await send(app.http, admin, make, { body: { name: 'wait' } }, key)).text).toBe(done.text);
});

test('a key is forgotten after a day', async () => {
  const key = { 'idempotency-key': 'old' };
  const late = await startTestApp({ bindings: (bound) => [...bound, ...bindings] });
  const user = await late.given.user();
  const first = await send(late.http, user, make, { body: { name: 'a' } }, key);
  late.clock.advance(24 * 3_600_000 + 1);
  const again = { cookie: await late.given.session(user.id) };
  expect((await send(late.http, again, make, { body: { name: 'a' } }, key)).text).not.toBe(first.text);
  await late.close();
});

test('the version read is told as an ETag and taken back in If-Match', async () => {
  const ask = (header?: string) =>
    send(app.http, admin, versioned, { body: {} }, header === undefined ? {} : { 'if-match': header });
  const plain = await ask();
  expect([plain.headers.etag, plain.text]).toEqual(['"7"', '{"seen":null}']);
  expect((await ask('"7"')).text).toBe('{"seen":7}');
  expect((await ask('W/"7"')).text).toBe('{"seen":7}');
  for (const nonsense of ['*', '"x"', '7', '"1", "2"', '"99999999999"'])
    expect((await ask(nonsense)).text).toBe('{"seen":null}');
});

test('a table is sent as a file, row by row', async () => {
  const reply = await send(app.http, admin, csv, {});
  expect([reply.headers['content-type'], reply.headers['content-disposition'], reply.text]).toEqual([
    'text/csv; charset=utf-8',
    'attachment; filename="test-rows.csv"',
    'name\none\n',
  ]);
});

test('a right that is missing is refused and written down', async () => {
  const reader = await app.given.user({ role: 'readonly' });
  const answer = await app.call(reader, 'createCustomer', { body: { code: 'not-mine', name: 'Not mine' } });
  expect([answer.status, answer.problem.code]).toEqual([403, 'permission.missing']);
  const events = await app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select('description')
      .where('event_type', '=', 'access_denied')
      .where('actor_name', '=', reader.username)
      .execute(),
  );
  expect(events).toEqual([{ description: 'createCustomer needs customer:update.' }]);
});

test('nobody gets past any route that is not public, whatever they send', async () => {
  const all: readonly Route[] = Object.values(routes);
  const open = all.filter((route) => !('public' in route.access) && app.bound.includes(route));
  for (const route of open)
    for (const cookie of ['', 'wf=', `wf=${'A'.repeat(43)}`, 'wf=pending-second-factor-0000000000000000000000'])
      expect(
        (await send(app.http, { cookie }, route, { body: route.body ? {} : undefined })).outcome,
        route.operationId,
      ).toBe('session.missing');
});

test('the console answers every page of its own and no other address', async () => {
  const get = (url: string) => app.http.inject({ method: 'GET', url });
  for (const page of ['/', '/alerts', '/findings/KEST-F-1']) {
    const reply = await get(page);
    expect([reply.statusCode, reply.body, reply.headers['cache-control']]).toEqual([
      200,
      '<title>Console</title>',
      'no-cache',
    ]);
  }
  expect((await get('/assets/main-1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const address of [
    '/api/v1/nothing',
    '/api/nothing',
    '/missing.js',
    '/assets/../../etc/passwd.txt',
    '/%2e%2e/package.json',
  ])
    expect([(await get(address)).statusCode, codeOf(await get(address))], address).toEqual([404, 'route.unknown']);
  expect(codeOf(await app.http.inject({ method: 'DELETE', url: '/api/v1/customers' }))).toBe('route.unknown');
});

test('an address that is too long or cannot be read is refused with a problem', async () => {
  for (const url of [`/api/v1/alerts/${'a'.repeat(5_000)}`, '/api/v1/alerts/%ff', '/api/v1/customers/%'])
    expect(
      (await app.http.inject({ method: 'GET', url, headers: { cookie: admin.cookie } })).statusCode,
      url,
    ).toBeLessThan(500);
});
