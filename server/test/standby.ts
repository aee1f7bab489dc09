import pg from 'pg';
import { cloneDatabase } from './database.ts';

export type Standby = {
  url: string;
  /** Its own rows come from here; what the primary holds never arrives. */
  owner: pg.Client;
  /** How far it says it has come: a position of the primary's log, or null for a server that follows none. */
  hasReplayed(at: string | null): Promise<unknown>;
  drop(): Promise<void>;
};

/** Later than any position that a test's server reaches. */
export const farAhead = 'FFFFFFFF/0';

/** Stands where a standby would: an empty copy of the schema that is as far behind, or ahead, as a test says. */
export async function fakeStandby(): Promise<Standby> {
  const { url, drop } = await cloneDatabase();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  // The path makes this function be found before the server's own.
  await owner.query(`create table replayed (at pg_lsn); insert into replayed values ('${farAhead}');
    grant select on replayed to wf_app;
    create function pg_last_wal_replay_lsn() returns pg_lsn language sql as 'select at from replayed';
    do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`);
  return {
    url,
    owner,
    hasReplayed: (at) => owner.query('update replayed set at = $1', [at]),
    drop: async () => {
      await owner.end();
      await drop();
    },
  };
}

/** Where the log of the server of a database stands now. */
export async function positionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at');
  await client.end();
  return rows[0]?.at ?? '';
}
