import { mkdir } from 'node:fs/promises';
import pg from 'pg';
import type { Config } from '../config.ts';
import { createDatabase, type Database } from '../db/database.ts';
import { type EmbeddedPostgres, startEmbedded } from '../db/embedded/index.ts';
import { translateDatabaseError } from '../db/errors.ts';
import { migrateUp } from '../db/migrator.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { requestPatience } from '../db/patience.ts';
import type { Log } from '../domains/access/index.ts';
import { Failure } from '../lib/failure.ts';

export type Stores = {
  /** For jobs and the command line: waits long. */
  database: Database;
  /** The same for requests: says soon that it does not answer, and work never takes its connections. */
  requests: Database;
  embedded: EmbeddedPostgres | null;
  close(): Promise<void>;
};

/**
 * Connections for requests. A list that is read slowly holds one for seconds; whoever finds none free waits as long as
 * for an answer (`requestPatience`), since a server that stands still lets go of none either. With those of jobs (10),
 * the queue, the stream and the owner a process has 40 at most: two fit into the 100 that PostgreSQL gives by default.
 */
const mostForRequests = 20;

/** Opens the database of a configuration, migrated; `as: tool` borrows the server of a running program. */
export async function openStores(config: Config, log: Log, as: 'program' | 'tool', now: Date): Promise<Stores> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const notes = {
    info: (text: string) => log.info({}, text),
    warn: (text: string) => log.warn({}, text),
    error: (text: string) => log.error({}, text),
  };
  const embedded = config.databaseUrl ? null : await startEmbedded({ dataDir: config.dataDir, log: notes, as });
  const url = config.databaseUrl ?? embedded?.url ?? '';
  try {
    if (config.databaseUrl) await assertUsable(config.databaseUrl);
    await migrateUp(url);
    const replica = config.databaseReadUrl ? { readUrl: config.databaseReadUrl } : {};
    const database = createDatabase(url, replica);
    const requests = createDatabase(url, { ...replica, max: mostForRequests, patience: requestPatience });
    await ensurePartitions(database, now);
    return {
      database,
      requests,
      embedded,
      close: async () => {
        await Promise.all([database.close(), requests.close()]);
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw translateDatabaseError(error);
  }
}

/** @throws {Failure} `database.unavailable` that says what is wrong with DATABASE_URL, without its password. */
export async function assertUsable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const version = rows[0]?.version ?? 0;
    if (version < 150_000)
      throw new Failure(
        'database.unavailable',
        `DATABASE_URL names PostgreSQL ${Math.floor(version / 10_000)}; version 15 or newer is needed.`,
      );
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'database.unavailable',
      `DATABASE_URL does not lead to a database: ${reason(error)}. Check host, port, database, user and password.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

const reason = (error: unknown) => {
  const text =
    error instanceof AggregateError ? String(error.errors[0]) : error instanceof Error ? error.message : String(error);
  return text.replace(/postgres(ql)?:\/\/\S+/g, 'the address').replace(/\.$/, '');
};
