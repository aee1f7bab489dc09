import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../db/embedded/index.ts';
import { Failure } from '../lib/failure.ts';

/** The note that a program leaves in its data folder; each has its own, for several may share a folder. */
export const pidFile = (dataDir: string, pid: number) => join(dataDir, `watchfloor-${pid}.pid`);

/** Where the first program that serves people from this folder is reached, or `null` when none does. */
export async function runningAddress(dataDir: string): Promise<string | null> {
  for (const pid of await runningPids(dataDir)) {
    const [, address] = (await readFile(pidFile(dataDir, pid), 'utf8').catch(() => '')).split('\n');
    if (address) return address;
  }
  return null;
}

/** Adds to the own note where people reach this program. */
export const noteAddress = (dataDir: string, address: string): Promise<void> =>
  writeFile(pidFile(dataDir, process.pid), `${process.pid}\n${address}\n`);

/** The processes that run on a data folder, smallest number first. */
export async function runningPids(dataDir: string): Promise<number[]> {
  const running: number[] = [];
  for (const pid of await notedPids(dataDir)) if (await isOurs(pid)) running.push(pid);
  return running.sort((a, b) => a - b);
}

async function notedPids(dataDir: string): Promise<number[]> {
  const names = await readdir(dataDir).catch(() => []);
  return names.flatMap((name) => {
    const pid = Number(/^watchfloor-(\d{1,9})\.pid$/.exec(name)?.[1]);
    return pid > 0 ? [pid] : [];
  });
}

async function isOurs(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  // A number is used again after a crash: only a program of ours counts.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'main.ts');
  return command.includes('main.ts');
}

/**
 * Takes the data folder for this process. With an external database several processes may share it (`isShared`).
 * @throws {Failure} when another program runs on it: nothing was touched.
 */
export async function claimFolder(dataDir: string, isShared: boolean): Promise<() => Promise<void>> {
  const others = (await runningPids(dataDir)).filter((pid) => pid !== process.pid);
  if (!isShared && others.length > 0)
    throw new Failure(
      'internal',
      `Watchfloor runs on ${dataDir} already (process ${others.join(', ')}). Stop it with npm run wf -- stop, or choose another folder with --data.`,
    );
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // What crashed programs left.
  for (const pid of await notedPids(dataDir))
    if (!others.includes(pid)) await rm(pidFile(dataDir, pid), { force: true });
  const own = pidFile(dataDir, process.pid);
  await writeFile(own, `${process.pid}\n`);
  return () => rm(own, { force: true });
}
