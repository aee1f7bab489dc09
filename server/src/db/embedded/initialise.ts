import { execFile } from 'node:child_process';
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { explain } from './explain.ts';
import { type Places, writeMarker } from './layout.ts';
import { commandLine, giveTo, type Runner } from './privilege.ts';

const run = promisify(execFile);
const locales = [['--locale=C.UTF-8'], ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']];

/** Makes the folders around the cluster: private, and open for passage only where another account runs the server. */
export async function makeHome(places: Places, runner: Runner): Promise<void> {
  await mkdir(places.dataDir, { recursive: true, mode: 0o700 });
  await mkdir(places.home, { recursive: true, mode: 0o700 });
  if (runner.kind !== 'account') return;
  await chmod(places.dataDir, (await stat(places.dataDir)).mode | 0o011);
  await giveTo(runner, places.home);
}

/**
 * Makes an empty cluster with the superuser `watchfloor`. It appears under its name only when it is complete, so an
 * interrupted start leaves nothing that looks like data.
 */
export async function initialise(binaries: Binaries, runner: Runner, places: Places, durable: boolean): Promise<void> {
  const fresh = `${places.cluster}.new`;
  for (const [index, locale] of locales.entries()) {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { mode: 0o700 });
    await giveTo(runner, fresh);
    const common = [
      '-D',
      fresh,
      '-U',
      'watchfloor',
      '-E',
      'UTF8',
      '-A',
      'trust',
      '--data-checksums',
      '--no-instructions',
    ];
    const { file, args, options } = commandLine(runner, binaries.initdb, [
      ...common,
      ...locale,
      ...(durable ? [] : ['--no-sync']),
    ]);
    try {
      await run(file, args, { ...options, cwd: '/', env: serverEnvironment() });
      break;
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      const said = saidBy(error);
      // Systems without the C.UTF-8 locale get PostgreSQL's own, which sorts the same way.
      if (index + 1 < locales.length && /invalid locale name/.test(said)) continue;
      throw explain(said, places, error);
    }
  }
  await rename(fresh, places.cluster);
  await writeMarker(places);
}

const saidBy = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== ''
    ? error.stderr
    : String(error);

/** What the server sees of our environment: nothing that could steer it, and no secret. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin:/usr/sbin:/sbin', TZ: 'UTC' });
