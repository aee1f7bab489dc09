import { setTimeout as wait } from 'node:timers/promises';
import type { Job, JobRun } from '@watchfloor/contract';
import type { PgBoss } from 'pg-boss';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import { fromId, toId } from '../../lib/ids.ts';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { ensureQueue, sendInside } from './queue.ts';
import { defaultSchedule, readSchedule, refuseOnDemand } from './rules.ts';
import { workOn } from './runner.ts';
import * as runs from './runs.store.ts';
import * as schedules from './schedules.store.ts';

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
  const job = await requireJob(context, jobs.definitions, name);
  if (job.permission) context.require(job.permission);
  requireAll(context);
  await ensureQueue(jobs.boss, name);
  return context.asSystem().write((tx) => beginBy(tx, context, job, params, jobs.boss));
}

/**
 * Runs a job here and to its end, whether or not a program is there that works; `stop` leaves it to one.
 * @throws {Failure} `job.unknown`; `request.invalid` for a loop, which goes on behind the end of its round.
 */
export async function runHere(
  context: Context,
  definitions: readonly JobDefinition[],
  name: string,
  stop: AbortSignal,
): Promise<JobRun> {
  const job = await requireJob(context, definitions, name);
  if (job.everyS !== undefined)
    throw new Failure('request.invalid', `${name} is a loop of the running program. To read sources now: wf sync.`);
  const id = await context.write((tx) => beginBy(tx, context, job, {}, null));
  await workOn(context, job, id, stop);
  // A worker may have been quicker to take it.
  for (;;) {
    const run = await getRun(context, id);
    if (run.endedAt !== null) return run;
    await wait(500, undefined, { signal: stop });
  }
}

async function beginBy(
  tx: Tx,
  context: Context,
  job: JobDefinition,
  params: Record<string, unknown>,
  boss: PgBoss | null,
): Promise<number> {
  const runId = await runs.insertRun(tx, {
    job: job.name,
    trigger: context.actor.role === 'system' ? 'system' : 'person',
    params,
    requestedBy: context.actor.userId,
    now: context.clock.now(),
  });
  if (boss) await sendInside(boss, tx, { job: job.name, runId });
  await context.record(tx, {
    type: 'job_started',
    description: `Started ${job.name}.`,
    customerId: null,
    resource: { type: 'job_run', id: toId('run', runId) },
    topic: 'runs',
    payload: { job: job.name, state: 'waiting' },
  });
  return runId;
}

const isOffered = async (context: Context, job: JobDefinition): Promise<boolean> =>
  (await job.isOffered?.(context.asSystem())) ?? true;

/** @throws {Failure} `job.unknown`, also for one that has no meaning here. */
async function requireJob(
  context: Context,
  definitions: readonly JobDefinition[],
  name: string,
): Promise<JobDefinition> {
  const job = definitions.find((one) => one.name === name);
  if (!job || !(await isOffered(context, job))) throw new Failure('job.unknown', `There is no job ${name}.`);
  return job;
}

const seesAll = (context: Context): boolean => context.actor.scope.customers.kind === 'all';

function requireAll(context: Context): void {
  if (!seesAll(context))
    throw new Failure(
      'permission.missing',
      'Jobs work for all customers. Ask someone who sees all of them to do this.',
    );
}

export type ScheduleChange = { cron?: string | undefined; isEnabled?: boolean | undefined };

/**
 * Changes when a job runs by itself; workers follow within seconds, without a restart.
 * @throws {Failure} `job.unknown`; `version.conflict`; `request.invalid`: the time cannot be read, or the job runs on demand only.
 */
