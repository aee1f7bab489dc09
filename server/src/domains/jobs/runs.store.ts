import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { RunState, Trigger } from './job.ts';

export type RunRow = {
  id: number;
  job: string;
  trigger: Trigger;
  state: RunState;
  params: Record<string, unknown>;
  phase: string | null;
  percent: number | null;
  stats: Record<string, unknown>;
  checkpoint: unknown;
  error: string | null;
  log: string[];
  cancelRequestedAt: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** How often a worker took it; what the worker of an earlier time writes is refused. */
  attempt: number;
};

/** A run as one worker holds it. */
export type HeldRun = { id: number; attempt: number };

const columns = sql`id, attempt, job, trigger, state, params, phase, percent, stats, checkpoint, error, log,
  cancel_requested_at as "cancelRequestedAt", created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;

export async function insertRun(
  tx: Tx,
  run: { job: string; trigger: Trigger; params: Record<string, unknown>; requestedBy: number | null; now: Date },
): Promise<number> {
  const row = await tx
    .insertInto('job_runs')
    .values({
      job: run.job,
      trigger: run.trigger,
      params: JSON.stringify(run.params),
      requested_by: run.requestedBy,
      state: 'waiting',
      created_at: run.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findRun(tx: Tx, id: number): Promise<RunRow | null> {
  const { rows } = await sql<RunRow>`select ${columns} from job_runs where id = ${id}`.execute(tx);
  return rows[0] ?? null;
}

/** Runs newest first; `after` is the id of the last row of the page before. */
export async function listRuns(
  tx: Tx,
  filter: { job?: string | undefined; after?: number | undefined; limit: number },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`select ${columns} from job_runs
    where (${filter.job ?? null}::text is null or job = ${filter.job ?? null}) and (${filter.after ?? null}::bigint is null or id < ${filter.after ?? null})
    order by id desc limit ${filter.limit}`.execute(tx);
  return rows;
}

/** The newest run of each job. */
export async function listLastRuns(tx: Tx): Promise<RunRow[]> {
  const { rows } =
    await sql<RunRow>`select distinct on (job) ${columns} from job_runs order by job, created_at desc, id desc`.execute(
      tx,
    );
  return rows;
}

/** Takes a waiting run, or one whose worker has been silent since `silentSince`; null when somebody else has it or it ended. */
export async function beginRun(tx: Tx, id: number, now: Date, silentSince: Date): Promise<RunRow | null> {
  const { rows } = await sql<RunRow>`
    update job_runs set state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ${now}), heartbeat_at = ${now}
    where id = ${id} and (state = 'waiting' or (state = 'running' and (heartbeat_at is null or heartbeat_at < ${silentSince})))
    returning ${columns}`.execute(tx);
  return rows[0] ?? null;
}

/** The oldest run of a job that nobody works on: not begun, or its worker silent since `silentSince`; or `null`. */
export async function findIdle(tx: Tx, job: string, silentSince: Date): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from job_runs where job = ${job} and (state = 'waiting' or (state = 'running' and heartbeat_at < ${silentSince}))
    order by id limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

const isHeld = (run: HeldRun) => sql`id = ${run.id} and attempt = ${run.attempt} and state = 'running'`;

/** Notes that the worker lives: `lost` when another took the run over, `cancel` when a person asked it to stop. */
export async function beat(tx: Tx, run: HeldRun, now: Date): Promise<'go on' | 'cancel' | 'lost'> {
  const { rows } = await sql<{ isCancelled: boolean }>`
    update job_runs set heartbeat_at = ${now} where ${isHeld(run)} returning cancel_requested_at is not null as "isCancelled"`.execute(
    tx,
  );
  const [row] = rows;
  return row === undefined ? 'lost' : row.isCancelled ? 'cancel' : 'go on';
}

/** The four below answer false and write nothing when another worker took the run over. */
export async function noteProgress(tx: Tx, run: HeldRun, phase: string, percent: number | null): Promise<boolean> {
  const whole = percent === null ? null : Math.max(0, Math.min(100, Math.round(percent)));
  return wrote(
    tx,
    sql`update job_runs set phase = ${phase}, percent = coalesce(${whole}::smallint, percent) where ${isHeld(run)} returning id`,
  );
}

/** Adds a line; the newest 200 are kept. */
export async function addLog(tx: Tx, run: HeldRun, line: string): Promise<boolean> {
  return wrote(
    tx,
    sql`update job_runs set log = (array_append(log, ${line}::text))[greatest(1, cardinality(log) - 198):] where ${isHeld(run)} returning id`,
  );
}

export async function saveCheckpoint(tx: Tx, run: HeldRun, value: unknown): Promise<boolean> {
  return wrote(
    tx,
    sql`update job_runs set checkpoint = ${JSON.stringify(value ?? null)}::jsonb where ${isHeld(run)} returning id`,
  );
}

export async function endRun(
  tx: Tx,
  run: HeldRun,
  end: { state: RunState; stats?: Record<string, unknown>; error?: string; now: Date },
): Promise<boolean> {
  const stats = end.stats === undefined ? null : JSON.stringify(end.stats);
  return wrote(
    tx,
    sql`update job_runs set state = ${end.state}, ended_at = ${end.now}, percent = case when ${end.state === 'done'} then 100 else percent end,
      stats = coalesce(${stats}::jsonb, stats), error = coalesce(${end.error?.slice(0, 2_000) ?? null}, error) where ${isHeld(run)} returning id`,
  );
}

const wrote = async (tx: Tx, update: RawBuilder<unknown>) => (await update.execute(tx)).rows.length > 0;

/** Marks a living run to be cancelled; a waiting one is cancelled at once. */
export async function requestCancel(tx: Tx, id: number, now: Date): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    update job_runs set cancel_requested_at = ${now},
      state = case when state = 'waiting' then 'cancelled' else state end,
      ended_at = case when state = 'waiting' then ${now}::timestamptz else ended_at end
    where id = ${id} and state in ('waiting', 'running') returning id`.execute(tx);
  return rows.length > 0;
}

/** Runs that nobody works on although they should be: their workers died before or during the work. */
export async function listOrphans(tx: Tx, silentSince: Date): Promise<{ id: number; job: string }[]> {
  const { rows } = await sql<{ id: number; job: string }>`
    select id, job from job_runs
    where (state = 'running' and heartbeat_at < ${silentSince}) or (state = 'waiting' and created_at < ${silentSince}) order by id limit 100`.execute(
    tx,
  );
  return rows;
}

export async function deleteRunsBefore(tx: Tx, before: Date): Promise<number> {
  const result = await tx
    .deleteFrom('job_runs')
    .where('created_at', '<', before)
    .where('state', 'not in', ['waiting', 'running'])
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
