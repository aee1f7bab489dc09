import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GivenUser } from '../../../test/given.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { fromId } from '../../lib/ids.ts';

let app: TestApp;
let admin: GivenUser;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.given.user();
});
afterAll(() => app.close());

const get = (runId: string) => app.call(admin, 'getRun', { params: { runId } });
const cancel = (runId: string) => app.call(admin, 'cancelRun', { params: { runId } });

test('a started job waits as a run with its message, both from one transaction', async () => {
  const run = (await app.call(admin, 'startJob', { params: { job: 'tidy-runs' } })).reply;
  expect(run).toMatchObject({
    job: 'tidy-runs',
    trigger: 'person',
    state: 'waiting',
    canCancel: true,
    startedAt: null,
  });
  const events = await app.system.read((tx) =>
    tx.selectFrom('audit_events').select(['event_type', 'actor_name']).where('resource_id', '=', run.id).execute(),
  );
  expect(events).toEqual([{ event_type: 'job_started', actor_name: admin.username }]);
  const row = await app.system.read((tx) =>
    tx
      .selectFrom('job_runs')
      .select('requested_by')
      .where('id', '=', fromId('run', run.id) ?? 0)
      .executeTakeFirst(),
  );
  expect(row?.requested_by).toBe(admin.id);
});

test('a job that nobody knows is not started', async () => {
  expect((await app.call(admin, 'startJob', { params: { job: 'format-disk' } })).outcome).toBe('job.unknown');
  expect((await app.call(admin, 'startJob', { params: { job: "x'; drop table job_runs" } })).outcome).toBe(
    'job.unknown',
  );
});

test('a waiting run is cancelled at once, an ended one cannot be, an absent one is not there', async () => {
  const run = (await app.call(admin, 'startJob', { params: { job: 'tidy-runs' } })).reply;
  expect((await cancel(run.id)).reply).toMatchObject({ state: 'cancelled', canCancel: false });
  expect((await cancel(run.id)).outcome).toBe('run.ended');
  const done = app.given.wire('run', await app.given.run({ state: 'done' }));
  expect((await cancel(done)).outcome).toBe('run.ended');
  expect((await cancel('run_zzzzz')).outcome).toBe('run.not_found');
  expect((await get('run_zzzzz')).outcome).toBe('run.not_found');
  expect((await get('run_!')).outcome).toBe('request.invalid');
});

test('a running run is asked once to stop', async () => {
  const running = app.given.wire('run', await app.given.run({ state: 'running' }));
  expect((await cancel(running)).reply).toMatchObject({ state: 'running', canCancel: false });
  expect((await get(running)).reply.canCancel).toBe(false);
});

test('runs are listed newest first, by job, page by page without a gap', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.unshift(app.given.wire('run', await app.given.run({ job: 'paged' })));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = (
      await app.call(admin, 'listRuns', {
        query: { job: 'paged', limit: 3, ...(cursor === undefined ? {} : { cursor }) },
      })
    ).reply;
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(ids);
  expect((await app.call(admin, 'listRuns', { query: { cursor: 'nonsense' } })).outcome).toBe('cursor.invalid');
  expect((await app.call(admin, 'listRuns', { query: { limit: 201 } })).outcome).toBe('request.invalid');
});

test('runs are of the installation: who sees some customers neither sees, starts nor stops them', async () => {
  const customer = await app.given.customer();
  const scoped = await app.given.user({ role: 'analyst', customers: [customer.id] });
  const id = app.given.wire('run', await app.given.run({ state: 'running' }));
  expect((await app.call(scoped, 'listRuns')).reply.items).toEqual([]);
  expect((await app.call(scoped, 'getRun', { params: { runId: id } })).outcome).toBe('run.not_found');
  expect((await app.call(scoped, 'cancelRun', { params: { runId: id } })).outcome).toBe('run.not_found');
  expect((await app.call(scoped, 'startJob', { params: { job: 'tidy-runs' } })).outcome).toBe('permission.missing');
  expect((await get(id)).reply.state).toBe('running');
  const reader = await app.given.user({ role: 'readonly' });
  expect((await app.call(reader, 'startJob', { params: { job: 'tidy-runs' } })).outcome).toBe('permission.missing');
});

test('old runs and delivered changes are removed, living ones never', async () => {
  const [old, living] = [
    await app.given.run({ job: 'tidied' }),
    await app.given.run({ job: 'tidied', state: 'running' }),
  ];
  app.clock.advance(31 * 86_400_000);
  const fresh = await app.given.run({ job: 'tidied' });
  const keeper = { cookie: await app.given.session(admin.id) };
  expect(await app.runJob('tidy-runs')).toMatchObject({ runs: expect.any(Number), changes: expect.any(Number) });
  const left = (await app.call(keeper, 'listRuns', { query: { job: 'tidied' } })).reply.items.map((item) =>
    fromId('run', item.id),
  );
  expect(left).toEqual([fresh, living]);
  expect(left).not.toContain(old);
});
