import { rm, writeFile } from 'node:fs/promises';
import { Failure } from '../../lib/failure.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { ensureDatabase } from './bootstrap.ts';
import { explain } from './explain.ts';
import { initialise, makeHome } from './initialise.ts';
import { assertReadable, clusterMajor, type Places, placesIn } from './layout.ts';
import { alone, readPid } from './lock.ts';
import { assertReach, chooseRunner, giveTo } from './privilege.ts';
import { isAlive } from './processes.ts';
import { adopt, launch, shutDown } from './server.ts';
import { availableMemory, type Settings, serverSettings } from './settings.ts';
import { makeSocketDir, socketUrl } from './socket.ts';
import { type Log, watch } from './supervise.ts';

export type EmbeddedOptions = {
  /** The program's data folder; the cluster lies in `postgres/` below it. */
  dataDir: string;
  log: Log;
  /** Another PostgreSQL than the built-in one. */
  binaries?: Binaries;
  /** PostgreSQL settings on top of our own. */
  settings?: Settings;
  /** A `tool` borrows a server that a living program owns; a `program` becomes its owner. Default `program`. */
  as?: 'program' | 'tool';
};

export type EmbeddedPostgres = {
  /** For `pg`, as the owner of database `watchfloor`; stays the same over restarts. */
  url: string;
  socketDir: string;
  readonly pid: number;
  /** True when the server ran already and was taken over. */
  adopted: boolean;
  /** Ends the server within 5 s if this process owns it, and otherwise only lets go of it. */
  stop(): Promise<void>;
  isRunning(): Promise<boolean>;
  /** Starts the server again whenever it dies, until `stop`; `onRestart` is called after each time. */
  supervise(onRestart: () => void): void;
};

/**
 * Starts the PostgreSQL of this data folder, or takes over the one that a crashed predecessor left running.
 * @throws {Failure} `database.unavailable` with the remedy; data that was there is as it was.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const places = placesIn(options.dataDir);
  try {
    return await start(options, places);
  } catch (error) {
    throw error instanceof Failure ? error : explain(String(error), places, error);
  }
}

async function start(options: EmbeddedOptions, places: Places): Promise<EmbeddedPostgres> {
  const { log } = options;
  const binaries = options.binaries ?? (await findBinaries());
  await assertReadable(places, binaries.major);
  const runner = await chooseRunner(places.cluster);
  await makeHome(places, runner);
  await assertReach(runner, [binaries.root, places.home]);
  const socketDir = await makeSocketDir(places.home);
  await giveTo(runner, socketDir);
  const settings = serverSettings(availableMemory(), socketDir, options.settings);

  const run = () =>
    alone(places.lock, async () => {
      const running = await adopt(places);
      if (!running && (await clusterMajor(places)) === null) {
        log.info(`Making a new database in ${places.home}.`);
        await initialise(binaries, runner, places, settings.fsync !== 'off');
      }
      const server = running ?? (await launch(binaries, runner, places, settings));
      await ensureDatabase(server.socketDir);
      const owner = await readPid(places.owner);
      if (options.as !== 'tool' || owner === null || !isAlive(owner)) await writeFile(places.owner, `${process.pid}\n`);
      return { ...server, adopted: running !== null };
    });

  let server = await run();
  let stopWatching = async () => {};
  return {
    url: socketUrl(server.socketDir, 'watchfloor'),
    socketDir: server.socketDir,
    adopted: server.adopted,
    get pid() {
      return server.pid;
    },
    isRunning: async () => isAlive(server.pid),
    supervise: (onRestart) => {
      stopWatching = watch({
        isUp: () => isAlive(server.pid),
        restart: async () => {
          server = await run();
          onRestart();
        },
        log,
      });
    },
    stop: async () => {
      await stopWatching();
      const owner = await readPid(places.owner);
      if (owner !== process.pid && owner !== null && isAlive(owner)) return;
      await shutDown(server.pid);
      await rm(places.owner, { force: true });
    },
  };
}
