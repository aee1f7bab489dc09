import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { createLog } from '../../lib/log.ts';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { openQueue } from './queue.ts';
import { silentMs } from './runner.ts';
import { getRun, startJob } from './service.ts';
import { startWorker, type Worker } from './worker.ts';

let app: TestApp;
const workers: Worker[] = [];
const did: string[] = [];
const job = (name: string, more: Partial<JobDefinition> = {}): JobDefinition => ({
  name,
  description: 'A job of a test.',
  cron: null,
  run: async ({ params }) => {
    did.push(`${name} ${String(params.n)}`);
    return { n: params.n };
  },
  ...more,
});
const definitions = [
  job('count'),
  job('fails', {
    run: async () => {
      throw new Error('It cannot work.');
    },
  }),
  job('clocked', { cron: '0 0 1 1 *' }),
];
const log = createLog('silent');

beforeAll(async () => {
  app = await startTestApp();
  // Looking for what others left by their own clock, they would sooner or later do what a message has to make them do.
  const every = setInterval;
  const rarely = (work: () => void, ms?: number) => every(work, ms === silentMs / 2 ? 2 ** 31 - 1 : ms);
  const spy = vi.spyOn(globalThis, 'setInterval').mockImplementation(rarely as typeof setInterval);
  for (let n = 0; n < 2; n++) {
    const boss = await openQueue(app.url, { isWorker: true, log });
    workers.push(await startWorker(app.system, boss, definitions));
  }
  spy.mockRestore();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await app.close();
});

const ended = (ids: number[]) =>
  expect
    .poll(
      async () => (await Promise.all(ids.map((id) => getRun(app.system, id)))).every((run) => run.endedAt !== null),
      { interval: 100 },
    )
    .toBe(true);

test('two workers do every run of many once', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  const ids = await Promise.all(
    Array.from({ length: 24 }, (_, n) => startJob(app.system, { boss, definitions }, 'count', { n })),
  );
  await ended(ids);
  expect([...did].sort()).toEqual(Array.from({ length: 24 }, (_, n) => `count ${n}`).sort());
  const states = new Set((await Promise.all(ids.map((id) => getRun(app.system, id)))).map((run) => run.state));
  expect(states).toEqual(new Set(['done']));
  await boss.stop({ graceful: false });
});

test('what a dead worker left is done at the next wake of any worker, whichever run it was for', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  const past = (ms: number) => new Date(app.clock.now().getTime() - ms);
  const left = async (heartbeatAt: Date) =>
    (
      await app.system.write((tx) =>
        tx
          .insertInto('job_runs')
          .values({
            job: 'count',
            trigger: 'person',
            params: '{"n":"left"}',
            state: 'running',
            attempt: 1,
            created_at: past(120_000),
            started_at: past(120_000),
            heartbeat_at: heartbeatAt,
          })
          .returning('id')
          .executeTakeFirstOrThrow(),
      )
    ).id;
  const [dead, alive] = [await left(past(31_000)), await left(past(5_000))];
  const other = await startJob(app.system, { boss, definitions }, 'count', { n: 'other' });
  await expect.poll(async () => (await getRun(app.system, dead)).state, { interval: 50 }).toBe('done');
  await ended([other]);
  expect((await getRun(app.system, alive)).state).toBe('running');
  expect(did.filter((line) => line === 'count left')).toHaveLength(1);
  await boss.stop({ graceful: false });
});

test('a run that fails is tried no second time behind our back', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  const id = await startJob(app.system, { boss, definitions }, 'fails');
  await ended([id]);
  expect(await getRun(app.system, id)).toMatchObject({ state: 'failed', error: 'It cannot work.' });
  const runs = await app.system.read((tx) =>
    tx.selectFrom('job_runs').select('id').where('job', '=', 'fails').execute(),
  );
  expect(runs).toHaveLength(1);
  await boss.stop({ graceful: false });
});

test('a start that is rolled back leaves neither run nor message', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  const broken: Context = { ...app.system, record: () => Promise.reject(new Error('no record, no run')) };
  await expect(startJob(broken, { boss, definitions }, 'count', { n: 'never' })).rejects.toThrow('no record');
  const id = await startJob(app.system, { boss, definitions }, 'count', { n: 'next' });
  await ended([id]);
  expect(did).not.toContain('count never');
  await boss.stop({ graceful: false });
});

test('the clock of the queue follows the schedule table', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  const schedules = (await boss.getSchedules()).map((schedule) => [schedule.name, schedule.cron]);
  expect(schedules).toContainEqual(['clocked', '0 0 1 1 *']);
  expect(schedules.map(([name]) => name)).not.toContain('count');
  await boss.stop({ graceful: false });
});

test('a message of the clock makes a run of its own', async () => {
  const boss = await openQueue(app.url, { isWorker: false, log });
  await boss.send('clocked', { job: 'clocked' });
  await expect.poll(() => did.filter((line) => line.startsWith('clocked')).length).toBe(1);
  await expect
    .poll(
      async () =>
        await app.system.read((tx) =>
          tx.selectFrom('job_runs').select(['trigger', 'state']).where('job', '=', 'clocked').execute(),
        ),
    )
    .toEqual([{ trigger: 'schedule', state: 'done' }]);
  const row = await app.system.read((tx) =>
    tx.selectFrom('schedules').select('last_success_at').where('job', '=', 'clocked').executeTakeFirst(),
  );
  expect(row?.last_success_at).toEqual(app.clock.now());
  await boss.stop({ graceful: false });
});
