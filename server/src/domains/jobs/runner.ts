import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import { IncompleteRun, type JobContext, type JobDefinition } from './job.ts';
import * as runs from './runs.store.ts';
import * as schedules from './schedules.store.ts';

const beatMs = 2_000;
export const silentMs = 30_000;

const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Works on one run to its end and notes how it ended. Does nothing when another worker has it. */
export async function workOn(system: Context, job: JobDefinition, runId: number, stop: AbortSignal): Promise<void> {
  const now = system.clock.now();
  const run = await system.write((tx) => runs.beginRun(tx, runId, now, new Date(now.getTime() - silentMs)));
  if (!run) return;
  const cancel = new AbortController();
  const lost = new AbortController();
  const signal = AbortSignal.any([stop, cancel.signal, lost.signal]);
  const pulse = keepPulse(system, run, cancel, lost);
  try {
    const stats = await job.run(jobContext(system, run, signal));
    const state = cancel.signal.aborted ? 'cancelled' : 'done';
    await end(system, job, run, { state, stats });
  } catch (error) {
    if (lost.signal.aborted || error instanceof LostRun) {
      system.log.warn({ job: job.name, runId }, 'another worker took this run over while we were paused');
      return;
    }
    if (stop.aborted && !cancel.signal.aborted) throw error; // Left running: another worker resumes it from its checkpoint.
    if (cancel.signal.aborted) await end(system, job, run, { state: 'cancelled' });
    else {
      const stats = error instanceof IncompleteRun ? { stats: error.stats } : null;
      // Each part of an incomplete run was logged where it failed.
      if (stats === null) system.log.error({ err: error, job: job.name, runId }, 'job failed');
      await end(system, job, run, { state: 'failed', error: sentence(error), ...stats });
    }
  } finally {
    await pulse.stop();
  }
}

async function end(
  system: Context,
  job: JobDefinition,
  run: runs.HeldRun,
  result: { state: 'done' | 'failed' | 'cancelled'; stats?: Record<string, unknown>; error?: string },
) {
  await system.write(async (tx) => {
    const now = system.clock.now();
    // Whoever was paused so long that another took the run over has nothing to tell of it.
    if (!(await runs.endRun(tx, run, { ...result, now }))) return;
    if (result.state === 'done') await schedules.noteSuccess(tx, job.name, now);
    await system.record(tx, {
      type: `job_${result.state}`,
      description: `${job.name} ${result.state}.`,
      customerId: null,
      resource: { type: 'job_run', id: toId('run', run.id) },
      ...(result.error ? { after: { error: result.error } } : {}),
      topic: 'runs',
      payload: { job: job.name, state: result.state },
    });
  });
}

function jobContext(system: Context, run: runs.RunRow, signal: AbortSignal): JobContext {
  return {
    context: system,
    params: run.params,
    signal,
    checkpoint: run.checkpoint,
    progress: (phase, percent) => held(system.write((tx) => runs.noteProgress(tx, run, phase, percent ?? null))),
    log: (line) => held(system.write((tx) => runs.addLog(tx, run, `${system.clock.now().toISOString()} ${line}`))),
    saveCheckpoint: (value) => held(system.write((tx) => runs.saveCheckpoint(tx, run, value))),
  };
}

/** Ends the work of a worker whose run another one has by now. */
class LostRun extends Error {}

async function held(writing: Promise<boolean>): Promise<void> {
  if (!(await writing)) throw new LostRun('Another worker took this run over.');
}

/** Notes every two seconds that the run lives, and turns a person's wish to cancel, or its loss, into a signal. */
function keepPulse(
  system: Context,
  run: runs.HeldRun,
  cancel: AbortController,
  lost: AbortController,
): { stop(): Promise<void> } {
  const over = new AbortController();
  const beating = (async () => {
    while (!over.signal.aborted) {
      try {
        const answer = await system.write((tx) => runs.beat(tx, run, system.clock.now()));
        if (answer === 'cancel') cancel.abort(new Failure('run.ended', 'The run was cancelled.'));
        // The pulse may come a moment after the end; then there is nothing left to lose.
        if (answer === 'lost' && !over.signal.aborted) lost.abort(new LostRun('Another worker took this run over.'));
      } catch (error) {
        system.log.warn({ err: error, runId: run.id }, 'the pulse of a run missed a beat');
      }
      await wait(beatMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await beating;
    },
  };
}
