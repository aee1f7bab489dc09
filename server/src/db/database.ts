import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { translateDatabaseError } from './errors.ts';
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
  /** Runs `work` in a transaction; it is run again (at most three times) after a deadlock, so it must hold no state. */
  write<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` as the owner of the schema: partitions and maintenance only, never a request. */
  asOwner<T>(work: (db: Kysely<DB>) => Promise<T>): Promise<T>;
  /** The address, for parts that need a connection of their own (LISTEN, the queue). */
  url: string;
  close(): Promise<void>;
};

const longestQueryMs = 30_000;

function pool(url: string, max: number, role: string | null): pg.Pool {
  const made = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
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
        .query(`set role ${role}; set statement_timeout = ${longestQueryMs}; set timezone = 'UTC'`)
        .catch(() => undefined);
    });
  }
  return made;
}

const begin = (mode: 'read only' | 'read write', scope: CustomerScope) =>
  sql.raw(`begin ${mode}; select set_config('wf.scope', '${scopeSetting(scope)}', true)`);

async function inTransaction<T>(
  db: Kysely<DB>,
  mode: 'read only' | 'read write',
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
) {
  return db.connection().execute(async (tx) => {
    await begin(mode, scope.customers).execute(tx);
    try {
      const result = await work(tx);
      await sql`commit`.execute(tx);
      return result;
    } catch (error) {
      // A broken connection cannot roll back and has no transaction left either.
      await sql`rollback`.execute(tx).catch(() => undefined);
      throw error;
    }
  });
}

const retryable = new Set(['40001', '40P01']);
const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 3 || !retryable.has(codeOf(error) ?? '')) throw translateDatabaseError(error);
    }
  }
}

/** Opens the pools on a migrated database. `readUrl` may name a replica for reads. */
export function createDatabase(url: string, options: { readUrl?: string; max?: number } = {}): Database {
  const open = (address: string, max: number, role: string | null) =>
    new Kysely<DB>({ dialect: new PostgresDialect({ pool: pool(address, max, role) }) });
  const primary = open(url, options.max ?? 10, 'wf_app');
  const replica = options.readUrl ? open(options.readUrl, options.max ?? 10, 'wf_app') : primary;
  const owner = open(url, 2, null);
  return {
    url,
    read: (scope, work) =>
      inTransaction(replica, 'read only', scope, work).catch((error: unknown) => {
        throw translateDatabaseError(error);
      }),
    write: (scope, work) => retried(() => inTransaction(primary, 'read write', scope, work)),
    asOwner: (work) => work(owner),
    close: async () => {
      await Promise.all([...new Set([primary, replica, owner])].map((db) => db.destroy()));
    },
  };
}
