import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { Failure } from '../lib/failure.ts';
import { asksForLines, sendLines, type Tell } from './lines.ts';
import { asFailure, toProblem } from './problem.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Serves one piece of work; resolves with the reply once its head is there. */
async function ask(work: (tell: Tell) => Promise<unknown>, signal?: AbortSignal): Promise<Response> {
  const app = Fastify({ forceCloseConnections: true });
  closers.push(() => app.close());
  app.setErrorHandler((error, _request, reply) => reply.status(asFailure(error).status).send('refused'));
  app.post('/', (_request, reply) =>
    sendLines(reply.header('cache-control', 'no-store'), work, (error) => toProblem(asFailure(error), '/', 'trace')),
  );
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return fetch(address, { method: 'POST', ...(signal ? { signal } : {}) });
}

const hang = () => new Promise<never>(() => {});

test('what is told arrives while the work still goes on', async () => {
  const reply = await ask(async (tell) => {
    tell('first');
    tell('second');
    return hang();
  });
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('cache-control')]).toEqual([
    200,
    'application/x-ndjson; charset=utf-8',
    'no-store',
  ]);
  let seen = '';
  for await (const chunk of reply.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    seen += chunk;
    if (seen.split('\n').length === 3) break;
  }
  expect(seen).toBe('{"progress":"first"}\n{"progress":"second"}\n');
});

test('the reply is the last line, also when nothing was told before it', async () => {
  const told = await ask(async (tell) => {
    tell(1);
    return { isOk: true };
  });
  expect(await told.text()).toBe('{"progress":1}\n{"reply":{"isOk":true}}\n');
  expect(await (await ask(async () => 7)).text()).toBe('{"reply":7}\n');
});

test('a refusal before anything was told is answered as any other', async () => {
  const reply = await ask(() => Promise.reject(new Failure('connection.blocked', 'Not from here.')));
  expect([reply.status, await reply.text()]).toEqual([403, 'refused']);
});

test('a failure on the way is the last line, and says nothing of its cause', async () => {
  const reply = await ask(async (tell) => {
    tell('first');
    throw new Error('password is hunter2');
  });
  const last = (await reply.text()).trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ problem: { code: 'internal', status: 500 } });
  expect(last).not.toContain('hunter2');
});

test('who has left is told nothing more, and nothing breaks', async () => {
  const leave = new AbortController();
  const { promise: hasEnded, resolve: end } = Promise.withResolvers<void>();
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const reply = await ask(async (tell) => {
    tell('first');
    await mayGoOn;
    tell('second');
    end();
    return 'late';
  }, leave.signal);
  leave.abort();
  await expect(reply.text()).rejects.toThrow();
  goOn();
  await hasEnded;
});

test.each([
  ['application/x-ndjson', true],
  ['application/json, application/x-ndjson;q=0.9', true],
  ['application/json', false],
  ['*/*', false],
  [undefined, false],
])('who accepts %j is answered in lines: %s', (accept, isAsking) => {
  expect(asksForLines(accept)).toBe(isAsking);
});
