import { readFile, rm, writeFile } from 'node:fs/promises';
import { codeOf } from '../../lib/error-code.ts';
import { Failure } from '../../lib/failure.ts';
import { isAlive, waitUntil } from './processes.ts';

/** The process id that a file holds; null when there is no such file or it holds none. */
export async function readPid(path: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(path, 'utf8'), 10) || null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** True when the file is ours now; one that nobody living holds is cleared for the next try. */
async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const holder = await readPid(path);
    // A holder that died, or this very process in an earlier life with the same id, holds nothing.
    if (holder !== null && (!isAlive(holder) || (holder === process.pid && !held.has(path))))
      await rm(path, { force: true });
    return false;
  }
}

const held = new Set<string>();

/**
 * Runs `work` while no other process does so with the same file.
 * @throws {Failure} `database.unavailable` when another one keeps it for longer than `limitMs`.
 */
export async function alone<T>(path: string, work: () => Promise<T>, limitMs = 120_000): Promise<T> {
  if (!(await waitUntil(() => take(path), limitMs)))
    throw new Failure(
      'database.unavailable',
      `Process ${await readPid(path)} has been starting the same database for ${limitMs / 1000} s; end it, or remove ${path} when it has nothing to do with Watchfloor.`,
    );
  held.add(path);
  try {
    return await work();
  } finally {
    held.delete(path);
    await rm(path, { force: true });
  }
}
