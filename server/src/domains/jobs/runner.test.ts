import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { systemContext } from '../access/index.ts';
import { type JobContext, type JobDefinition, wholeRun } from './job.ts';
import { silentMs, workOn } from './runner.ts';
import * as runs from './runs.store.ts';
import { cancelRun, getRun } from './service.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const define = (run: JobDefinition['run']): JobDefinition => ({
  name: 'test-job',
  description: 'A job of a test.',
  cron: null,
  run,
});
const insert = (params: Record<string, unknown> = {}) =>
  app.system.write((tx) =>
    runs.insertRun(tx, { job: 'test-job', trigger: 'person', params, requestedBy: null, now: app.clock.now() }),
  );
const runOf = (id: number) => getRun(app.system, id);
const never = new AbortController().signal;

/** A job that waits until the test lets it go on. */
function gate() {
  let open: () => void = () => undefined;
  let entered: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  const isEntered = new Promise<void>((resolve) => (entered = resolve));
  return { open, isEntered, wait: () => (entered(), isOpen) };
}

test('a run tells its phase, its percent, its log and what it did', async () => {
  const id = await insert({ only: 'harbor' });
  await workOn(
    app.system,
    define(async (job) => {
      expect(job.params).toEqual({ only: 'harbor' });
      await job.progress('reading', 33.4);
      expect(await runOf(id)).toMatchObject({ state: 'running', phase: 'reading', percent: 33, canCancel: true });
      await job.progress('writing');
      await job.progress('too much', 250);
      await job.log('first');
      await job.log('second');
      return { rows: 3 };
    }),
    id,
    never,
  );
  expect(await runOf(id)).toMatchObject({
    state: 'done',
    phase: 'too much',
    percent: 100,
    stats: { rows: 3 },
    error: null,
    canCancel: false,
    log: [expect.stringMatching(/^2026-.*Z first$/), expect.stringContaining('second')],
  });
  const events = await app.system.read((tx) =>
    tx.selectFrom('audit_events').select('event_type').where('resource_id', '=', app.given.wire('run', id)).execute(),
  );
  expect(events).toEqual([{ event_type: 'job_done' }]);
});

test('a run that fails says why, and is no success', async () => {
  const id = await insert();
  await workOn(
    app.system,
    define(async () => {
      throw new Error('The product did not answer.');
    }),
    id,
    never,
  );
  expect(await runOf(id)).toMatchObject({ state: 'failed', error: 'The product did not answer.' });
});

test('a run of which a part failed has failed, says why, and keeps what the other parts counted', async () => {
  const id = await insert();
  const errors = ['North: no answer.', 'South: refused.'];
  await workOn(
    app.system,
    define(async () => wholeRun({ read: 25, errors })),
    id,
    never,
  );
  expect(await runOf(id)).toMatchObject({
    state: 'failed',
    error: 'North: no answer. South: refused.',
    stats: { read: 25 },
  });
  expect(wholeRun({ read: 3, errors: [] })).toEqual({ read: 3 });
});

test('two workers, one run: the second does nothing', async () => {
  const id = await insert();
  const door = gate();
  let times = 0;
  const job = define(async () => {
    times++;
    await door.wait();
    return {};
  });
  const first = workOn(app.system, job, id, never);
  await door.isEntered;
  await workOn(app.system, job, id, never);
  door.open();
  await first;
  await workOn(app.system, job, id, never);
  expect(times).toBe(1);
});

test('many workers at the same instant: one begins', async () => {
  const id = await insert();
  let times = 0;
  const job = define(async () => {
    times++;
    return {};
  });
  await Promise.all(Array.from({ length: 8 }, () => workOn(app.system, job, id, never)));
  expect(times).toBe(1);
});

test('a person cancels: the signal tells the job, and the run ends as cancelled', async () => {
  const id = await insert();
  const door = gate();
  const working = workOn(
    app.system,
    define(async (job) => {
      void door.wait();
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
      job.signal.throwIfAborted();
      return {};
    }),
    id,
    never,
  );
  await door.isEntered;
  expect((await cancelRun(app.system, id)).canCancel).toBe(false);
  await working;
  expect(await runOf(id)).toMatchObject({ state: 'cancelled', error: null });
});

test('a run that was cancelled before anybody took it is never begun', async () => {
  const id = await insert();
  expect((await cancelRun(app.system, id)).state).toBe('cancelled');
  await workOn(
    app.system,
    define(async () => {
      throw new Error('It was begun.');
    }),
    id,
    never,
  );
  expect((await runOf(id)).error).toBeNull();
});

