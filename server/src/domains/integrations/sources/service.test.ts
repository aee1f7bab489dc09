import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromId } from '../../../lib/ids.ts';
import { noteSourceRun } from '../index.ts';
import { draft, type IntegrationApp, startIntegrationApp } from '../testing/app.ts';
import { findSourceRow } from './store.ts';

let it: IntegrationApp;
let admin: { cookie: string };
beforeAll(async () => {
  it = await startIntegrationApp();
  admin = await it.app.given.user();
});
afterAll(() => it.app.close());

const alertSource = async () => {
  const made = (await it.app.call(admin, 'createConnection', { body: draft() })).reply;
  const [source] = made.sources;
  if (source === undefined) throw new Error('The connection has no source.');
  return source;
};
const number = (id: string) => fromId('source', id) ?? -1;
const rowOf = (id: string) => it.app.system.read((tx) => findSourceRow(tx, number(id)));
const update = (id: string, body: Record<string, unknown>, version?: number) =>
  it.app.call(
    admin,
    'updateSource',
    { params: { sourceId: id }, body },
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );

test('level, pace and pause change alone; the watermark stays', async () => {
  const source = await alertSource();
  const watermarkAt = it.app.clock.now();
  await it.app.system.write((tx) => noteSourceRun(tx, number(source.id), { at: watermarkAt, ok: true, watermarkAt }));
  const { reply } = await update(source.id, { minLevel: 0, everyS: 60, isEnabled: false });
  expect(reply).toMatchObject({ minLevel: 0, everyS: 60, isEnabled: false, sinceAt: source.sinceAt, version: 2 });
  expect((await rowOf(source.id))?.watermarkAt).toEqual(watermarkAt);
});

test('a new start is read from there again', async () => {
  const source = await alertSource();
  const at = it.app.clock.now();
  await it.app.system.write((tx) => noteSourceRun(tx, number(source.id), { at, ok: true, watermarkAt: at }));
  expect((await update(source.id, { since: '7d' })).reply.sinceAt).toBe('2026-08-13T12:00:00.000Z');
  expect((await rowOf(source.id))?.watermarkAt).toBeNull();
  expect((await update(source.id, { since: 'all' })).reply.sinceAt).toBeNull();
});

test('a change of an older version is refused', async () => {
  const source = await alertSource();
  expect((await update(source.id, { minLevel: 3 }, 1)).headers.etag).toBe('"2"');
  const late = await update(source.id, { minLevel: 4 }, 1);
  expect([late.status, late.outcome]).toEqual([412, 'version.conflict']);
  expect((await rowOf(source.id))?.minLevel).toBe(3);
});

test.each([
  ['a start of another form', { since: 'yesterday' }],
  ['a level that Wazuh does not have', { minLevel: 17 }],
  ['a pace that would be a flood', { everyS: 1 }],
])('%s is refused', async (_what, body) => {
  expect((await update((await alertSource()).id, body)).outcome).toBe('request.invalid');
});

test('a source runs now when asked, by the starter it was given', async () => {
  const source = await alertSource();
  const run = (sourceId: string) => it.app.call(admin, 'runSource', { params: { sourceId } });
  expect((await run(source.id)).reply.runId).toMatch(/^run_/);
  expect(it.started.at(-1)).toBe(number(source.id));
  it.started.length = 0;
  expect((await run('src_zzzz')).outcome).toBe('source.not_found');
  expect(it.started).toEqual([]);
});

test('a source that is not there cannot be changed', async () => {
  expect((await update('src_zzzz', { minLevel: 3 })).outcome).toBe('source.not_found');
});

test('a reader may not change or run a source', async () => {
  const reader = await it.app.given.user({ role: 'readonly' });
  const params = { sourceId: (await alertSource()).id };
  expect((await it.app.call(reader, 'updateSource', { params, body: { minLevel: 1 } })).outcome).toBe(
    'permission.missing',
  );
  expect((await it.app.call(reader, 'runSource', { params })).outcome).toBe('permission.missing');
});
