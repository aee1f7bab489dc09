import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { RefusedAnswer } from '../upstream/answer.ts';
import type { Upstream, UpstreamRequest } from '../upstream.ts';
import { hasCode, openManager } from './session.ts';
import { ApiInfo } from './wire.ts';

const minute = 60_000;
const jwt = (exp: unknown) => `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`;
const refused = (code: ConstructorParameters<typeof Failure>[0], text = '') =>
  new Failure(code, 'refused', { cause: new RefusedAnswer(401, text) });
const info = { data: { title: 'Wazuh API REST', api_version: '4.14.7' }, error: 0 };

type Asked = { path: string; authorization: string };

/** A manager whose tokens and answers the test decides; `logins` and `asked` tell what it saw. */
function open(
  over: { token?: (login: number) => string | Error | Promise<string>; answer?: (call: number) => unknown } = {},
) {
  const time = { now: 0 };
  const asked: Asked[] = [];
  let logins = 0;
  let calls = 0;
  const upstream = {
    target: { host: 'm.example', port: 55_000 },
    redact: (text: string) => text.replaceAll('secret', '***'),
    async request(request: UpstreamRequest, schema: { parse(value: unknown): unknown }) {
      asked.push({ path: request.path, authorization: String(request.headers?.['authorization']) });
      if (request.path === '/security/user/authenticate') {
        logins += 1;
        const token = await (over.token ?? (() => jwt((time.now + 15 * minute) / 1_000)))(logins);
        if (token instanceof Error) throw token;
        return schema.parse({ data: { token }, error: 0 });
      }
      calls += 1;
      const answer = over.answer?.(calls) ?? info;
      if (answer instanceof Error) throw answer;
      return schema.parse(answer);
    },
  } as unknown as Upstream;
  const manager = openManager(
    upstream,
    { username: 'wf', password: 'secret' },
    { clock: { now: () => new Date(time.now) }, pause: async () => {} },
  );
  const ask = (signal?: AbortSignal) => manager.ask({ method: 'GET', path: '/', signal }, ApiInfo);
  return { manager, ask, time, asked, count: () => logins };
}

test('a login says until when its token lives, and every request carries the token, never the password', async () => {
  const { manager, ask, asked } = open();
  expect(await manager.login()).toEqual(new Date(15 * minute));
  await ask();
  expect(asked.map((one) => one.authorization.split(' ')[0])).toEqual(['Basic', 'Bearer']);
});

test.each<[string, string, number]>([
  ['that is no JWT lives as long as tokens usually do', 'opaque', 15 * minute],
  ['without an end, too', jwt(undefined), 15 * minute],
  ['whose end is no number, too', jwt('soon'), 15 * minute],
  ['with an end lives until then', jwt(3_600), 60 * minute],
])('a token %s', async (_, token, endsAt) => {
  const { manager } = open({ token: () => token });
  expect((await manager.login()).getTime()).toBe(endsAt);
});

test('a token is renewed when four fifths of its life are over, however long that is', async () => {
  const { ask, time, count } = open({ token: () => jwt((time.now + 60 * minute) / 1_000) });
  await ask();
  time.now = 48 * minute - 1;
  await ask();
  expect(count()).toBe(1);
  time.now = 48 * minute;
  await ask();
  expect(count()).toBe(2);
});

test('a token that a manager with a fast clock gives for the past is used once, not forever asked for anew', async () => {
  const { ask, count } = open({ token: () => jwt(-10) });
  await ask();
  expect(count()).toBe(1);
});

test('who waits for a login and gives up does not take it from the others', async () => {
  let finish = (_token: string) => {};
  const { ask, count } = open({
    token: () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
  });
  const stop = new AbortController();
  const [first, second] = [ask(stop.signal), ask()];
  stop.abort(new Error('gave up'));
  await expect(first).rejects.toThrow('gave up');
  finish('opaque');
  expect((await second).data.title).toBe('Wazuh API REST');
  expect(count()).toBe(1);
});

test('a login that failed is tried again by the next request, not remembered', async () => {
  const { ask, count } = open({ token: (login) => (login === 1 ? refused('connection.unreachable') : 'opaque') });
  await expect(ask()).rejects.toMatchObject({ code: 'connection.unreachable' });
  expect((await ask()).error).toBe(0);
  expect(count()).toBe(2);
});

test('a request that is refused with a new token too is refused for good', async () => {
  const { ask, asked, count } = open({ answer: () => refused('connection.unauthorized') });
  await expect(ask()).rejects.toMatchObject({ code: 'connection.unauthorized' });
  expect([count(), asked.length]).toEqual([2, 4]);
});

test('other failures cost no new login', async () => {
  const { ask, count } = open({ answer: () => refused('connection.forbidden') });
  await expect(ask()).rejects.toMatchObject({ code: 'connection.forbidden' });
  expect(count()).toBe(1);
});

test.each<[number, string | null, string, string]>([
  [1, 'wrong secret', 'connection.refused', 'm.example:55000 refused the request (wrong ***).'],
  [1, null, 'connection.refused', 'm.example:55000 refused the request (no reason given).'],
  [
    2,
    'some failed',
    'connection.partial',
    'm.example:55000 answered in part (some failed): nothing was concluded from it.',
  ],
])('error %i under status 200 is told', async (error, message, code, sentence) => {
  const { ask } = open({ answer: () => ({ ...info, error, message }) });
  await expect(ask()).rejects.toMatchObject({ code, message: sentence });
});

test.each([
  ['{"title":"x","error":6000}', 6_000, true],
  ['{"code" : 6000}', 6_000, true],
  ['{"error":60001}', 6_000, false],
  ['{"detail":"error 6000"}', 6_000, false],
  ['', 6_000, false],
])('%s carries the number %i: %s', (text, code, has) => {
  expect(hasCode(refused('connection.forbidden', text), code)).toBe(has);
});

test('a number is looked for only in an answer of the product', () => {
  expect(hasCode(new Failure('connection.forbidden', '"error":6000'), 6_000)).toBe(false);
});
