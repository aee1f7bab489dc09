import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../harness.ts';
import { signWebhook } from '../sign-webhook.ts';
import { rowsOf, sound, tally } from './tally.ts';

// Whoever is not proven leaves no trace, and who repeats a message is told so; both beside honest senders.
let app: TestApp;
let hook: { path: string; secret: string; connectionId: string };

beforeAll(async () => {
  app = await startTestApp({ start: new Date().toISOString() });
});
beforeEach(async () => {
  const admin = await app.given.user();
  const made = (await app.call(admin, 'createWebhook', { body: { name: 'Shuffle', minLevel: 0 } })).reply;
  hook = { path: new URL(made.url).pathname, secret: made.secret, connectionId: made.connection.id };
});
afterAll(() => app.close());

let count = 0;
const body = (title = `Pushed ${++count}`) =>
  JSON.stringify({ timestamp: app.clock.now().toISOString(), rule: { id: '9', level: 9, description: title } });

async function post(payload: string | Buffer, headers: Record<string, string>, path = hook.path) {
  const reply = await app.http.inject({
    method: 'POST',
    url: path,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const answer: { code?: string; accepted?: number; detail?: string } = JSON.parse(reply.body);
  return { status: reply.statusCode, ...answer };
}
const signed = (id: string, payload: string | Buffer, at = app.clock.now(), secret = hook.secret) =>
  signWebhook(secret, id, at, payload);
const stored = async () => {
  const [row] = await rowsOf<{ messages: number; events: number }>(
    app.url,
    'select (select count(*) from inbound_messages)::int as messages, (select count(*) from alert_events)::int as events',
  );
  return row;
};

test('a message that is unsigned, signed with another secret, changed on the way or signed for another time is refused and leaves nothing', async () => {
  const before = await stored();
  const payload = body();
  const right = signed('m-1', payload);
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const refused: [Record<string, string>, string][] = [
    [{}, payload],
    [{ ...right, 'webhook-signature': '' }, payload],
    [{ ...right, 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }, payload],
    [{ ...right, 'webhook-signature': right['webhook-signature']?.replace('v1,', 'v2,') ?? '' }, payload],
    [signed('m-1', payload, app.clock.now(), other), payload],
    [right, payload.replace('"level":9', '"level":1')],
    [{ ...right, 'webhook-id': 'm-2' }, payload],
    [{ ...right, 'webhook-timestamp': String(Number(right['webhook-timestamp']) + 1) }, payload],
    [{ ...right, 'webhook-timestamp': 'soon' }, payload],
  ];
  for (const [headers, sent] of refused)
    expect(await post(sent, headers)).toMatchObject({ status: 401, code: 'webhook.unsigned' });
  expect(await post(payload, right, `${hook.path.slice(0, -4)}aaaa`)).toMatchObject({
    status: 404,
    code: 'webhook.unknown',
  });
  for (const minutes of [-6, 6]) {
    const at = new Date(app.clock.now().getTime() + minutes * 60_000);
    expect(await post(payload, signed('m-1', payload, at))).toMatchObject({ status: 409, code: 'webhook.replayed' });
  }
  expect(await stored()).toEqual(before);
  expect(await post(payload, right)).toMatchObject({ status: 200, accepted: 1 });
});

test('a replayed message is refused and counted once, also when ten copies come at the same moment', async () => {
  const before = await stored();
  const payload = body();
  const headers = signed('once', payload);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(payload, headers)));
  for (const answer of answers) expect([200, 409]).toContain(answer.status);
  expect(answers.some((answer) => answer.status === 200)).toBe(true);
  expect(await post(payload, headers)).toMatchObject({ status: 409, code: 'webhook.replayed' });
  // The same event under another message id is still one event.
  expect(await post(payload, signed('twice', payload))).toMatchObject({ status: 200, accepted: 1 });
  const after = await stored();
  expect([after?.messages, after?.events]).toEqual([(before?.messages ?? 0) + 2, (before?.events ?? 0) + 1]);
  expect(await tally(app.url)).toMatchObject(sound);
});

test('signed nonsense is answered and holds nobody up: no JSON, bytes that are no UTF-8, NUL, too many, too large, too deep', async () => {
  const sendSigned = (payload: string | Buffer) => post(payload, signed(`odd-${++count}`, payload));
  expect(await sendSigned('{"half":')).toMatchObject({ status: 400, code: 'request.invalid' });
  expect(await sendSigned('')).toMatchObject({ status: 400 });
  expect(await sendSigned(JSON.stringify(Array.from({ length: 501 }, () => ({}))))).toMatchObject({ status: 400 });
  expect(await sendSigned(JSON.stringify({ full_log: 'x'.repeat(1_100_000) }))).toMatchObject({
    status: 413,
    code: 'request.too_large',
  });
  expect(await sendSigned(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toMatchObject({
    status: expect.toSatisfy((status: number) => status < 500),
  });
  const bytes = Buffer.from(body('Bytes @@@@'));
  bytes.set([0xff, 0xfe, 0xc3, 0x28], bytes.indexOf('@@@@'));
  expect(await sendSigned(bytes)).toMatchObject({ status: 200, accepted: 1 });
  expect(await sendSigned(body('Nul \u0000 and half a pair \ud800'))).toMatchObject({ status: 200, accepted: 1 });
  const mixed = [
    null,
    7,
    'text',
    [],
    { rule: null },
    JSON.parse(body()),
    { _id: 'a\u0000', _source: JSON.parse(body()) },
  ];
  expect(await sendSigned(JSON.stringify(mixed))).toMatchObject({ status: 200, accepted: mixed.length });
  const [sums] = await rowsOf<{ events: number; parked: number; open: number }>(
    app.url,
    `select (select count(*) from alert_events e join sources s on s.id = e.source_id join connections c on c.id = s.connection_id where c.id = (select max(id) from connections))::int as events,
      (select count(*) from parked_events)::int as parked, (select count(*) from inbound_messages where processed_at is null)::int as open`,
  );
  expect(sums).toEqual({ events: 4, parked: expect.any(Number), open: 0 });
  expect(sums?.parked).toBeGreaterThanOrEqual(5);
  expect(await tally(app.url)).toMatchObject(sound);
});

test('a webhook without a secret, a paused one and a deleted one take nothing', async () => {
  const admin = await app.given.user();
  const payload = body();
  const params = { connectionId: hook.connectionId };
  await app.call(admin, 'updateConnection', { params, body: { isEnabled: false } });
  expect(await post(payload, signed('p', payload))).toMatchObject({ status: 404 });
  await app.call(admin, 'updateConnection', { params, body: { isEnabled: true } });
  const old = hook.secret;
  const rotated = (await app.call(admin, 'rotateWebhook', { params })).reply;
  expect(await post(payload, signed('p', payload))).toMatchObject({ status: 404 });
  hook.path = new URL(rotated.url).pathname;
  expect(await post(payload, signed('p', payload, app.clock.now(), old))).toMatchObject({ status: 401 });
  await rowsOf(app.url, "delete from connection_secrets where name = 'secret'");
  expect(await post(payload, signed('p', payload, app.clock.now(), rotated.secret))).toMatchObject({
    status: 401,
    code: 'webhook.unsigned',
  });
  await app.call(admin, 'deleteConnection', { params });
  expect(await post(payload, signed('p', payload, app.clock.now(), rotated.secret))).toMatchObject({ status: 404 });
});
