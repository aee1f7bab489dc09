import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';

/** The note that a program leaves in its data folder; each has its own, for several may share a folder. */
export const pidFile = (dataDir: string, pid: number) => join(dataDir, `watchfloor-${pid}.pid`);

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
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
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

export function explainListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return new Failure(
      'internal',
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port.`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new Failure(
      'internal',
      `Port ${port} needs more rights than this account has. Choose one above 1023 with --port.`,
      { cause: error },
    );
  if (code === 'EADDRNOTAVAIL')
    return new Failure('internal', `${host} is no address of this machine. Choose another with --host.`, {
      cause: error,
    });
  return error;
}

/** Tries the port before anything is opened, so that a second start ends here and touches nothing. */
export function assertPortFree(host: string, port: number): Promise<void> {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(explainListen(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
