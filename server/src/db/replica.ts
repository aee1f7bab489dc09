import { type Kysely, sql } from 'kysely';
import type { DB } from './tables.ts';

/** A replica that is read only when it holds everything that was noted as changed. */
export type Replica = {
  /** Something is committed that later readers must find. */
  noteChange(): void;
  /** The replica, or `null` while it is behind the last change that was noted. */
  ifCaughtUp(): Promise<Kysely<DB> | null>;
};

/**
 * Watches a replica of `primary`. Where the primary's log stood is asked once after a change, by the first who reads:
 * writers wait for nothing, and under steady writing a replica with a little lag is still of use.
 */
export function watchReplica(primary: Kysely<DB>, replica: Kysely<DB>): Replica {
  let needed: Promise<string> | null = null;
  const askPrimary = async () => {
    // Not the flushed part: with synchronous_commit off a change is seen before it is flushed. After a failover the
    // address may lead to a server that is no primary yet.
    const { rows } = await sql<{ at: string }>`
      select (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end)::text as at`.execute(
      primary,
    );
    return rows[0]?.at ?? '0/0';
  };
  return {
    noteChange: () => {
      needed = null;
    },
    ifCaughtUp: async () => {
      const asked = (needed ??= askPrimary());
      const at = await asked.catch((error: unknown) => {
        if (needed === asked) needed = null;
        throw error;
      });
      // A copy kept up by other means than the log has no position; it is as fresh as whoever set it up wants it.
      const { rows } = await sql<{
        isThere: boolean;
      }>`select coalesce(pg_last_wal_replay_lsn() >= ${at}::pg_lsn, true) as "isThere"`.execute(replica);
      return rows[0]?.isThere === true ? replica : null;
    },
  };
}
