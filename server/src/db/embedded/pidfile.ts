import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../lib/error-code.ts';
import { commandOf, isAlive } from './processes.ts';

export type Pidfile = { pid: number; socketDir: string; ready: boolean };

/** Reads what a server wrote about itself into `postmaster.pid`; null when there is none or it is still being written. */
export function parsePidfile(text: string): Pidfile | null {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const socketDir = lines[4]?.trim();
  if (!Number.isInteger(pid) || pid <= 0 || !socketDir) return null;
  return { pid, socketDir, ready: lines[7]?.trim() === 'ready' };
}

export async function readPidfile(clusterDir: string): Promise<Pidfile | null> {
  try {
    return parsePidfile(await readFile(join(clusterDir, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * The server that runs on this folder, or null. What a crashed server left behind is removed when its process id now
 * belongs to another program: PostgreSQL itself would take that program for a server and refuse to start.
 */
export async function findRunning(clusterDir: string): Promise<Pidfile | null> {
  const found = await readPidfile(clusterDir);
  if (!found || !isAlive(found.pid)) return null;
  const command = await commandOf(found.pid);
  if (command === null || command.includes('postgres')) return found;
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
  return null;
}
