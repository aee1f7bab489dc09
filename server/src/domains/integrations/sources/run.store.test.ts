import { afterAll, beforeAll, expect, test } from 'vitest';
import { meet } from '../../../../test/meeting.ts';
import { type IntegrationApp, startIntegrationApp } from '../testing/app.ts';
import { noteSourceRun, type SourceRun } from './run.store.ts';
import { findSourceRow, listSourceRows } from './store.ts';

let app: IntegrationApp['app'];
beforeAll(async () => {
  app = (await startIntegrationApp()).app;
});
afterAll(() => app.close());

const start = new Date('2026-08-20T12:00:00.000Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const note = (id: number, run: SourceRun) => app.system.write((tx) => noteSourceRun(tx, id, run));
const rowOf = (id: number) => app.system.read((tx) => findSourceRow(tx, id));
const connectionOf = async (sourceId: number) => {
  const row = await rowOf(sourceId);
  return app.system.read((tx) =>
    tx
      .selectFrom('connections')
      .select(['status', 'status_detail as detail', 'last_ok_at as okAt'])
      .where('id', '=', row?.connectionId ?? -1)
      .executeTakeFirst(),
  );
};

test('a good run sets where reading goes on and how late the newest event was', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true, watermarkAt: after(-5), lastEventAt: after(-3) });
  expect(await rowOf(id)).toMatchObject({
    ...{
      lastRunAt: start,
      lastOkAt: start,
      lastError: null,
      watermarkAt: after(-5),
      lastEventAt: after(-3),
      lastLagS: 3,
    },
  });
});

test('a run that brings nothing new forgets the lag of before and keeps the rest', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true, watermarkAt: after(-5), lastEventAt: after(-3) });
  await note(id, { at: after(10), ok: true });
  expect(await rowOf(id)).toMatchObject({ lastLagS: null, watermarkAt: after(-5), lastEventAt: after(-3) });
  await note(id, { at: after(20), ok: true, lastEventAt: after(-60) });
  expect(await rowOf(id)).toMatchObject({ lastLagS: null, lastEventAt: after(-3) });
});

test('an event from the future makes no negative lag', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true, lastEventAt: after(3_600) });
  expect((await rowOf(id))?.lastLagS).toBe(0);
});

test('a failed run moves neither the watermark nor the last good time', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true, watermarkAt: start });
  await note(id, { at: after(10), ok: false, error: 'refused the login' });
  expect(await rowOf(id)).toMatchObject({
    ...{ lastRunAt: after(10), lastOkAt: start, lastError: 'refused the login', watermarkAt: start },
  });
});

test('an endless error is cut', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: false, error: 'x'.repeat(5_000) });
  expect((await rowOf(id))?.lastError).toHaveLength(500);
});

test('a run that began before somebody chose a new start does not move the watermark', async () => {
  const id = await app.given.source();
  const version = (await rowOf(id))?.version ?? -1;
  await app.system.write((tx) =>
    tx
      .updateTable('sources')
      .set({ version: version + 1, watermark_at: null })
      .where('id', '=', id)
      .execute(),
  );
  await note(id, { at: start, ok: true, watermarkAt: start, version });
  expect(await rowOf(id)).toMatchObject({ watermarkAt: null, lastOkAt: start });
  await note(id, { at: start, ok: true, watermarkAt: start, version: version + 1 });
  expect((await rowOf(id))?.watermarkAt).toEqual(start);
});

test('a sweep is noted beside the run', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true, sweptAt: after(-1) });
  expect((await rowOf(id))?.lastSweptAt).toEqual(after(-1));
});

test('a connection fails while one of its sources does, and the change is told once', async () => {
  const id = await app.given.source();
  const connectionId = (await rowOf(id))?.connectionId ?? -1;
  const other = await app.given.source({ connectionId, purpose: 'findings' });
  expect(await note(id, { at: start, ok: true })).toBe(true);
  expect(await note(id, { at: after(1), ok: true })).toBe(false);
  expect(await note(other, { at: after(2), ok: false, error: 'no rights' })).toBe(true);
  expect(await note(id, { at: after(3), ok: true })).toBe(false);
  expect(await connectionOf(id)).toMatchObject({ status: 'failing', detail: 'no rights' });
  expect(await note(other, { at: after(4), ok: true })).toBe(true);
  expect(await connectionOf(id)).toMatchObject({ status: 'ok', detail: null });
});

