import { execFile } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../lib/failure.ts';

const run = promisify(execFile);

/** How to run PostgreSQL, which refuses the superuser: as ourselves, as seen through a user namespace, or as another account. */
export type Runner =
  | { kind: 'direct' }
  | { kind: 'namespace'; prefix: [string, ...string[]] }
  | { kind: 'account'; uid: number; gid: number };

type Account = { name: string; uid: number; gid: number };

/**
 * Chooses the way for this process. Root prefers the namespace, because there the kernel still lets PostgreSQL reach
 * root's own files, so that a checkout below a 0700 home works; a folder that another account owns is run by that account.
 */
export async function chooseRunner(clusterDir: string, namespaces = canUseNamespace): Promise<Runner> {
  if (process.getuid?.() !== 0) return { kind: 'direct' };
  const owner = await stat(clusterDir).catch(() => null);
  if (owner && owner.uid !== 0) return { kind: 'account', uid: owner.uid, gid: owner.gid };
  const account = pickAccount(parseAccounts(await readFile('/etc/passwd', 'utf8')));
  if (!account)
    throw new Failure(
      'database.unavailable',
      'PostgreSQL does not run as root and this machine has no other account; add one, or start Watchfloor as a normal user.',
    );
  if (await namespaces(account)) {
    const ids = [`--map-user=${account.uid}`, `--map-group=${account.gid}`];
    return { kind: 'namespace', prefix: ['unshare', '--user', ...ids, '--'] };
  }
  return { kind: 'account', uid: account.uid, gid: account.gid };
}

/** The lines of a passwd file. */
export const parseAccounts = (text: string): Account[] =>
  text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });

/** The account PostgreSQL borrows: `postgres`, else `nobody`, else the first that is not root. */
export const pickAccount = (accounts: Account[]): Account | undefined => {
  const others = accounts.filter((account) => account.uid > 0);
  const named = (name: string) => others.find((account) => account.name === name);
  return named('postgres') ?? named('nobody') ?? others[0];
};

async function canUseNamespace(account: Account): Promise<boolean> {
  try {
    await run('unshare', ['--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`, '--', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** The command line that runs `file` under this runner, with the spawn options it needs. */
export function commandLine(runner: Runner, file: string, args: string[]) {
  if (runner.kind === 'direct') return { file, args, options: {} };
  if (runner.kind === 'account') return { file, args, options: { uid: runner.uid, gid: runner.gid } };
  const [wrapper, ...prefix] = runner.prefix;
  return { file: wrapper, args: [...prefix, file, ...args], options: {} };
}

/** Gives a folder to the account that runs PostgreSQL; nothing to do for the other runners. */
export async function giveTo(runner: Runner, folder: string): Promise<void> {
  if (runner.kind === 'account') await chown(folder, runner.uid, runner.gid);
}

/**
 * Proves that the runner's account reaches every folder.
 * @throws {Failure} `database.unavailable` naming the folder that is closed to it and the two ways out.
 */
export async function assertReach(runner: Runner, folders: string[]): Promise<void> {
  if (runner.kind !== 'account') return;
  for (const folder of folders) {
    for (let at = resolve(folder); at !== dirname(at); at = dirname(at)) {
      const { mode, uid, gid } = await stat(at);
      const bit = uid === runner.uid ? 0o100 : gid === runner.gid ? 0o010 : 0o001;
      if ((mode & bit) !== 0) continue;
      const sentence = `PostgreSQL does not run as root, user namespaces are not available here, and the account with id ${runner.uid} cannot enter ${at}; start Watchfloor as a normal user, or move it and its data (--data) to a folder that every account can enter.`;
      throw new Failure('database.unavailable', sentence);
    }
  }
}
