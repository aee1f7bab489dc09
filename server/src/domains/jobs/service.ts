import type { Job, JobRun } from '@watchfloor/contract';
import type { PgBoss } from 'pg-boss';
import { Failure } from '../../lib/failure.ts';
import { toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { ensureQueue, sendInside } from './queue.ts';
import * as store from './store.ts';

/** Jobs by name and the queue that carries them. */
export type Jobs = { boss: PgBoss; definitions: readonly JobDefinition[] };

/**
 * Starts a job now; the run and its message commit together. A job works for all customers, so only who sees all may.
 * @throws {Failure} `job.unknown`, `permission.missing`; nothing was started.
 */
export async function startJob(
  context: Context,
  jobs: Jobs,
  name: string,
  params: Record<string, unknown> = {},
): Promise<number> {
  if (!jobs.definitions.some((job) => job.name === name)) throw new Failure('job.unknown', `There is no job ${name}.`);
  if (context.actor.scope.customers.kind !== 'all')
    throw new Failure(
      'permission.missing',
      'Jobs work for all customers. Ask someone who sees all of them to start it.',
    );
  await ensureQueue(jobs.boss, name);
  const system = context.asSystem();
  return system.write(async (tx) => {
    const trigger = context.actor.role === 'system' ? 'system' : 'person';
    const runId = await store.insertRun(tx, {
      job: name,
      trigger,
      params,
      requestedBy: context.actor.userId,
      now: context.clock.now(),
    });
    await sendInside(jobs.boss, tx, { job: name, runId });
    await context.record(tx, {
      type: 'job_started',
      description: `Started ${name}.`,
      customerId: null,
      resource: { type: 'job_run', id: toId('run', runId) },
      topic: 'runs',
      payload: { job: name, state: 'waiting' },
    });
    return runId;
  });
}

/** @throws {Failure} `run.not_found`, also for one outside the scope; `run.ended`. */
export async function cancelRun(context: Context, id: number): Promise<JobRun> {
  return context.write(async (tx) => {
    const found = await store.findRun(tx, id);
    if (!found) throw new Failure('run.not_found', 'There is no such run.');
    if (!(await store.requestCancel(tx, id, context.clock.now())))
      throw new Failure('run.ended', 'The run has ended already.');
    await context.record(tx, {
      type: 'job_cancelled',
      description: `Asked ${found.job} to stop.`,
      customerId: null,
      resource: { type: 'job_run', id: toId('run', id) },
      topic: 'runs',
    });
    return presentRun((await store.findRun(tx, id)) ?? found);
  });
}

/** @throws {Failure} `run.not_found`. */
export async function getRun(context: Context, id: number): Promise<JobRun> {
  const found = await context.read((tx) => store.findRun(tx, id));
  if (!found) throw new Failure('run.not_found', 'There is no such run.');
  return presentRun(found);
}

export async function listRuns(
  context: Context,
  filter: { job?: string | undefined; after?: number | undefined; limit: number },
): Promise<JobRun[]> {
  return (await context.read((tx) => store.listRuns(tx, filter))).map(presentRun);
}

/** Every job with its schedule and its last run. */
export async function listJobs(context: Context, definitions: readonly JobDefinition[]): Promise<Job[]> {
  const [schedules, runs] = await context.read(
    async (tx) => [await store.listSchedules(tx), await store.listLastRuns(tx)] as const,
  );
  return definitions.map((job) => {
    const schedule = schedules.find((row) => row.job === job.name);
    const last = runs.find((row) => row.job === job.name);
    return {
      name: job.name,
      description: job.description,
      cron: schedule?.cron ?? 'on demand',
      isEnabled: schedule?.isEnabled ?? true,
      lastSuccessAt: schedule?.lastSuccessAt?.toISOString() ?? null,
      lastRun: last ? presentRun(last) : null,
    };
  });
}

export function presentRun(row: store.RunRow): JobRun {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: toId('run', row.id),
    job: row.job,
    trigger: row.trigger,
    state: row.state,
    phase: row.phase,
    percent: row.percent,
    stats: row.stats,
    error: row.error,
    log: row.log,
    canCancel: (row.state === 'waiting' || row.state === 'running') && row.cancelRequestedAt === null,
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
  };
}
