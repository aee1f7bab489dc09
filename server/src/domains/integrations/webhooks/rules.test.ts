import { expect, test } from 'vitest';
import { signWebhook } from '../../../../test/sign-webhook.ts';
import { isFailure } from '../../../lib/failure.ts';
import { hashKey, verifySignature } from './rules.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const older = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const now = new Date('2026-08-20T12:00:00.000Z');
const body = Buffer.from('{"rule":{"level":10}}');
const good = signWebhook(secret, 'msg_1', now, body);

type Wish = { secret?: string | null; headers?: Record<string, string | undefined>; body?: Buffer; now?: Date };

function verify(wish: Wish = {}): string {
  const headers: Record<string, string | undefined> = { ...good, ...wish.headers };
  try {
    return verifySignature({
      secret: wish.secret === undefined ? secret : wish.secret,
      headers: {
        id: headers['webhook-id'],
        timestamp: headers['webhook-timestamp'],
        signature: headers['webhook-signature'],
      },
      body: wish.body ?? body,
      now: wish.now ?? now,
    });
  } catch (error) {
    return isFailure(error) ? error.code : String(error);
  }
}

const at = (offsetS: number) => new Date(now.getTime() + offsetS * 1000);
const signature = good['webhook-signature'] ?? '';
const byOlder = signWebhook(older, 'msg_1', now, body)['webhook-signature'] ?? '';

test('the vector of the published specification is accepted', () => {
  const vector = {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    headers: {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: Buffer.from('{"test": 2432232314}'),
    now: new Date(1_614_265_330_000),
  };
  expect(verifySignature(vector)).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
});

const cases: [string, string, Wish][] = [
  ['a signed message', 'msg_1', {}],
  ['no id', 'webhook.unsigned', { headers: { 'webhook-id': undefined } }],
  ['no timestamp', 'webhook.unsigned', { headers: { 'webhook-timestamp': undefined } }],
  ['no signature', 'webhook.unsigned', { headers: { 'webhook-signature': undefined } }],
  ['an empty signature', 'webhook.unsigned', { headers: { 'webhook-signature': '' } }],
  ['a changed body', 'webhook.unsigned', { body: Buffer.from('{"rule":{"level":11}}') }],
  ['an empty body under the signature of a full one', 'webhook.unsigned', { body: Buffer.alloc(0) }],
  ['another id', 'webhook.unsigned', { headers: { 'webhook-id': 'msg_2' } }],
  ['an old message with a fresh timestamp', 'webhook.unsigned', { headers: { 'webhook-timestamp': '1787227300' } }],
  ['a timestamp that is no number', 'webhook.unsigned', { headers: { 'webhook-timestamp': '1e9' } }],
  ['a message of 299 s ago', 'msg_1', { now: at(299) }],
  ['a message of 301 s ago', 'webhook.replayed', { now: at(301) }],
  ['a message of 301 s ahead', 'webhook.replayed', { now: at(-301) }],
  ['an old message with a wrong signature', 'webhook.unsigned', { now: at(301), body: Buffer.from('x') }],
  ['a secret that was rotated away', 'webhook.unsigned', { secret: older }],
  ['no secret at all', 'webhook.unsigned', { secret: null }],
  ['a secret of another form', 'webhook.unsigned', { secret: 'plain' }],
  ['a secret too short to trust', 'webhook.unsigned', { secret: 'whsec_c2hvcnQ=' }],
  [
    'the right signature behind others',
    'msg_1',
    { headers: { 'webhook-signature': `v1,AAAA ${byOlder} ${signature}` } },
  ],
  ['the right signature before others', 'msg_1', { headers: { 'webhook-signature': `${signature} v1a,AAAA` } }],
  ['several wrong signatures', 'webhook.unsigned', { headers: { 'webhook-signature': `${byOlder} v1,AAAA v1,` } }],
  [
    'the right bytes under another scheme',
    'webhook.unsigned',
    { headers: { 'webhook-signature': signature.replace('v1,', 'v2,') } },
  ],
  ['the right bytes without a scheme', 'webhook.unsigned', { headers: { 'webhook-signature': signature.slice(3) } }],
  ['a cut signature', 'webhook.unsigned', { headers: { 'webhook-signature': signature.slice(0, 20) } }],
  [
    'an endless signature header',
    'webhook.unsigned',
    { headers: { 'webhook-signature': `${'v1,AAAA '.repeat(400)}${signature}` } },
  ],
  ['an endless id', 'webhook.unsigned', { headers: signWebhook(secret, 'x'.repeat(201), now, body) }],
  [
    'an id with dots, as Wazuh makes them',
    '1787227200.12345',
    { headers: signWebhook(secret, '1787227200.12345', now, body) },
  ],
];

test.each(cases)('%s → %s', (_what, outcome, wish) => {
  expect(verify(wish)).toBe(outcome);
});

test('of a key only a hash is kept', () => {
  expect(hashKey('abc')).toMatch(/^[0-9a-f]{64}$/);
  expect(hashKey('abc')).not.toBe(hashKey('abd'));
});
