import { CompiledQuery } from 'kysely';
import { PgBoss } from 'pg-boss';
import type { Tx } from '../../db/database.ts';
import type { Log } from '../access/index.ts';

export const silentAfterMs = 30_000;

/** The queue in the same database. Only a worker supervises and schedules; an api process only sends. */
export async function openQueue(url: string, options: { isWorker: boolean; log: Log }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'watchfloor queue',
    max: options.isWorker ? 4 : 2,
    supervise: options.isWorker,
    schedule: options.isWorker,
    useListenNotify: options.isWorker,
    persistWarnings: false,
    reindex: false,
    monitorVacuum: false,
  });
  // The database may restart; pg-boss goes on by itself, so this is a note and not an end.
  boss.on('error', (error) => options.log.warn({ err: error }, 'queue'));
  await boss.start();
  return boss;
}

export type Message = { runId?: number; job: string };

/** One queue for each job: at most one message waits and one is worked on, whatever the number of workers. */
export async function ensureQueue(boss: PgBoss, job: string): Promise<void> {
  if (await boss.getQueue(job)) return;
  await boss.createQueue(job, {
    policy: 'standard',
    notify: true,
    retryLimit: 2,
    retryDelay: 2,
    expireInSeconds: 6 * 3_600,
    heartbeatSeconds: 30,
    deleteAfterSeconds: 3_600,
  });
}

/** Sends inside the caller's transaction, so that a run and its message commit together. */
export async function sendInside(boss: PgBoss, tx: Tx, message: Message): Promise<void> {
  await boss.send(message.job, message, {
    db: {
      executeSql: async (text, values) => ({
        rows: [...(await tx.executeQuery(CompiledQuery.raw(text, values ? [...values] : []))).rows],
      }),
    },
  });
}
