import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fromId } from '../../../lib/ids.ts';
import { updateConnection } from '../change.ts';
import { draft, type IntegrationApp, startIntegrationApp } from '../testing/app.ts';
import { probes, sample, step } from '../testing/fakes.ts';
import { probeConnection } from './service.ts';

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

const create = async () => (await it.app.call(admin, 'createConnection', { body: draft() })).reply;
const probe = (id: string) => it.app.call(admin, 'probeConnection', { params: { connectionId: id } });
const count = async (table: string) => {
  const { rows } = await it.app.system.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx),
  );
  return rows[0]?.n;
};

test('a draft is probed and nothing of it is kept', async () => {
  const tables = ['connections', 'connection_secrets', 'connection_checks', 'sources', 'audit_events'];
  const before = await Promise.all(tables.map(count));
  const { reply } = await it.app.call(admin, 'probeDraft', { body: draft() });
  expect(reply).toMatchObject({ kind: 'wazuh-indexer', isOk: true, preview: null });
  expect(reply.steps).toHaveLength(7);
  expect(await Promise.all(tables.map(count))).toEqual(before);
});

test('a draft’s preview has the volume and events as they would look', async () => {
  const volume = { indices: 3, total: 900, newestAt: null, perDay: 140, minLevel: 7 };
  it.fakes.script['wazuh-indexer'] = () => [
    ...probes.indexer().filter((one) => one.id !== 'alerts'),
    step({ id: 'alerts', data: { volume } }),
    sample({ rule: { level: 9, description: 'sudo' }, agent: { name: 'web-01' } }),
  ];
  const { reply } = await it.app.call(admin, 'probeDraft', { body: draft() });
  expect(reply.preview).toEqual({
    perDay: 140,
    samples: [{ title: 'sudo', level: 9, at: null, host: 'web-01' }],
  });
});

test('a draft with an untrusted certificate shows the fingerprint to trust', async () => {
  it.fakes.script['wazuh-indexer'] = () => probes.untrusted('9A:41');
  const { reply } = await it.app.call(admin, 'probeDraft', { body: draft({ kind: 'auto' }) });
  expect(reply).toMatchObject({ kind: null, isOk: false });
  expect(reply.steps.find((one) => one.id === 'tls')).toMatchObject({ state: 'failed', fingerprint: '9A:41' });
});

test('a draft that no service lets in shows the probe that got furthest', async () => {
  it.fakes.script['wazuh-indexer'] = () => [
    step({ id: 'dns' }),
    step({ id: 'login', state: 'failed', title: 'Not it' }),
  ];
  it.fakes.script['wazuh-manager'] = probes.wrongLogin;
  const { reply } = await it.app.call(admin, 'probeDraft', { body: draft({ kind: 'auto' }) });
  expect([reply.kind, reply.steps.find((one) => one.state === 'failed')?.title]).toEqual([null, 'Login refused']);
});

test('a saved connection keeps the steps of its last probe and says since when it fails', async () => {
  const made = await create();
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  it.app.clock.advance(60_000);
  const failed = (await probe(made.id)).reply;
  expect(failed).toMatchObject({ status: 'failing', statusDetail: 'Login refused: evidence of login', version: 1 });
  expect(failed.lastOkAt).toBe(made.lastOkAt);
  expect(Date.parse(failed.lastCheckedAt ?? '') - Date.parse(made.lastCheckedAt ?? '')).toBe(60_000);
  expect(failed.steps.map((one) => one.state)).toEqual(['passed', 'passed', 'passed', 'failed', 'skipped']);
  it.fakes.script['wazuh-indexer'] = probes.indexer;
  expect((await probe(made.id)).reply).toMatchObject({ status: 'ok', statusDetail: null });
});

test('the instance is set by the first good probe and never moves', async () => {
  it.fakes.script['wazuh-indexer'] = probes.wrongLogin;
  const made = await create();
  expect(made.instance).toBeNull();
  it.fakes.script['wazuh-indexer'] = () => probes.indexer('first-name');
  expect((await probe(made.id)).reply.instance).toBe('first-name');
  it.fakes.script['wazuh-indexer'] = () => probes.indexer('second-name');
  expect((await probe(made.id)).reply.instance).toBe('first-name');
});

test('a probe of what was changed meanwhile is not noted', async () => {
  const made = await create();
  const id = fromId('connection', made.id) ?? -1;
  const { system } = it.app;
  it.fakes.script['wazuh-indexer'] = async () => {
    await updateConnection(system, it.fakes.parts, id, { name: 'Changed meanwhile' }, null);
    return probes.wrongLogin();
  };
  const { name, status, steps } = await probeConnection(system, it.fakes.parts, id, {});
  expect([name, status]).toEqual(['Changed meanwhile', 'ok']);
  expect(steps).toEqual(made.steps);
});

test('a refusal of a source that is paused does not fail the connection', async () => {
  const made = await create();
  it.fakes.script['wazuh-indexer'] = () => [
    ...probes.indexer().filter((one) => one.id !== 'states'),
    step({ id: 'states', state: 'failed', title: 'May not read states' }),
  ];
  expect((await probe(made.id)).reply.statusDetail).toBe('May not read states: evidence of states');
  const findings = made.sources.find((one) => one.purpose === 'findings')?.id ?? '';
  await it.app.call(admin, 'updateSource', { params: { sourceId: findings }, body: { isEnabled: false } });
  expect((await probe(made.id)).reply.status).toBe('ok');
});

test('only the last twenty probes of a connection are kept', async () => {
  const made = await create();
  const id = fromId('connection', made.id) ?? -1;
  for (let n = 0; n < 22; n++) await probeConnection(it.app.system, it.fakes.parts, id, {});
  const { rows } = await it.app.system.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from connection_checks where connection_id = ${id}`.execute(tx),
  );
  expect(rows[0]?.n).toBe(20);
});

test('a probe that the caller gave up ends, and notes nothing', async () => {
  const made = await create();
  const id = fromId('connection', made.id) ?? -1;
  it.fakes.script['wazuh-indexer'] = () => {
    throw new DOMException('gone', 'AbortError');
  };
  await expect(probeConnection(it.app.system, it.fakes.parts, id, {})).rejects.toThrow('gone');
  const { reply } = await it.app.call(admin, 'getConnection', { params: { connectionId: made.id } });
  expect(reply).toEqual(made);
});

test('a connection that is not there cannot be probed', async () => {
  expect((await probe('con_zzzz')).outcome).toBe('connection.not_found');
});
