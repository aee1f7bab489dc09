import type { PgBoss } from 'pg-boss';
import type { Context } from '../access/index.ts';
import type { JobContext, JobDefinition } from './job.ts';
import { ensureQueue, type Message } from './queue.ts';
import { silentMs, workOn } from './runner.ts';
import * as store from './store.ts';

export type Worker = { stop(): Promise<void> };

/** Starts to work: takes messages, keeps the clock of scheduled jobs, runs the loops, and picks up what dead workers left. */
export async function startWorker(system: Context, boss: PgBoss, jobs: readonly JobDefinition[]): Promise<Worker> {
  const stop = new AbortController();
  await system.write((tx) => store.syncSchedules(tx, jobs));
  const schedules = new Map((await system.read(store.listSchedules)).map((row) => [row.job, row]));
  for (const job of jobs) {
    await ensureQueue(boss, job.name);
    const schedule = schedules.get(job.name);
    if (job.cron && schedule?.isEnabled) await boss.schedule(job.name, schedule.cron, { job: job.name }, { tz: 'UTC' });
    else await boss.unschedule(job.name);
    await boss.work<Message>(job.name, { batchSize: 1, pollingIntervalSeconds: 2 }, async ([message]) => {
      if (message) await take(system, job, message.data, stop.signal);
    });
  }
  const timers = [
    setInterval(
      () => void adopt(system, boss, stop.signal).catch((error) => system.log.warn({ err: error }, 'adopting runs')),
      silentMs / 2,
    ),
    ...jobs.filter((job) => job.everyS !== undefined).map((job) => loop(system, job, stop.signal)),
  ];
  return {
    stop: async () => {
      stop.abort();
      for (const timer of timers) clearInterval(timer);
      await boss.stop({ graceful: true, timeout: 3_000 });
    },
  };
}

async function take(system: Context, job: JobDefinition, message: Message, stop: AbortSignal): Promise<void> {
  const runId =
    message.runId ??
    (await system.write((tx) =>
      store.insertRun(tx, {
        job: job.name,
        trigger: 'schedule',
        params: {},
        requestedBy: null,
        now: system.clock.now(),
      }),
    ));
  await workOn(system, job, runId, stop);
}

/** Sends messages for runs that wait or whose worker fell silent. Twice is harmless: only one worker can begin a run. */
async function adopt(system: Context, boss: PgBoss, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const silentSince = new Date(system.clock.now().getTime() - silentMs);
  for (const orphan of await system.read((tx) => store.listOrphans(tx, silentSince))) {
    await ensureQueue(boss, orphan.job);
    await boss.send(
      orphan.job,
      { job: orphan.job, runId: orphan.id },
      { singletonKey: `run-${orphan.id}`, singletonSeconds: 15 },
    );
  }
}

/** A loop that leaves no history: it runs every few seconds, and what it does is told by the sources themselves. */
function loop(system: Context, job: JobDefinition, stop: AbortSignal): NodeJS.Timeout {
  let isBusy = false;
  return setInterval(
    async () => {
      if (isBusy || stop.aborted) return;
      isBusy = true;
      try {
        await job.run(quiet(system, stop));
      } catch (error) {
        if (!stop.aborted) system.log.error({ err: error, job: job.name }, 'loop failed');
      } finally {
        isBusy = false;
      }
    },
    (job.everyS ?? 60) * 1_000,
  );
}

const quiet = (context: Context, signal: AbortSignal): JobContext => ({
  context,
  params: {},
  signal,
  checkpoint: null,
  progress: async () => undefined,
  log: async (line) => context.log.info({}, line),
  saveCheckpoint: async () => undefined,
});
