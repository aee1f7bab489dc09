import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDatabase } from '../src/db/database.ts';
import { startEmbedded } from '../src/db/embedded/index.ts';
import { migrateUp } from '../src/db/migrator.ts';
import { ensurePartitions } from '../src/db/partitions.ts';
import { type ContextParts, ensureRoles, systemContext } from '../src/domains/access/index.ts';
import { ensureDefaultCustomer } from '../src/domains/customers/index.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createLog } from '../src/lib/log.ts';
import { discardOutdated } from './data/age.ts';
import { makeData } from './data/make.ts';
import { type Scale, sizes } from './row.ts';

export type Bench = {
  scale: Scale;
  sizes: (typeof sizes)[Scale];
  url: string;
  parts: ContextParts;
  system: ReturnType<typeof systemContext>;
  /** The owner's plain connection: what floors use. */
  floor: pg.Client;
  /** Process of the database server, for its processor time. */
  postmaster: number;
  /** An empty migrated database on the same server. */
  freshDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
  /** A signed-in session of a user, made in the database. */
  session(username: string): Promise<string>;
  close(): Promise<void>;
};

const folder = (scale: Scale) => fileURLToPath(new URL(`../../.cache/bench/${scale}/`, import.meta.url));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens the data of a scale; made once, seeded, and kept under .cache/bench. */
export async function openBench(scale: Scale): Promise<Bench> {
  await discardOutdated(folder(scale));
  await mkdir(folder(scale), { recursive: true });
  const server = await startEmbedded({
    dataDir: folder(scale),
    log: quiet,
    settings: { shared_buffers: '2GB', max_wal_size: '8GB' },
  });
  await migrateUp(server.url);
  const database = createDatabase(server.url);
  await ensurePartitions(database, new Date());
  const parts: ContextParts = { db: database, clock: systemClock, log: createLog('error') };
  const system = systemContext(parts);
  await ensureRoles(system);
  await ensureDefaultCustomer(system);
  const floor = new pg.Client({ connectionString: server.url });
  await floor.connect();
  await makeData(floor, sizes[scale]);
  return {
    scale,
    sizes: sizes[scale],
    url: server.url,
    parts,
    system,
    floor,
    postmaster: Number.parseInt(await readFile(join(folder(scale), 'postgres/cluster/postmaster.pid'), 'utf8'), 10),
    freshDatabase: async () => {
      const name = `wf_bench_${randomBytes(4).toString('hex')}`;
      await floor.query(`create database ${name}`);
      const url = server.url.replace(/\/watchfloor\?/, `/${name}?`);
      await migrateUp(url);
      return { url, drop: async () => void (await floor.query(`drop database if exists ${name} with (force)`)) };
    },
    session: async (username) => {
      const token = randomBytes(32).toString('base64url');
      await floor.query(
        `insert into sessions (token_hash, user_id, created_at, expires_at, idle_at)
         select $1, id, now(), now() + interval '1 day', now() + interval '1 day' from users where username = $2`,
        [createHash('sha256').update(token).digest(), username],
      );
      return `wf=${token}`;
    },
    close: async () => {
      await floor.end();
      await database.close();
      await server.stop();
    },
  };
}