test('a worker that was killed is replaced after 30 s of silence, from its checkpoint', async () => {
  const id = await insert();
  const begun = await app.system.write((tx) =>
    runs.beginRun(tx, id, app.clock.now(), new Date(app.clock.now().getTime() - silentMs)),
  );
  expect(begun?.checkpoint).toBeNull();
  await app.system.write((tx) => runs.saveCheckpoint(tx, { id, attempt: begun?.attempt ?? 0 }, { page: 7 }));
  const seen: unknown[] = [];
  const job = define(async (context) => {
    seen.push(context.checkpoint);
    return {};
  });
  app.clock.advance(silentMs - 1_000);
  await workOn(app.system, job, id, never);
  expect(seen).toEqual([]);
  app.clock.advance(2_000);
  const orphans = await app.system.read((tx) => runs.listOrphans(tx, new Date(app.clock.now().getTime() - silentMs)));
  expect(orphans).toContainEqual({ id, job: 'test-job' });
  await workOn(app.system, job, id, never);
  expect(seen).toEqual([{ page: 7 }]);
  expect((await runOf(id)).state).toBe('done');
});

test('a worker that stops leaves its run running, for another to go on with', async () => {
  const id = await insert();
  const stop = new AbortController();
  const door = gate();
  const working = workOn(
    app.system,
    define(async (job: JobContext) => {
      await job.saveCheckpoint({ page: 2 });
      void door.wait();
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
      job.signal.throwIfAborted();
      return {};
    }),
    id,
    stop.signal,
  );
  await door.isEntered;
  stop.abort(new Error('The worker stops.'));
  await expect(working).rejects.toThrow('The worker stops.');
  expect((await runOf(id)).state).toBe('running');
  app.clock.advance(silentMs + 1);
  const resumed: unknown[] = [];
  await workOn(
    app.system,
    define(async (job) => {
      resumed.push(job.checkpoint);
      return {};
    }),
    id,
    never,
  );
  expect(resumed).toEqual([{ page: 2 }]);
});

test('the pulse of a living run keeps others off', async () => {
  const id = await insert();
  const door = gate();
  const working = workOn(
    app.system,
    define(async () => {
      await door.wait();
      return {};
    }),
    id,
    never,
  );
  await door.isEntered;
  app.clock.advance(silentMs + 1);
  await expect
    .poll(async () =>
      (await app.system.read((tx) => runs.listOrphans(tx, new Date(app.clock.now().getTime() - silentMs)))).some(
        (orphan) => orphan.id === id,
      ),
    )
    .toBe(false);
  door.open();
  await working;
});

test('the log keeps its newest 200 lines', async () => {
  const id = await insert();
  await app.system.write(async (tx) => {
    const run = await runs.beginRun(tx, id, app.clock.now(), app.clock.now());
    for (let n = 1; n <= 205; n++) await runs.addLog(tx, run ?? { id, attempt: 0 }, `line ${n}`);
  });
  const { log } = await runOf(id);
  expect([log.length, log[0], log.at(-1)]).toEqual([200, 'line 6', 'line 205']);
});

test('a worker that was paused until another took its run over writes nothing more into it', async () => {
  const id = await insert();
  const [paused, second] = [gate(), gate()];
  const later = new Date(app.clock.now().getTime() + silentMs + 1_000);
  const other = systemContext({ ...app.parts, clock: { now: () => later } });
  const late: string[] = [];
  const pausedWork = workOn(
    app.system,
    define(async (job) => {
      await job.progress('first');
      await paused.wait();
      for (const write of [() => job.progress('late'), () => job.log('late'), () => job.saveCheckpoint('late')])
        await write().catch((error: unknown) => late.push(String(error)));
      return { who: 'the paused one' };
    }),
    id,
    never,
  );
  await paused.isEntered;
  const secondWork = workOn(
    other,
    define(async (job) => {
      await job.progress('second');
      await second.wait();
      return { who: 'the second' };
    }),
    id,
    never,
  );
  await second.isEntered;
  paused.open();
  await pausedWork;
  expect(late).toHaveLength(3);
  expect(await runOf(id)).toMatchObject({ state: 'running', phase: 'second', log: [], stats: {} });
  second.open();
  await secondWork;
  expect(await runOf(id)).toMatchObject({ state: 'done', stats: { who: 'the second' } });
  const ends = await app.system.read((tx) =>
    tx.selectFrom('audit_events').select('event_type').where('resource_id', '=', app.given.wire('run', id)).execute(),
  );
  expect(ends).toEqual([{ event_type: 'job_done' }]);
});
