import { afterAll, beforeAll, expect, test } from 'vitest';
import { signWebhook } from '../../../../test/sign-webhook.ts';
import { makeVault, type Vault, verifySignature } from '../index.ts';
import { draft, type IntegrationApp, startIntegrationApp } from '../testing/app.ts';

let it: IntegrationApp;
let admin: { cookie: string };
let vault: Vault;
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
  vault = makeVault(it.fakes.parts);
});
afterAll(() => it.app.close());

const create = async (body: { name: string; customerId?: string; minLevel?: number } = { name: 'Edge sensors' }) =>
  (await it.app.call(admin, 'createWebhook', { body })).reply;
const keyOf = (url: string) => url.split('/').at(-1) ?? '';
const find = (url: string) => vault.findWebhook(it.app.system, keyOf(url));
const params = (connection: { id: string }) => ({ params: { connectionId: connection.id } });

test('a webhook has an address of its own and a secret that verifies', async () => {
  const { connection, url, secret } = await create({ name: 'Edge sensors', minLevel: 3 });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/api\/v1\/hooks\/[\w-]{32}$/);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(connection).toMatchObject({
    ...{ kind: 'webhook', name: 'Edge sensors', baseUrl: null, status: 'unknown', config: {}, secretNames: ['secret'] },
    sources: [{ purpose: 'alerts', delivery: 'push', minLevel: 3, isEnabled: true, lagS: null }],
  });
  const webhook = await find(url);
  expect(webhook?.source).toMatchObject({ purpose: 'alerts', delivery: 'push', minLevel: 3 });
  const body = Buffer.from('{}');
  const headers = signWebhook(secret, 'msg_1', it.app.clock.now(), body);
  const message = {
    id: headers['webhook-id'],
    timestamp: headers['webhook-timestamp'],
    signature: headers['webhook-signature'],
  };
  const now = it.app.clock.now();
  expect(verifySignature({ secret: webhook?.secret ?? null, headers: message, body, now })).toBe('msg_1');
});

test('address and secret are shown once and never again', async () => {
  const { connection, url, secret } = await create();
  const texts = [
    (await it.app.call(admin, 'getConnection', params(connection))).text,
    (await it.app.call(admin, 'listConnections')).text,
  ];
  for (const text of texts) for (const part of [secret, keyOf(url), 'keyHash']) expect(text).not.toContain(part);
});

test('rotating makes a new address and secret, and the old ones end at once', async () => {
  const { connection, url, secret } = await create();
  const { reply } = await it.app.call(admin, 'rotateWebhook', params(connection));
  expect(reply.url).not.toBe(url);
  expect(reply.secret).not.toBe(secret);
  expect(await find(url)).toBeNull();
  expect((await find(reply.url))?.secret).toBe(reply.secret);
});

test('a key that nobody made, a paused and a deleted webhook are unknown', async () => {
  const { connection, url } = await create();
  expect(await vault.findWebhook(it.app.system, 'x'.repeat(32))).toBeNull();
  await it.app.call(admin, 'updateConnection', { ...params(connection), body: { isEnabled: false } });
  expect(await find(url)).toBeNull();
  await it.app.call(admin, 'updateConnection', { ...params(connection), body: { isEnabled: true } });
  expect(await find(url)).not.toBeNull();
  await it.app.call(admin, 'deleteConnection', params(connection));
  expect(await find(url)).toBeNull();
});

test('a webhook without a stored secret is found, and refuses whatever comes', async () => {
  const { url } = await create();
  await it.app.system.write((tx) => tx.deleteFrom('connection_secrets').where('name', '=', 'secret').execute());
  expect((await find(url))?.secret).toBeNull();
});

test('a webhook belongs to its customer', async () => {
  const harbor = await it.app.given.customer();
  const { connection, url } = await create({ name: 'Harbor', customerId: harbor.wireId });
  expect(connection.customer?.id).toBe(harbor.wireId);
  expect((await find(url))?.source.customerId).toBe(harbor.id);
  const refused = await it.app.call(admin, 'createWebhook', { body: { name: 'x', customerId: 'cus_zzzz' } });
  expect(refused.outcome).toBe('customer.not_found');
});

test('a webhook can be renamed, but has no login to change', async () => {
  const { connection, url } = await create();
  const change = (body: Record<string, unknown>) =>
    it.app.call(admin, 'updateConnection', { ...params(connection), body });
  expect((await change({ name: 'Renamed' })).reply.name).toBe('Renamed');
  expect(await find(url)).not.toBeNull();
  for (const body of [{ url: 'https://a.example' }, { config: { keyHash: 'x' } }, { secrets: { secret: 'x' } }]) {
    expect((await change(body)).outcome).toBe('request.invalid');
  }
});

test('probing a webhook asks nobody; only a webhook can be rotated', async () => {
  const { connection } = await create();
  it.fakes.probed.length = 0;
  expect((await it.app.call(admin, 'probeConnection', params(connection))).reply.status).toBe('unknown');
  expect(it.fakes.probed).toEqual([]);
  const other = (await it.app.call(admin, 'createConnection', { body: draft() })).reply;
  expect((await it.app.call(admin, 'rotateWebhook', params(other))).outcome).toBe('connection.not_found');
});
