import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../lib/failure.ts';

export const pidFile = (dataDir: string) => join(dataDir, 'watchfloor.pid');

/** The process that runs on a data folder, or `null`. */
export async function runningPid(dataDir: string): Promise<number | null> {
  const pid = Number(await readFile(pidFile(dataDir), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
    // A number is used again after a crash: only a program of ours counts.
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'main.ts');
    return command.includes('main.ts') ? pid : null;
  } catch {
    return null;
  }
}

/**
 * Takes the data folder for this process. With an external database several processes may share it (`isShared`).
 * @throws {Failure} when another program runs on it: nothing was touched.
 */
export async function claimFolder(dataDir: string, isShared: boolean): Promise<() => Promise<void>> {
  const pid = await runningPid(dataDir);
  if (!isShared && pid !== null && pid !== process.pid)
    throw new Failure(
      'internal',
      `Watchfloor runs on ${dataDir} already (process ${pid}). Stop it with npm run wf -- stop, or choose another folder with --data.`,
    );
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(pidFile(dataDir), `${process.pid}\n`);
  return () => rm(pidFile(dataDir), { force: true });
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
