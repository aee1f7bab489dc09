import type { Job } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GivenUser } from '../../../test/given.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { Timetable } from './timetable.ts';

let app: TestApp;
let admin: GivenUser;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.given.user();
});
afterAll(() => app.close());

const change = (job: string, body: { cron?: string; isEnabled?: boolean }, by = admin) =>
  app.call(by, 'updateSchedule', { params: { job }, body });
const jobs = async (by = admin): Promise<Map<string, Job>> =>
  new Map((await app.call(by, 'getHealth')).reply.jobs.map((job) => [job.name, job]));
const trail = () =>
  app.system.read((tx) =>
    tx
      .selectFrom('audit_events')
      .select(['actor_name', 'resource_id', 'before', 'after'])
      .where('event_type', '=', 'schedule_updated')
      .orderBy('id')
      .execute(),
  );

test('a schedule is changed before any worker came, written down, and followed by every worker', async () => {
  expect((await change('tidy-runs', { cron: '0  5 * * 1-5' })).reply).toMatchObject({
    name: 'tidy-runs',
    cron: '0 5 * * 1-5',
    isEnabled: true,
    canSchedule: true,
  });
  expect((await jobs()).get('tidy-runs')?.cron).toBe('0 5 * * 1-5');
  expect(await trail()).toMatchObject([
    {
      actor_name: admin.username,
      resource_id: 'tidy-runs',
      before: { cron: '17 3 * * *', isEnabled: true },
      after: { cron: '0 5 * * 1-5', isEnabled: true },
    },
  ]);
  const told: string[] = [];
  const clockwork = {
    schedule: async (name: string, cron: string) => void told.push(`${name} ${cron}`),
    unschedule: async () => undefined,
  };
  await new Timetable(app.system, clockwork, app.jobs).open();
  expect(told).toContain('tidy-runs 0 5 * * 1-5');
});

test('a change that changes nothing is not written down', async () => {
  const before = (await trail()).length;
  expect((await change('tidy-runs', {})).status).toBe(200);
  expect((await change('tidy-runs', { cron: '0 5 * * 1-5', isEnabled: true })).status).toBe(200);
  expect(await trail()).toHaveLength(before);
});

test('who read the schedule before somebody changed it is told so', async () => {
  const params = { job: 'tidy-runs' };
  const read = (await jobs()).get('tidy-runs')?.version ?? 0;
  const late = { 'if-match': `"${read}"` };
  expect((await app.call(admin, 'updateSchedule', { params, body: { isEnabled: false } }, late)).headers.etag).toBe(
    `"${read + 1}"`,
  );
  const refused = await app.call(admin, 'updateSchedule', { params, body: { isEnabled: true } }, late);
  expect([refused.status, refused.outcome]).toEqual([412, 'version.conflict']);
  expect((await jobs()).get('tidy-runs')?.isEnabled).toBe(false);
  await change('tidy-runs', { isEnabled: true });
});

test('switching off keeps the time, and the time of the code is again that of the code', async () => {
  expect((await change('tidy-runs', { isEnabled: false })).reply).toMatchObject({
    cron: '0 5 * * 1-5',
    isEnabled: false,
  });
  expect((await change('tidy-runs', { isEnabled: true, cron: '17 3 * * *' })).reply.isEnabled).toBe(true);
  const rows = await app.system.read((tx) =>
    tx.selectFrom('schedules').select(['is_edited', 'is_enabled']).where('job', '=', 'tidy-runs').execute(),
  );
  // A later release may move it.
  expect(rows).toEqual([{ is_edited: false, is_enabled: true }]);
});

test('a loop takes seconds, and what cannot be read is told at the field and changes nothing', async () => {
  expect((await change('collect-alerts', { cron: 'every 15 s' })).reply.cron).toBe('every 15 s');
  const refused = await change('collect-alerts', { cron: '* * * * *', isEnabled: false });
  expect(refused.problem).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/cron' }] });
  expect((await jobs()).get('collect-alerts')).toMatchObject({ cron: 'every 15 s', isEnabled: true });
});

test('a job on demand has no schedule, and an unknown one is not there', async () => {
  expect((await change('sync-findings', { isEnabled: false })).outcome).toBe('request.invalid');
  expect((await change('no-such-job', { isEnabled: false })).outcome).toBe('job.unknown');
  expect((await jobs()).get('sync-findings')).toMatchObject({ cron: 'on demand', canRun: true, canSchedule: false });
});

test('only an administrator changes a schedule, and each is told what they may', async () => {
  const analyst = await app.given.user({ role: 'analyst' });
  const customer = await app.given.customer();
  const scoped = await app.given.user({ role: 'analyst', customers: [customer.id] });
  for (const one of [analyst, scoped])
    expect((await change('tidy-runs', { isEnabled: false }, one)).outcome).toBe('permission.missing');
  expect((await jobs(analyst)).get('tidy-runs')).toMatchObject({ canRun: true, canSchedule: false, isEnabled: true });
  expect((await jobs(scoped)).get('tidy-runs')).toMatchObject({ canRun: false, canSchedule: false });
});

test('the demo is no job of a house without one; where it is on, an administrator starts it and nobody else', async () => {
  const start = (by: GivenUser) => app.call(by, 'startJob', { params: { job: 'demo-remove' } });
  expect([...(await jobs()).keys()].filter((name) => name.startsWith('demo-'))).toEqual([]);
  expect((await start(admin)).outcome).toBe('job.unknown');

  // Whatever the setting says: a demo that is there can be taken away.
  await app.system.write(async (tx) => {
    const { id } = await tx
      .insertInto('connections')
      .values({ kind: 'demo', name: 'Demo', is_demo: true, instance: 'demo', status: 'ok' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const source = { connection_id: id, purpose: 'alerts', delivery: 'push', name: 'Demo', product: 'wazuh' } as const;
    await tx
      .insertInto('sources')
      .values({ ...source, index_pattern: '' })
      .execute();
  });
  const analyst = await app.given.user({ role: 'analyst' });
  expect((await jobs(analyst)).get('demo-remove')).toMatchObject({ canRun: false });
  expect((await start(analyst)).outcome).toBe('permission.missing');
  expect((await jobs()).get('demo-remove')).toMatchObject({ canRun: true });
  expect((await start(admin)).reply.state).toBe('waiting');
});
