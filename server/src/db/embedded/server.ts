import { spawn } from 'node:child_process';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import type { Binaries } from './binaries.ts';
import { explain } from './explain.ts';
import { serverEnvironment } from './initialise.ts';
import type { Places } from './layout.ts';
import { findRunning, type Pidfile, readPidfile } from './pidfile.ts';
import { commandLine, type Runner } from './privilege.ts';
import { isAlive, waitUntil } from './processes.ts';
import { asArguments, type Settings } from './settings.ts';

const longestRecoveryMs = 15 * 60_000;
const longestLogBytes = 10 * 1024 * 1024;

/**
 * Starts the server in a session of its own, so that Ctrl-C in our terminal is ours to handle, and waits until it takes
 * connections. After a crash that includes its recovery.
 */
export async function launch(binaries: Binaries, runner: Runner, places: Places, settings: Settings): Promise<Pidfile> {
  for (let attempt = 1; ; attempt++) {
    const from = await logLength(places.log);
    const started = await launchOnce(binaries, runner, places, settings);
    if (started) return started;
    const said = (await readFile(places.log)).subarray(from).toString();
    // The workers of a killed server need a moment to let go of its memory, and its own remains a moment to be buried.
    if (attempt >= 100 || !/shared memory block .* is still in use|lock file .* already exists/.test(said))
      throw explain(said, places);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function launchOnce(
  binaries: Binaries,
  runner: Runner,
  places: Places,
  settings: Settings,
): Promise<Pidfile | null> {
  const log = await open(places.log, 'a', 0o600);
  try {
    const line = commandLine(runner, binaries.postgres, ['-D', places.cluster, ...asArguments(settings)]);
    const child = spawn(line.file, line.args, {
      ...line.options,
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let ended = false;
    child.once('exit', () => (ended = true));
    child.once('error', () => (ended = true));
    child.unref();
    const ready = async () =>
      ended || ((await readPidfile(places.cluster))?.pid === child.pid && (await isReady(places)));
    await waitUntil(ready, longestRecoveryMs);
    return ended ? null : await readPidfile(places.cluster);
  } finally {
    await log.close();
  }
}

const isReady = async (places: Places) => (await readPidfile(places.cluster))?.ready === true;

async function logLength(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= longestLogBytes) return size;
  await truncate(path);
  return 0;
}

/** The running server of this folder once it takes connections; null when there is none or it ended meanwhile. */
export async function adopt(places: Places): Promise<Pidfile | null> {
  const found = await findRunning(places.cluster);
  if (!found) return null;
  await waitUntil(async () => !isAlive(found.pid) || (await isReady(places)), longestRecoveryMs);
  return isAlive(found.pid) ? found : null;
}

/** Ends a server: without waiting for its clients, then without its last checkpoint, which is safe and only slows the next start. */
export async function shutDown(pid: number): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 3_000],
    ['SIGQUIT', 1_000],
    ['SIGKILL', 1_000],
  ];
  for (const [signal, waitMs] of steps) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    if (await waitUntil(() => !isAlive(pid), waitMs)) return;
  }
}
