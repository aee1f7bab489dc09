import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../lib/error-code.ts';

const file = '.s.PGSQL.5432';
// The kernel takes 107 bytes, some systems 103; 90 leaves room for the lock file beside it.
const longestBytes = 90;

const fits = (folder: string) => Buffer.byteLength(join(folder, file)) <= longestBytes;

/**
 * Makes the 0700 folder in which the server puts its socket: beside the data, or in the temporary directory when that
 * path would be too long for a socket. The same data folder gets the same place again.
 */
export async function makeSocketDir(home: string, temporary = tmpdir()): Promise<string> {
  const beside = join(home, 'run');
  if (fits(beside)) {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    return beside;
  }
  const name = `watchfloor-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
  const parent = fits(join(temporary, `${name}-XXXXXX`)) ? temporary : '/tmp';
  const folder = join(parent, name);
  try {
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  // Everybody can make folders there: one that is not plainly ours is not trusted with the database's door.
  const found = await lstat(folder);
  const ours = found.isDirectory() && (found.uid === process.getuid?.() || process.getuid?.() === 0);
  return ours && (found.mode & 0o077) === 0 ? folder : mkdtemp(`${folder}-`);
}

/** The address of a database behind that socket, as `pg` takes it. */
export const socketUrl = (folder: string, database: string): string =>
  `postgresql://watchfloor@/${database}?host=${encodeURIComponent(folder)}`;
