import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { codeOf } from '../lib/error-code.ts';
import { contended, translateDatabaseError } from './errors.ts';
import { type Patience, watchPool, workPatience } from './patience.ts';
import { watchReplica } from './replica.ts';
import { type CustomerScope, type Scope, scopeSetting } from './scope.ts';
import type { DB } from './tables.ts';

// Row numbers stay far below 2^53, so bigint columns and counts are plain numbers.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Arrays of them have a type of their own, which the driver leaves as text.
const int8Array: number = 1016;
pg.types.setTypeParser(int8Array, (text: string) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : Number(item))),
);

/** A connection inside a transaction whose scope is set; all that a store function ever needs. */
export type Tx = Kysely<DB>;

export type Database = {
  /** Runs `work` in a read-only transaction that sees only what `scope` allows. */
  read<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The same for big lists and their counts: on the replica, if there is one and it holds all that was written here or
   * noted as changed; what others wrote a moment ago may be missing.
   */
  readLagging<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Others have written, and somebody hears of it now: what is read after this holds it, also where it may lag. */
  noteChange(): void;
  /** Runs `work` in a transaction; it is run again (at most three times) after a deadlock, so it must hold no state. */
  write<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` as the owner of the schema: partitions and maintenance only, never a request. */
  asOwner<T>(work: (db: Kysely<DB>) => Promise<T>): Promise<T>;
  /** The address, for parts that need a connection of their own (LISTEN, the queue). */
  url: string;
  close(): Promise<void>;
};

function pool(url: string, max: number, role: string | null, patience: Patience): pg.Pool {
  const made = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: patience.answerMs,
    idleTimeoutMillis: 60_000,
    application_name: 'watchfloor',
  });
  // The pool drops a broken idle client by itself; without a listener Node would end the process.
  made.on('error', () => undefined);
  // The same while somebody holds it between two queries; the next query fails and says so.
  made.on('connect', (client) => client.on('error', () => undefined));
  if (role) {
    made.on('connect', (client) => {
      // Queued ahead of the first real query; if it fails, that query fails with the same broken connection.
      client
        .query(`set role ${role}; set statement_timeout = ${patience.statementMs}; set timezone = 'UTC'`)
        .catch(() => undefined);
    });
  }
  return made;
}

// A writer takes the mode that the database has: one that was set to read only stays so.
const begin = (mode: 'read only' | '', scope: CustomerScope) =>
  sql.raw(`begin ${mode}; select set_config('wf.scope', '${scopeSetting(scope)}', true)`);

async function inTransaction<T>(db: Kysely<DB>, mode: 'read only' | '', scope: Scope, work: (tx: Tx) => Promise<T>) {
  return db.connection().execute(async (tx) => {
    await begin(mode, scope.customers).execute(tx);
    try {
      const result = await work(tx);
      await sql`commit`.execute(tx).catch((error: unknown) => {
        throw translateDatabaseError(error, 'commit');
      });
      return result;
    } catch (error) {
      // A broken connection cannot roll back and has no transaction left either.
      await sql`rollback`.execute(tx).catch(() => undefined);
      throw error;
    }
  });
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 3 || !contended.has(codeOf(error))) throw translateDatabaseError(error);
      // Those that met would meet again if they came back at the same moment.
      await wait(Math.random() * 20 * attempt);
    }
  }
}

/** Opens the pools on a migrated database. `readUrl` may name a replica for what may lag. */
export function createDatabase(
  url: string,
  options: { readUrl?: string; max?: number; patience?: Patience } = {},
): Database {
  const { max = 10, patience = workPatience } = options;
  const closers: (() => Promise<void>)[] = [];
  const open = (address: string, most: number, role: string | null, limits: Patience) => {
    const made = pool(address, most, role, limits);
    const stop = watchPool(made, limits);
    const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: made }) });
    closers.push(() => db.destroy().finally(stop));
    return db;
  };
  const primary = open(url, max, 'wf_app', patience);
  const replica = options.readUrl ? watchReplica(primary, open(options.readUrl, max, 'wf_app', patience)) : null;
  const owner = open(url, 2, null, workPatience);
  const noteChange = () => replica?.noteChange();
  const readOn = <T>(db: Kysely<DB>, scope: Scope, work: (tx: Tx) => Promise<T>) =>
    inTransaction(db, 'read only', scope, work);
  return {
    url,
    read: (scope, work) => retried(() => readOn(primary, scope, work)),
    // A replica breaks off a query that stands in the way of what it has to replay; the next try sees the new rows.
    readLagging: (scope, work) => retried(async () => readOn((await replica?.ifCaughtUp()) ?? primary, scope, work)),
    noteChange,
    // Also after a failure: what was lost on the way of a commit may have been done.
    write: (scope, work) => retried(() => inTransaction(primary, '', scope, work)).finally(noteChange),
    asOwner: (work) => work(owner),
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}
