import type { Tx } from '../../db/database.ts';
import type { Scope } from '../../db/scope.ts';
import { Failure, isFailure } from '../../lib/failure.ts';
import type { Actor } from './actor.ts';
import { insertChanges } from './changes.store.ts';
import type { Context } from './context.ts';
import { verifyNobody, verifyPassword } from './password.ts';
import { scopeOf, sessionIdleMs, sessionLifeMs, triesKeptMs } from './rules.ts';
import * as sessions from './session.store.ts';
import * as throttle from './throttle.store.ts';
import { passLock, refuseFlood, refuseOvertaken, refuseWhileLocked } from './throttle.ts';
import { hashToken, newToken } from './token.ts';
import * as users from './users.store.ts';

export type Session = { tokenHash: Buffer; row: sessions.SessionRow };

/** The living session of a cookie's token, or `null`. */
export async function readSession(system: Context, token: string): Promise<Session | null> {
  const tokenHash = hashToken(token);
  const row = await system.read((tx) => sessions.findSession(tx, tokenHash, system.clock.now()));
  return row ? { tokenHash, row } : null;
}

export function actorOf(row: sessions.SessionRow, ip: string | null, agent: string | null): Actor {
  return {
    userId: row.userId,
    name: row.username,
    role: row.role,
    permissions: new Set(row.permissions),
    scope: scopeOf({ role: row.role, customerIds: row.customerIds, tagIds: row.tagIds }, row.tagAccess),
    ip,
    agent,
  };
}

/** What a user may see, were they signed in; `null` when there is no such user or they are switched off. */
export async function scopeOfUser(system: Context, userId: number): Promise<Scope | null> {
  const row = await system.read((tx) => sessions.findGrants(tx, userId));
  return row && scopeOf(row, row.tagAccess);
}

/** Moves the idle limit; called at most once a minute for a session. */
export async function keepAlive(system: Context, tokenHash: Buffer): Promise<void> {
  const idleAt = new Date(system.clock.now().getTime() + sessionIdleMs);
  try {
    await system.write((tx) => sessions.touchSession(tx, tokenHash, idleAt));
  } catch (error) {
    // Who only reads is served also while nothing can be written.
    if (!isFailure(error, 'database.read_only')) throw error;
  }
}

const refused = () =>
  new Failure('session.refused', 'The name or the password is wrong. Five wrong tries lock the name for a while.');

/**
 * Signs in. The answer and its time are the same for an unknown name and a wrong password.
 * @throws {Failure} `session.refused`; `throttle.exceeded` after five wrong tries of one name from one address.
 */
export async function login(
  system: Context,
  input: { username: string; password: string },
  from: { ip: string | null; agent: string | null },
): Promise<string> {
  const now = system.clock.now();
  const key = `login:${input.username.toLowerCase()}:${from.ip ?? ''}`;
  const before = await refuseWhileLocked(system, key);
  await refuseFlood(system, `login-address:${from.ip ?? ''}`);
  const user = await system.read((tx) => users.findUserByLogin(tx, input.username));
  const isRight = user?.passwordHash
    ? await verifyPassword(input.password, user.passwordHash)
    : await verifyNobody(input.password);
  const speaker: Context = {
    ...system,
    actor: {
      ...system.actor,
      name: user?.username ?? input.username,
      userId: user?.id ?? null,
      ip: from.ip,
      agent: from.agent,
    },
  };
  if (!isRight || !user?.isActive) {
    const { tries } = await system.write(async (tx) => {
      await recordAs(speaker, tx, 'login_failed', 'Sign-in refused.');
      return throttle.countTry(tx, key, 3_600, now);
    });
    refuseOvertaken(before, tries);
    throw refused();
  }
  const token = newToken();
  await system.write(async (tx) => {
    // The password may have been changed while it was checked: the change ends the sessions that it finds.
    if (!(await users.noteLogin(tx, user, now))) throw refused();
    await passLock(tx, key, now);
    await sessions.deleteEndedSessions(tx, now);
    await startSession(tx, token, user.id, now, from);
    await recordAs(speaker, tx, 'login_success', 'Signed in.');
  });
  return token;
}

export const startSession = (
  tx: Tx,
  token: string,
  userId: number,
  now: Date,
  from: { ip: string | null; agent: string | null },
) =>
  sessions.insertSession(tx, {
    tokenHash: hashToken(token),
    userId,
    now,
    expiresAt: new Date(now.getTime() + sessionLifeMs),
    idleAt: new Date(now.getTime() + sessionIdleMs),
    ...from,
  });

const recordAs = (context: Context, tx: Tx, type: string, description: string) =>
  insertChanges(tx, context.actor, context.clock.now(), [
    { type, description, customerId: null, resource: { type: 'user', id: context.actor.name } },
  ]);

/** Forgets sessions that ended and tries that no lock looks back to. */
export const forgetEnded = (system: Context) =>
  system.write(async (tx) => {
    const now = system.clock.now();
    await sessions.deleteEndedSessions(tx, now);
    await throttle.deleteTriesBefore(tx, new Date(now.getTime() - triesKeptMs));
  });

export const logout = (context: Context, tokenHash: Buffer) =>
  context.asSystem().write(async (tx) => {
    await sessions.deleteSession(tx, tokenHash);
    await context.record(tx, { type: 'logout', description: 'Signed out.', customerId: null });
  });
