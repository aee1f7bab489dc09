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

test('states have neither start nor level: both are refused at their fields, and nothing else of the change holds', async () => {
  const made = (await it.app.call(admin, 'createConnection', { body: draft() })).reply;
  await it.app.system.write((tx) =>
    tx
      .updateTable('sources')
      .set({ purpose: 'findings', min_level: 0 })
      .where('id', '=', number(made.sources[0]?.id ?? ''))
      .execute(),
  );
  const id = made.sources[0]?.id ?? '';
  const refused = await update(id, { since: '7d', minLevel: 3, everyS: 60 });
  expect(refused.problem).toMatchObject({
    code: 'request.invalid',
    errors: [{ pointer: '/since' }, { pointer: '/minLevel' }],
  });
  expect((await rowOf(id))?.everyS).not.toBe(60);
  expect((await update(id, { everyS: 60 })).reply.everyS).toBe(60);
});

test('a source that answers but fell silent says so until an event comes; a change lets it learn anew', async () => {
  const { id } = await alertSource();
  const at = (hours: number) => new Date(it.app.clock.now().getTime() - hours * 3_600_000);
  const quiet = async () => {
    const { items } = (await it.app.call(admin, 'listConnections')).reply;
    return items.flatMap((one) => one.sources).find((one) => one.id === id)?.quiet;
  };
  await it.app.system.write(async (tx) => {
    const past = { created_at: at(800), updated_at: at(800), last_event_at: at(11), usual_gap_s: 600 };
    await tx.updateTable('sources').set(past).where('id', '=', number(id)).execute();
    await noteSourceRun(tx, number(id), { at: at(10), ok: true, lastEventAt: at(10) });
    await noteSourceRun(tx, number(id), { at: at(0), ok: true });
  });
  expect(await quiet()).toEqual({ forS: 36_000, usualS: 3_600 });
  await it.app.system.write((tx) => noteSourceRun(tx, number(id), { at: at(0), ok: true, lastEventAt: at(0) }));
  expect(await quiet()).toBeNull();
  await it.app.system.write((tx) =>
    tx
      .updateTable('sources')
      .set({ last_event_at: at(50), usual_gap_s: 600 })
      .where('id', '=', number(id))
      .execute(),
  );
  expect(await quiet()).toMatchObject({ forS: 50 * 3_600 });
  expect((await update(id, { minLevel: 12 })).reply.quiet).toBeNull();
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
