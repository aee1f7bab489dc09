import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draft, type IntegrationApp, startIntegrationApp } from './testing/app.ts';
import { probes, step } from './testing/fakes.ts';

let it: IntegrationApp;
let admin: { cookie: string };
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
});
afterAll(() => it.app.close());
beforeEach(() => {
  it.fakes.script['wazuh-indexer'] = probes.indexer;
  it.fakes.script['wazuh-manager'] = probes.manager;
});

const create = (changes: Record<string, unknown> = {}) =>
  it.app.call(admin, 'createConnection', { body: draft(changes) });

test('a connection is saved with its probe, its cluster and what it reads', async () => {
  it.fakes.script['wazuh-indexer'] = () => probes.indexer('harbor');
  const body = draft({ since: '7d', minLevel: 5 });
  const { reply } = await it.app.call(admin, 'createConnection', { body });
  expect(reply).toMatchObject({
    ...{
      kind: 'wazuh-indexer',
      baseUrl: body.url,
      name: new URL(body.url).hostname,
      instance: 'harbor',
      customer: null,
    },
    ...{ status: 'ok', statusDetail: null, remoteVersion: '4.14.1', isEnabled: true, version: 1 },
    ...{ lastCheckedAt: '2026-08-20T12:00:00.000Z', lastOkAt: '2026-08-20T12:00:00.000Z', secretNames: ['password'] },
    config: { username: 'reader', alertsPattern: 'wazuh-alerts-*', timeoutMs: 30_000 },
  });
  expect(reply.steps.map((one) => one.id)).toEqual(['dns', 'tcp', 'tls', 'login', 'version', 'alerts', 'states']);
  expect(reply.sources).toMatchObject([
    ...[{ purpose: 'alerts', sinceAt: '2026-08-13T12:00:00.000Z', minLevel: 5, everyS: 10, lagS: null, parked: 0 }],
    ...[{ purpose: 'findings', indexPattern: 'wazuh-states-vulnerabilities-*', sinceAt: null, everyS: 900 }],
  ]);
  expect((await it.app.call(admin, 'listConnections')).reply.items.map((one) => one.id)).toContain(reply.id);
});

test('24 hours and level 7 are the start unless asked otherwise; all and 0 take everything', async () => {
  const usual = (await create()).reply.sources[0];
  expect(usual).toMatchObject({ sinceAt: '2026-08-19T12:00:00.000Z', minLevel: 7 });
  expect((await create({ since: 'all', minLevel: 0 })).reply.sources[0]).toMatchObject({ sinceAt: null, minLevel: 0 });
});

test('a manager is read for agents and shares the cluster of its indexer', async () => {
  it.fakes.script['wazuh-indexer'] = () => probes.indexer('shared');
  it.fakes.script['wazuh-manager'] = () => probes.manager('shared');
  const indexer = (await create()).reply;
  const manager = (await create({ kind: 'wazuh-manager' })).reply;
  expect([indexer.instance, manager.instance]).toEqual(['shared', 'shared']);
  expect(manager.sources).toMatchObject([{ purpose: 'agents', everyS: 300 }]);
  const second = (await create()).reply;
  expect(second.instance).toBe(`shared@${new URL(second.baseUrl ?? '').hostname}`);
});

test('connections to one host are told apart by name; a name that a person gives stays as given', async () => {
  const host = 'https://one-host.kestrel.example';
  const name = async (changes: Record<string, unknown>) => (await create(changes)).reply.name;
  expect(await name({ url: `${host}:9200` })).toBe('one-host.kestrel.example');
  expect(await name({ url: `${host}:55000`, kind: 'wazuh-manager' })).toBe('one-host.kestrel.example 2');
  expect(await name({ url: `${host}:9201`, name: 'one-host.kestrel.example 3' })).toBe('one-host.kestrel.example 3');
  expect(await name({ url: `${host}:9202` })).toBe('one-host.kestrel.example 4');
  expect(await name({ url: `${host}:9203`, name: 'one-host.kestrel.example' })).toBe('one-host.kestrel.example');
});

test('two that connect one host at the same moment get two names', async () => {
  const host = 'https://at-once.kestrel.example';
  const made = await Promise.all([9200, 9201, 9202].map((port) => create({ url: `${host}:${port}` })));
  expect(made.map(({ reply }) => reply.name).toSorted()).toEqual([
    ...['at-once.kestrel.example', 'at-once.kestrel.example 2', 'at-once.kestrel.example 3'],
  ]);
});

test('"auto" finds the service that lets us in, whichever it is', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  expect((await create({ kind: 'auto' })).reply.kind).toBe('wazuh-manager');
  it.fakes.script['wazuh-indexer'] = probes.indexer;
  expect((await create({ kind: 'auto' })).reply.kind).toBe('wazuh-indexer');
});