export async function updateSchedule(
  context: Context,
  definitions: readonly JobDefinition[],
  name: string,
  change: ScheduleChange,
  version: number | null = null,
): Promise<Job> {
  const job = await requireJob(context, definitions, name);
  context.require('settings:update');
  requireAll(context);
  refuseOnDemand(job);
  const cron = change.cron === undefined ? undefined : readSchedule(job, change.cron);
  await context.asSystem().write(async (tx) => {
    // No worker may have written the table yet.
    await schedules.syncSchedules(tx, [job]);
    const found = await schedules.lockSchedule(tx, name);
    if (!found) return;
    if (version !== null && version !== found.version)
      throw new Failure('version.conflict', 'Somebody changed this schedule since you read it. Read it again.');
    const before = { cron: found.cron, isEnabled: found.isEnabled };
    const after = { cron: cron ?? before.cron, isEnabled: change.isEnabled ?? before.isEnabled };
    if (after.cron === before.cron && after.isEnabled === before.isEnabled) return;
    const isEdited = after.cron !== defaultSchedule(job);
    await schedules.updateSchedule(tx, name, { ...after, isEdited }, context.clock.now());
    await context.record(tx, {
      type: 'schedule_updated',
      description: `Changed when ${name} runs.`,
      customerId: null,
      resource: { type: 'job', id: name },
      before,
      after,
      topic: 'runs',
      payload: { job: name },
    });
  });
  const [changed] = await listJobs(context, [job]);
  if (!changed) throw new Failure('job.unknown', `There is no job ${name}.`);
  return changed;
}

/** @throws {Failure} `run.not_found`, also for one outside the scope; `run.ended`. */
export async function cancelRun(context: Context, id: number): Promise<JobRun> {
  return context.write(async (tx) => {
    const found = await runs.findRun(tx, id);
    if (!found) throw new Failure('run.not_found', 'There is no such run.');
    if (!(await runs.requestCancel(tx, id, context.clock.now())))
      throw new Failure('run.ended', 'The run has ended already.');
    await context.record(tx, {
      type: 'job_cancelled',
      description: `Asked ${found.job} to stop.`,
      customerId: null,
      resource: { type: 'job_run', id: toId('run', id) },
      topic: 'runs',
    });
    return presentRun((await runs.findRun(tx, id)) ?? found);
  });
}

/** @throws {Failure} `run.not_found`. */
export async function getRun(context: Context, id: number): Promise<JobRun> {
  const found = await context.read((tx) => runs.findRun(tx, id));
  if (!found) throw new Failure('run.not_found', 'There is no such run.');
  return presentRun(found);
}

/** Runs, newest first. @throws {Failure} `cursor.invalid`. */
export async function listRuns(
  context: Context,
  ask: { job?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: JobRun[]; nextCursor: string | null }> {
  const after = ask.cursor === undefined ? undefined : fromId('run', ask.cursor);
  if (after === null)
    throw new Failure('cursor.invalid', 'The cursor is not one of this list. Start from the first page.');
  const rows = await context.read((tx) => runs.listRuns(tx, { job: ask.job, after, limit: ask.limit + 1 }));
  const items = rows.slice(0, ask.limit).map(presentRun);
  return { items, nextCursor: rows.length > ask.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Every job that has a meaning here, with its schedule and its last run. */
export async function listJobs(context: Context, definitions: readonly JobDefinition[]): Promise<Job[]> {
  const [kept, last] = await context.read(
    async (tx) => [await schedules.listSchedules(tx), await runs.listLastRuns(tx)] as const,
  );
  const listed: Job[] = [];
  for (const job of definitions) {
    if (!(await isOffered(context, job))) continue;
    const schedule = kept.find((row) => row.job === job.name);
    const run = last.find((row) => row.job === job.name);
    const usual = defaultSchedule(job);
    listed.push({
      name: job.name,
      description: job.description,
      cron: schedule?.cron ?? usual ?? 'on demand',
      isEnabled: schedule?.isEnabled ?? true,
      canRun: seesAll(context) && context.can(job.permission ?? 'health:update'),
      canSchedule: usual !== null && seesAll(context) && context.can('settings:update'),
      lastSuccessAt: schedule?.lastSuccessAt?.toISOString() ?? null,
      lastRun: run ? presentRun(run) : null,
      version: schedule?.version ?? 1,
    });
  }
  return listed;
}

export function presentRun(row: runs.RunRow): JobRun {
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
