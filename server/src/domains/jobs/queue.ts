import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Tx } from '../../db/database.ts';
import type { Log } from '../access/index.ts';

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
  await letProgramSend(url);
  return boss;
}

/** The program's role sends inside its own transactions; the queue's tables are the owner's. */
async function letProgramSend(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Several processes may start at once; two grants on one row at the same instant refuse each other.
    await client.query('select pg_advisory_lock(7301185)');
    await client.query('grant usage on schema pgboss to wf_app');
    await client.query('grant select, insert, update, delete on all tables in schema pgboss to wf_app');
    await client.query('grant execute on all functions in schema pgboss to wf_app');
  } finally {
    await client.end();
  }
}

export type Message = { runId?: number; job: string };

const ensured = new WeakMap<PgBoss, Set<string>>();

/**
 * One queue for each job; a message only wakes a worker, and a run is begun by one worker alone. Asked once by each
 * process: the queue's own connections wait without end for a database that stands still, so no request may need one.
 */
export async function ensureQueue(boss: PgBoss, job: string): Promise<void> {
  const known = ensured.get(boss) ?? new Set();
  ensured.set(boss, known);
  if (known.has(job)) return;
  if (!(await boss.getQueue(job))) await makeQueue(boss, job);
  known.add(job);
}

const makeQueue = (boss: PgBoss, job: string) =>
  boss.createQueue(job, {
    policy: 'standard',
    notify: true,
    // `adopt` takes up what a dead worker left; a second delivery would begin a second run.
    retryLimit: 0,
    expireInSeconds: 6 * 3_600,
    heartbeatSeconds: 30,
    deleteAfterSeconds: 3_600,
  });

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