test('"auto" asks the service first that usually has the port, and stops at an address that does not answer', async () => {
  it.fakes.probed.length = 0;
  await create({ kind: 'auto', url: 'https://manager-first.example:55000' });
  expect(it.fakes.probed).toEqual(['wazuh-manager']);
  it.fakes.probed.length = 0;
  it.fakes.script['wazuh-indexer'] = () => probes.untrusted('9A:41');
  const refused = await create({ kind: 'auto' });
  expect(it.fakes.probed).toEqual(['wazuh-indexer']);
  expect(refused.problem).toMatchObject({ code: 'connector.unknown', status: 404 });
});

test('"auto" that nobody lets in saves nothing and says which step failed', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  it.fakes.script['wazuh-manager'] = probes.wrongLogin;
  const body = draft({ kind: 'auto' });
  const { problem } = await it.app.call(admin, 'createConnection', { body });
  expect(problem.detail).toContain('Login refused: evidence of login');
  const { items } = (await it.app.call(admin, 'listConnections')).reply;
  expect(items.map((one) => one.baseUrl)).not.toContain(body.url);
});

test('a failing probe of a named kind is saved as failing, so that it can be put right', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  expect((await create()).reply).toMatchObject({
    ...{ status: 'failing', statusDetail: 'Login refused: evidence of login', instance: null, lastOkAt: null },
    sources: [{ isEnabled: true }, { isEnabled: true }],
  });
});

test('what the login may not read is saved paused, and the connection is well without it', async () => {
  it.fakes.script['wazuh-indexer'] = () => [
    ...probes.indexer().filter((one) => one.id !== 'states'),
    step({ id: 'states', state: 'failed', data: { role: 'PUT …' } }),
  ];
  expect((await create()).reply).toMatchObject({ status: 'ok', sources: [{ isEnabled: true }, { isEnabled: false }] });
});

test('one address is connected once for a customer and kind, however it is written', async () => {
  const harbor = await it.app.given.customer();
  const { url } = draft();
  expect((await create({ url })).outcome).toBe('200');
  expect((await create({ url: `${url.toUpperCase().replace('HTTPS', 'https')}/` })).outcome).toBe('connection.exists');
  expect((await create({ url, kind: 'auto' })).outcome).toBe('connection.exists');
  expect((await create({ url, kind: 'wazuh-manager' })).outcome).toBe('200');
  expect((await create({ url, customerId: harbor.wireId })).outcome).toBe('200');
});

test('two of the same sent at once make one', async () => {
  const { url } = draft();
  const outcomes = (await Promise.all([create({ url }), create({ url }), create({ url })])).map((one) => one.outcome);
  expect(outcomes.toSorted()).toEqual(['200', 'connection.exists', 'connection.exists']);
});

const wrong: [string, Record<string, unknown>, string, string | null][] = [
  ['an unknown kind', { kind: 'graylog' }, 'connector.unknown', null],
  ['a webhook by this route', { kind: 'webhook' }, 'connector.unknown', null],
  ['a customer that is not there', { customerId: 'cus_zzzz' }, 'customer.not_found', null],
  ['no user', { config: {} }, 'request.invalid', '/config/username'],
  ['no password', { secrets: {} }, 'request.invalid', '/secrets/password'],
  ['no address', { url: undefined }, 'request.invalid', '/url'],
  ['"auto" without an address', { kind: 'auto', url: undefined }, 'request.invalid', '/url'],
  ['"auto" without a user', { kind: 'auto', config: {} }, 'request.invalid', '/config/username'],
  ['a login inside the address', { url: 'https://reader:x@indexer.example' }, 'request.invalid', '/url'],
  ['an address that is no web address', { url: 'ftp://indexer.example' }, 'request.invalid', '/url'],
  [
    'a password among the settings',
    { config: { username: 'r', password: 'p' } },
    'request.invalid',
    '/config/password',
  ],
  ['an unknown secret', { secrets: { password: 'p', token: 't' } }, 'request.invalid', '/secrets/token'],
  ['an authority that is no PEM', { tls: { verify: 'ca', ca: 'none' } }, 'request.invalid', '/tls/ca'],
  ['no check of the certificate', { tls: { verify: 'off' } }, 'request.invalid', '/tls/verify'],
];

test.each(wrong)('%s is refused with its place', async (_what, changes, code, pointer) => {
  const { problem } = await create(changes);
  expect(problem.code).toBe(code);
  expect(problem.errors?.[0]?.pointer ?? null).toBe(pointer);
});

test.each(['http://169.254.169.254', 'https://[fe80::1]:9200', 'https://0.0.0.0:9200', 'https://2852039166/'])(
  '%s is blocked and never called',
  async (url) => {
    it.fakes.probed.length = 0;
    expect((await create({ url })).outcome).toBe('connection.blocked');
    expect((await create({ url, kind: 'auto' })).outcome).toBe('connection.blocked');
    expect(it.fakes.probed).toEqual([]);
  },
);
