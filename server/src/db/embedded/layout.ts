import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf } from '../../lib/error-code.ts';
import { Failure } from '../../lib/failure.ts';

/** Where things lie in the program's data folder; a new arrangement gets a new number and a way to get there. */
const layout = 1;

export type Places = { dataDir: string; home: string; cluster: string; log: string; lock: string; owner: string };

export function placesIn(folder: string): Places {
  const dataDir = resolve(folder);
  const home = join(dataDir, 'postgres');
  const inside = (name: string) => join(home, name);
  return {
    dataDir,
    home,
    cluster: inside('cluster'),
    log: inside('server.log'),
    lock: inside('start.lock'),
    owner: inside('owner'),
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The major version of PostgreSQL that made the cluster, or null when there is none yet. */
export async function clusterMajor(places: Places): Promise<number | null> {
  const text = await readIfThere(join(places.cluster, 'PG_VERSION'));
  return text === null ? null : Number.parseInt(text, 10);
}

/**
 * Refuses, before anything is touched, a data folder that this version cannot read.
 * @throws {Failure} `database.unavailable` saying which side is newer and what to do.
 */
export async function assertReadable(places: Places, major: number): Promise<void> {
  const marker = await readIfThere(join(places.dataDir, 'watchfloor.json'));
  const found = marker === null ? layout : Number((JSON.parse(marker) as { layout?: unknown }).layout);
  const refuse = (sentence: string) => new Failure('database.unavailable', sentence);
  if (found !== layout)
    throw refuse(
      `The data folder ${places.dataDir} was made by a newer version of Watchfloor; start that version, or choose another folder with --data. Nothing was changed.`,
    );
  const made = await clusterMajor(places);
  if (made !== null && made > major)
    throw refuse(
      `The data folder ${places.dataDir} was made by PostgreSQL ${made}, newer than the built-in ${major}; start the newer version of Watchfloor, or choose another folder with --data. Nothing was changed.`,
    );
  if (made !== null && made < major)
    throw refuse(
      `The data folder ${places.dataDir} was made by PostgreSQL ${made}, older than the built-in ${major}; export it with the version of Watchfloor that made it and import it into a new folder. Nothing was changed.`,
    );
}

/** Notes the layout in a new data folder. */
export const writeMarker = (places: Places): Promise<void> =>
  writeFile(join(places.dataDir, 'watchfloor.json'), `${JSON.stringify({ layout })}\n`);
