import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import { hashPassword } from './password.ts';
import { setupTokenMs } from './rules.ts';
import { startSession } from './session.ts';
import * as setup from './setup.store.ts';
import { refuseFlood } from './throttle.ts';
import { hashToken, newToken } from './token.ts';
import { countAdmins } from './users.store.ts';
import { addUser, refuseWeak } from './users.ts';

/**
 * A new single-use setup token, or `null` once an administrator exists. Those printed before stay good for their time:
 * each program that starts on the database prints one.
 */
export async function newSetupToken(system: Context): Promise<string | null> {
  const token = newToken();
  const now = system.clock.now();
  return system.write(async (tx) => {
    if ((await countAdmins(tx)) > 0) return null;
    await setup.addSetupToken(tx, hashToken(token), now, new Date(now.getTime() + setupTokenMs));
    return token;
  });
}

export async function setupState(
  system: Context,
  token: string | undefined,
): Promise<{ isNeeded: boolean; isTokenGood: boolean }> {
  return system.read(async (tx) => {
    const isNeeded = (await countAdmins(tx)) === 0;
    return {
      isNeeded,
      isTokenGood:
        isNeeded && token !== undefined && (await setup.hasSetupToken(tx, hashToken(token), system.clock.now())),
    };
  });
}

export type Setup = { token: string; username: string; email: string; password: string; timeZone: string };

/**
 * Makes the first administrator with the setup token and signs in; `also` runs in the same transaction.
 * @throws {Failure} `setup.refused` when the token is used, expired or wrong: nothing was made.
 */
export async function completeSetup(
  system: Context,
  input: Setup,
  from: { ip: string | null; agent: string | null },
  also: (tx: Tx) => Promise<void>,
): Promise<string> {
  await refuseFlood(system, `setup:${from.ip ?? ''}`);
  refuseWeak(input.password, input.username, input.email);
  const passwordHash = await hashPassword(input.password);
  const session = newToken();
  const now = system.clock.now();
  await system.write(async (tx) => {
    const isGood = await setup.takeSetupToken(tx, hashToken(input.token), now);
    if (!isGood || (await countAdmins(tx)) > 0)
      throw new Failure(
        'setup.refused',
        'The setup link is used, expired or wrong. Print a new one with: npm run wf -- setup-link',
      );
    const userId = await addUser(system, tx, { ...input, role: 'admin' }, passwordHash);
    await also(tx);
    await startSession(tx, session, userId, now, from);
  });
  return session;
}
