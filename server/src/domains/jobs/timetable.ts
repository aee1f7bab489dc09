import type { PgBoss } from 'pg-boss';
import type { Context } from '../access/index.ts';
import type { JobDefinition } from './job.ts';
import { secondsIn } from './rules.ts';
import * as schedules from './schedules.store.ts';

type Clockwork = Pick<PgBoss, 'schedule' | 'unschedule'>;

const noteEveryMs = 60_000;

/** The schedule table as a worker follows it: read again every few seconds, so that an edit needs no restart. */
export class Timetable {
  readonly #system: Context;
  readonly #clockwork: Clockwork;
  readonly #jobs: readonly JobDefinition[];
  readonly #applied = new Map<string, string>();
  readonly #noted = new Map<string, number>();
  #rows = new Map<string, schedules.ScheduleRow>();

  constructor(system: Context, clockwork: Clockwork, jobs: readonly JobDefinition[]) {
    this.#system = system;
    this.#clockwork = clockwork;
    this.#jobs = jobs;
  }

  /** Writes the defaults of the code and follows the table for the first time. */
  async open(): Promise<void> {
    await this.#system.write((tx) => schedules.syncSchedules(tx, this.#jobs));
    await this.refresh();
  }

  /** Follows what the table says now; a time that cannot be read leaves the one before in force. */
  async refresh(): Promise<void> {
    this.#rows = new Map((await this.#system.read(schedules.listSchedules)).map((row) => [row.job, row]));
    for (const job of this.#jobs) {
      if (job.everyS !== undefined) continue;
      const row = this.#rows.get(job.name);
      const wanted = row?.isEnabled && job.cron !== null ? row.cron : '';
      if (this.#applied.get(job.name) === wanted) continue;
      try {
        if (wanted === '') await this.#clockwork.unschedule(job.name);
        else await this.#clockwork.schedule(job.name, wanted, { job: job.name }, { tz: 'UTC' });
        this.#applied.set(job.name, wanted);
      } catch (error) {
        this.#system.log.warn({ err: error, job: job.name }, 'a schedule cannot be followed');
      }
    }
  }

  /** Seconds between two rounds of a loop, or `null` while it is switched off. */
  secondsOf(job: JobDefinition): number | null {
    const row = this.#rows.get(job.name);
    if (row && !row.isEnabled) return null;
    return Math.max(1, secondsIn(row?.cron ?? '') ?? job.everyS ?? 60);
  }

  /** Notes that a loop went well, at most once a minute: the table is read by people and not by the loop. */
  async noteRound(job: JobDefinition): Promise<void> {
    const now = this.#system.clock.now();
    if (now.getTime() - (this.#noted.get(job.name) ?? Number.NEGATIVE_INFINITY) < noteEveryMs) return;
    this.#noted.set(job.name, now.getTime());
    await this.#system.write((tx) => schedules.noteSuccess(tx, job.name, now));
  }
}