test('the last good time of a connection is written at most once a minute', async () => {
  const id = await app.given.source();
  await note(id, { at: start, ok: true });
  await note(id, { at: after(30), ok: true });
  expect((await connectionOf(id))?.okAt).toEqual(start);
  await note(id, { at: after(61), ok: true });
  expect((await connectionOf(id))?.okAt).toEqual(after(61));
});

test('a source that was deleted meanwhile is no trouble', async () => {
  expect(await note(999_999, { at: start, ok: true })).toBe(false);
});

test('sources are listed by purpose, connection and whether they are read', async () => {
  const id = await app.given.source();
  const connectionId = (await rowOf(id))?.connectionId ?? -1;
  const findings = await app.given.source({ connectionId, purpose: 'findings' });
  const list = async (filter: object) =>
    (await app.system.read((tx) => listSourceRows(tx, { connectionId, ...filter }))).map((row) => row.id);
  expect(await list({})).toEqual([id, findings]);
  expect(await list({ purpose: 'findings' })).toEqual([findings]);
  await app.system.write((tx) =>
    tx.updateTable('sources').set({ is_enabled: false }).where('id', '=', findings).execute(),
  );
  expect(await list({ isEnabled: true })).toEqual([id]);
  await app.system.write((tx) =>
    tx.updateTable('connections').set({ is_enabled: false }).where('id', '=', connectionId).execute(),
  );
  expect(await list({ isEnabled: true })).toEqual([]);
  expect(await list({ isEnabled: false })).toEqual([id, findings]);
});

test('the longest pause between events is kept and fades over weeks; a run that brings nothing new changes nothing', async () => {
  const day = 86_400;
  const id = await app.given.source();
  const gap = async () => (await rowOf(id))?.usualGapS ?? null;
  const event = async (seconds: number) => {
    await note(id, { at: after(seconds), ok: true, lastEventAt: after(seconds) });
    return gap();
  };
  await app.system.write((tx) => tx.updateTable('sources').set({ created_at: start }).where('id', '=', id).execute());
  // What the first reading brings is from before it was made, and tells of no pause.
  expect(await event(-60)).toBeNull();
  expect(await event(40)).toBe(100);
  expect(await event(50)).toBeCloseTo(100, 1);
  await note(id, { at: after(5_000), ok: true });
  await note(id, { at: after(5_000), ok: false, error: 'No answer.' });
  await note(id, { at: after(5_000), ok: true, lastEventAt: after(45) });
  expect(await gap()).toBeCloseTo(100, 1);
  // A weekend of 60 hours, then a busy week: still more than half of it is expected.
  const monday = 50 + 60 * 3_600;
  expect(await event(monday)).toBe(60 * 3_600);
  for (let hour = 1; hour <= 5 * 24; hour++) await event(monday + hour * 3_600);
  expect(await gap()).toBeCloseTo(60 * 3_600 * Math.exp((-5 * day) / (14 * day)), 0);
  expect(2 * ((await gap()) ?? 0)).toBeGreaterThan(60 * 3_600);
});

test('a source whose first event comes late is as rare as that', async () => {
  const id = await app.given.source();
  await app.system.write((tx) =>
    tx.updateTable('sources').set({ created_at: start, last_event_at: null }).where('id', '=', id).execute(),
  );
  await note(id, { at: after(600_000), ok: true, lastEventAt: after(600_000) });
  await note(id, { at: after(600_010), ok: true, lastEventAt: after(600_010) });
  expect((await rowOf(id))?.usualGapS).toBeCloseTo(600_000, -1);
});

test('of two sources of a connection that end at the same time, the one that fails is told', async () => {
  const recovering = await app.given.source();
  const connectionId = (await rowOf(recovering))?.connectionId ?? -1;
  const failing = await app.given.source({ connectionId, purpose: 'findings' });
  const recovers = (context: typeof app.system) =>
    context.write((tx) => noteSourceRun(tx, recovering, { at: after(10), ok: true }));
  const fails = (context: typeof app.system) =>
    context.write((tx) => noteSourceRun(tx, failing, { at: after(10), ok: false, error: 'Now.' }));
  for (const [first, second] of [
    [recovers, fails],
    [fails, recovers],
  ] as const) {
    await note(recovering, { at: start, ok: false, error: 'Before.' });
    await note(failing, { at: start, ok: true });
    await meet(app.db, app.system, first, () => second(app.system));
    expect(await connectionOf(recovering)).toMatchObject({ status: 'failing', detail: 'Now.' });
  }
});
