import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { meet, outcomesOf } from '../../../test/meeting.ts';
import { fromId } from '../../lib/ids.ts';
import { updateConnection } from './change.ts';
import { createConnection } from './create.ts';
import { openSecrets } from './secrets.ts';
import { draft, type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { freshKeys, probes } from './testing/fakes.ts';

let it: IntegrationApp;
let admin: { cookie: string };
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
});
afterAll(() => it.app.close());
beforeEach(() => {
  it.fakes.script['wazuh-indexer'] = probes.indexer;
});

const create = async (changes: Record<string, unknown> = {}) =>
  (await it.app.call(admin, 'createConnection', { body: draft(changes) })).reply;
const change = (id: string, body: Record<string, unknown>, version?: number) =>
  it.app.call(
    admin,
    'updateConnection',
    { params: { connectionId: id }, body },
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );
const get = (id: string) => it.app.call(admin, 'getConnection', { params: { connectionId: id } });
const number = (id: string) => fromId('connection', id) ?? -1;
const secretOf = async (id: string, { keys } = it.fakes.parts) =>
  (await it.app.system.read((tx) => openSecrets(tx, keys, number(id))))['password'];
const auditOf = (id: string) =>
  it.app.system.read(
    async (tx) =>
      (
        await sql<{ type: string; before: object; after: object }>`
          select event_type as type, before, after from audit_events where resource_id = ${id} order by id`.execute(tx)
      ).rows,
  );

test('a new name keeps everything else and probes nobody', async () => {
  const made = await create();
  it.fakes.probed.length = 0;
  const { reply } = await change(made.id, { name: 'Harbor indexer' });
  expect(reply).toMatchObject({ name: 'Harbor indexer', baseUrl: made.baseUrl, config: made.config, version: 2 });
  expect(it.fakes.probed).toEqual([]);
  expect(await secretOf(made.id)).toBe('Readers-Secret-1');
});

test('a change of what somebody changed meanwhile is refused and leaves theirs', async () => {
  const made = await create();
  const read = await get(made.id);
  expect(read.headers.etag).toBe('"1"');
  expect((await change(made.id, { name: 'First' }, 1)).outcome).toBe('200');
  const late = await change(made.id, { name: 'Second' }, 1);
  expect([late.status, late.outcome]).toEqual([412, 'version.conflict']);
  expect((await get(made.id)).reply.name).toBe('First');
});

test('of changes at once, each on the version it read, exactly one is kept', async () => {
  const made = await create();
  const all = await Promise.all(['A', 'B', 'C', 'D'].map((name) => change(made.id, { name }, 1)));
  expect(all.map((one) => one.outcome).toSorted()).toEqual(['200', ...Array(3).fill('version.conflict')]);
});

test('of two that take one address at the same time, changed or new, the second is told that it is taken', async () => {
  const { app, fakes } = it;
  const edited = async () => {
    const { id } = await create();
    return (url: string) => (context: typeof app.system) =>
      updateConnection(context, fakes.parts, number(id), { url }, null);
  };
  const made = async () => (url: string) => (context: typeof app.system) =>
    createConnection(context, fakes.parts, {
      ...draft({ url, name: 'Given' }),
      customerId: null,
      since: '24h',
      minLevel: 7,
    });
  for (const [place, kinds] of [
    [edited, edited],
    [edited, made],
    [made, edited],
    [made, made],
  ].entries()) {
    const [first, second] = await Promise.all(kinds.map((kind) => kind()));
    if (!first || !second) throw new Error('Two meet.');
    const url = `https://meeting-${place}.example:9200`;
    const both = await meet(app.db, app.system, first(url), () => second(url)(app.system));
    expect(outcomesOf(both)).toEqual(['done', 'connection.exists']);
  }
});

test('a new password replaces the old one, is probed with, and the settings left out stay', async () => {
  const made = await create();
  it.fakes.opened.length = 0;
  const { reply } = await change(made.id, { secrets: { password: 'Readers-Secret-2' } });
  expect(await secretOf(made.id)).toBe('Readers-Secret-2');
  expect(reply).toMatchObject({ config: made.config, status: 'ok' });
  expect(it.fakes.opened.map((one) => one.secrets)).toEqual([
    ...[{ password: 'Readers-Secret-2' }, { password: 'Readers-Secret-2' }],
  ]);
});

test('a new address is probed with the stored password, and its result is shown', async () => {
  const made = await create();
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  const { reply } = await change(made.id, { url: 'https://moved.kestrel.example:9200/' });
  expect(reply).toMatchObject({
    baseUrl: 'https://moved.kestrel.example:9200',
    status: 'failing',
    instance: made.instance,
  });
  expect(it.fakes.opened.at(-1)?.secrets).toEqual({ password: 'Readers-Secret-1' });
});

