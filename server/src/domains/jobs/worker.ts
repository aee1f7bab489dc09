import type { PgBoss } from 'pg-boss';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { startLoop } from './loop.ts';
import { ensureQueue, type Message } from './queue.ts';
import { silentMs, workOn } from './runner.ts';
import * as runs from './runs.store.ts';
import { Timetable } from './timetable.ts';

export type Worker = { stop(): Promise<void> };

/** Starts to work: takes messages, follows the schedule table, runs the loops, and picks up what dead workers left. */
export async function startWorker(system: Context, boss: PgBoss, jobs: readonly JobDefinition[]): Promise<Worker> {
  const stop = new AbortController();
  for (const job of jobs) await ensureQueue(boss, job.name);
  const timetable = new Timetable(system, boss, jobs);
  await timetable.open();
  for (const job of jobs)
    await boss.work<Message>(job.name, { batchSize: 1, pollingIntervalSeconds: 2 }, async ([message]) => {
      if (message) await take(system, job, message.data, stop.signal);
      await drain(system, job, stop.signal);
    });
  const tend = async () => {
    await timetable.refresh();
    await adopt(system, boss, stop.signal);
  };
  const tending = setInterval(
    () => void tend().catch((error: unknown) => system.log.warn({ err: error }, 'tending the jobs')),
    silentMs / 2,
  );
  const loops = jobs
    .filter((job) => job.everyS !== undefined)
    .map((job) => startLoop(system, job, timetable, stop.signal));
  return {
    stop: async () => {
      stop.abort();
      clearInterval(tending);
      for (const loop of loops) loop.stop();
      await boss.stop({ graceful: true, timeout: 3_000 });
    },
  };
}

async function take(system: Context, job: JobDefinition, message: Message, stop: AbortSignal): Promise<void> {
  const runId =
    message.runId ??
    (await system.write((tx) =>
      runs.insertRun(tx, {
        job: job.name,
        trigger: 'schedule',
        params: {},
        requestedBy: null,
        now: system.clock.now(),
      }),
    ));
  // The run is the truth and the message only wakes: a run that a stopping worker leaves is taken up by `adopt`.
  await workOn(system, job, runId, stop).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
}

/**
 * Works on whatever waits for this job besides, also on what a dead worker left: the queue hands out one message a poll,
 * and one that tells of a run may stand behind many whose runs are done.
 */
async function drain(system: Context, job: JobDefinition, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const silentSince = new Date(system.clock.now().getTime() - silentMs);
    const next = await system.read((tx) => runs.findIdle(tx, job.name, silentSince));
    if (next === null) return;
    await take(system, job, { job: job.name, runId: next }, stop);
  }
}

/** Sends messages for runs that wait or whose worker fell silent. Twice is harmless: only one worker can begin a run. */
async function adopt(system: Context, boss: PgBoss, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const silentSince = new Date(system.clock.now().getTime() - silentMs);
  for (const orphan of await system.read((tx) => runs.listOrphans(tx, silentSince))) {
    await ensureQueue(boss, orphan.job);
    await boss.send(
      orphan.job,
      { job: orphan.job, runId: orphan.id },
      { singletonKey: `run-${orphan.id}`, singletonSeconds: 15 },
    );
  }
}
