import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GivenCustomer, GivenUser } from '../../test/given.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';

let app: TestApp;
let admin: GivenUser;
let harbor: GivenCustomer;
let kestrel: GivenCustomer;
beforeAll(async () => {
  // The jobs of the demo are told where it is on.
  app = await startTestApp({ environment: { WF_DEMO: 'on' } });
  admin = await app.given.user();
  [harbor, kestrel] = [await app.given.customer(), await app.given.customer()];
  const [ofHarbor, ofKestrel] = [
    await app.given.source({ customerId: harbor.id }),
    await app.given.source({ customerId: kestrel.id }),
  ];
  await app.given.parked({ sourceId: ofHarbor, customerId: harbor.id, reason: 'time_invalid' });
  app.clock.advance(5_000);
  await app.given.parked({ sourceId: ofHarbor, customerId: harbor.id, reason: 'time_invalid' });
  await app.given.parked({ sourceId: ofKestrel, customerId: kestrel.id, reason: 'too_large' });
  await app.given.parked({ sourceId: ofKestrel });
  await app.given.run({ job: 'tidy-runs', state: 'failed' });
});
afterAll(() => app.close());

const health = async (caller: { cookie: string }) => (await app.call(caller, 'getHealth')).reply;
const parkedOf = async (caller: { cookie: string }) =>
  Object.fromEntries((await health(caller)).parked.map(({ reason, count }) => [reason, count]));

test('health tells how each part does, as of when, and what to do about what is parked', async () => {
  const told = await health(admin);
  expect(told.asOf).toBe(app.clock.now().toISOString());
  expect(told.database).toMatchObject({ isEmbedded: false, version: expect.stringMatching(/^\d+\.\d+/) });
  expect(told.database.sizeBytes).toBeGreaterThan(1_000_000);
  expect(told.sources).toHaveLength(2);
  expect(told.parked.find(({ reason }) => reason === 'time_invalid')).toEqual({
    reason: 'time_invalid',
    count: 2,
    lastAt: app.clock.now().toISOString(),
    advice: 'The event has no time that can be true. Correct its source, then replay.',
  });
});

test('every job that the program knows is told once, with its schedule and its last run', async () => {
  const { jobs } = await health(admin);
  expect(jobs.map(({ name }) => name)).toEqual(app.jobs.map(({ name }) => name));
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
  expect(jobs.find(({ name }) => name === 'tidy-runs')).toMatchObject({ lastRun: { state: 'failed' } });
  expect(jobs.find(({ name }) => name === 'sync-alerts')).toMatchObject({ lastRun: null, cron: 'on demand' });
});

test('who sees one customer is told of its sources and its parked events, and not of those that nobody owns', async () => {
  const narrow = await app.given.user({ role: 'analyst', customers: [harbor.id] });
  expect(await parkedOf(admin)).toEqual({ time_invalid: 2, too_large: 1, customer_unknown: 1 });
  expect(await parkedOf(narrow)).toEqual({ time_invalid: 2 });
  expect((await health(narrow)).sources.map(({ customer }) => customer?.id)).toEqual([harbor.wireId]);
});

test('settings are changed by who may, within their bounds, and others read what holds', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  const change = (caller: { cookie: string }, body: Record<string, number>) =>
    app.call(caller, 'updateSettings', { body });
  expect((await change(admin, { runRetentionDays: 14 })).reply).toMatchObject({ runRetentionDays: 14 });
  expect((await app.call(analyst, 'getSettings')).reply).toMatchObject({
    runRetentionDays: 14,
    eventRetentionDays: 90,
  });
  expect((await change(analyst, { runRetentionDays: 1 })).outcome).toBe('permission.missing');
  const refused = await change(admin, { runRetentionDays: 0, eventRetentionDays: 4_000 });
  expect(refused.problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
    '/eventRetentionDays',
    '/runRetentionDays',
  ]);
  expect((await app.call(admin, 'getSettings')).reply).toMatchObject({ runRetentionDays: 14, eventRetentionDays: 90 });
});