test('settings are merged; null takes one away; a new pattern reaches the source', async () => {
  const made = await create({ config: { username: 'reader', servername: 'node-1' } });
  const { reply } = await change(made.id, { config: { servername: null, alertsPattern: 'own-alerts-*' } });
  expect(reply.config).toMatchObject({ username: 'reader', alertsPattern: 'own-alerts-*' });
  expect(reply.config).not.toHaveProperty('servername');
  expect(reply.sources.map((one) => one.indexPattern)).toEqual(['own-alerts-*', 'wazuh-states-vulnerabilities-*']);
});

test('a pin given later is stored, shown and audited', async () => {
  const made = await create();
  const tls = { verify: 'pin' as const, fingerprint: 'ab'.repeat(32) };
  expect((await change(made.id, { tls })).reply.tls).toEqual(tls);
  expect(it.fakes.opened.at(-1)?.config).toMatchObject({ pinSha256: 'ab'.repeat(32) });
  expect((await auditOf(made.id)).find((row) => row.type === 'connection_updated')).toMatchObject({
    ...{ before: { tls: { verify: 'system' } }, after: { tls } },
  });
});

test('a paused connection is not probed, and goes on when it is resumed', async () => {
  const made = await create();
  it.fakes.probed.length = 0;
  expect((await change(made.id, { isEnabled: false })).reply.isEnabled).toBe(false);
  await change(made.id, { config: { username: 'other' } });
  expect(it.fakes.probed).toEqual([]);
  expect((await change(made.id, { isEnabled: true })).reply.isEnabled).toBe(true);
});

test('what belongs to a connection follows it to another customer, secrets too', async () => {
  const made = await create();
  const harbor = await it.app.given.customer();
  expect((await change(made.id, { customerId: harbor.wireId })).reply.customer?.id).toBe(harbor.wireId);
  const owners = await it.app.system.read((tx) =>
    sql`select customer_id as owner from sources where connection_id = ${number(made.id)}
      union select customer_id from connection_secrets where connection_id = ${number(made.id)}
      union select customer_id from connection_checks where connection_id = ${number(made.id)}`.execute(tx),
  );
  expect(owners.rows).toEqual([{ owner: harbor.id }]);
  expect(await secretOf(made.id)).toBe('Readers-Secret-1');
});

test.each([
  ['an address that is taken', async () => ({ url: (await create()).baseUrl }), 'connection.exists'],
  ['a forbidden address', async () => ({ url: 'http://169.254.169.254' }), 'connection.blocked'],
  ['a customer that is not there', async () => ({ customerId: 'cus_zzzz' }), 'customer.not_found'],
  ['a setting that is not there', async () => ({ config: { nothing: 1 } }), 'request.invalid'],
  ['an empty password', async () => ({ secrets: { password: '' } }), 'request.invalid'],
])('%s is refused and nothing changes', async (_what, body, code) => {
  const made = await create();
  expect((await change(made.id, await body())).outcome).toBe(code);
  expect((await get(made.id)).reply).toEqual(made);
});

test('with the key lost, a name can be changed, and a new password puts the connection right', async () => {
  const made = await create();
  const parts = { ...it.fakes.parts, keys: freshKeys() };
  const update = (body: object) => updateConnection(it.app.system, parts, number(made.id), body, null);
  await expect(update({ config: { username: 'other' } })).rejects.toMatchObject({ code: 'secret.unreadable' });
  expect((await update({ name: 'Renamed' })).name).toBe('Renamed');
  expect((await update({ secrets: { password: 'Readers-Secret-3' } })).status).toBe('ok');
  expect(await secretOf(made.id, parts)).toBe('Readers-Secret-3');
});

test('a deleted connection is gone with its secrets and sources, and its record stays', async () => {
  const made = await create();
  const remove = () => it.app.call(admin, 'deleteConnection', { params: { connectionId: made.id } });
  expect((await remove()).status).toBe(204);
  expect((await remove()).outcome).toBe('connection.not_found');
  expect((await get(made.id)).outcome).toBe('connection.not_found');
  const left = await it.app.system.read((tx) =>
    sql`select 1 from sources where connection_id = ${number(made.id)}
      union all select 1 from connection_secrets where connection_id = ${number(made.id)}`.execute(tx),
  );
  expect(left.rows).toEqual([]);
  expect((await auditOf(made.id)).map((row) => row.type)).toEqual(['connection_created', 'connection_deleted']);
});
