import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { JobDefinition } from './job.ts';
import { defaultSchedule } from './rules.ts';

export type ScheduleRow = {
  job: string;
  description: string;
  cron: string;
  isEnabled: boolean;
  lastSuccessAt: Date | null;
  version: number;
};

/** Writes the defaults of the code; a schedule that a person edited keeps its time. */
export async function syncSchedules(tx: Tx, jobs: readonly JobDefinition[]): Promise<void> {
  for (const job of jobs) {
    const cron = defaultSchedule(job);
    if (cron === null) continue;
    await sql`insert into schedules (job, description, cron) values (${job.name}, ${job.description}, ${cron})
      on conflict (job) do update set description = excluded.description, cron = case when schedules.is_edited then schedules.cron else excluded.cron end`.execute(
      tx,
    );
  }
}

export async function listSchedules(tx: Tx): Promise<ScheduleRow[]> {
  return tx
    .selectFrom('schedules')
    .select(['job', 'description', 'cron', 'is_enabled as isEnabled', 'last_success_at as lastSuccessAt', 'version'])
    .orderBy('job')
    .execute();
}

/** One schedule, held until the transaction ends. */
export async function lockSchedule(
  tx: Tx,
  job: string,
): Promise<Pick<ScheduleRow, 'cron' | 'isEnabled' | 'version'> | null> {
  const { rows } = await sql<Pick<ScheduleRow, 'cron' | 'isEnabled' | 'version'>>`
    select cron, is_enabled as "isEnabled", version from schedules where job = ${job} for update`.execute(tx);
  return rows[0] ?? null;
}

/** @param isEdited whether it differs from what the code says, whose times of later releases then do not hold. */
export async function updateSchedule(
  tx: Tx,
  job: string,
  after: { cron: string; isEnabled: boolean; isEdited: boolean },
  now: Date,
): Promise<void> {
  await tx
    .updateTable('schedules')
    .set((row) => ({
      cron: after.cron,
      is_enabled: after.isEnabled,
      is_edited: after.isEdited,
      updated_at: now,
      version: row('version', '+', 1),
    }))
    .where('job', '=', job)
    .execute();
}

export async function noteSuccess(tx: Tx, job: string, now: Date): Promise<void> {
  await tx.updateTable('schedules').set({ last_success_at: now }).where('job', '=', job).execute();
}
