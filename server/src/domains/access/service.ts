import { createHash, randomBytes } from 'node:crypto';
import { type RoleName, rolePermissions, roleNames } from '@watchfloor/contract';
import type { Scope } from '../../db/scope.ts';
import { Failure, isFailure } from '../../lib/failure.ts';
import type { Actor } from './actor.ts';
import type { Context } from './context.ts';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';
import { lockSeconds, scopeOf, sessionIdleMs, sessionLifeMs, setupTokenMs, triesKeptMs, weakness } from './rules.ts';
import * as store from './store.ts';

/** A token of 256 random bits for a person, and the hash of it for us. */
const newToken = () => randomBytes(32).toString('base64url');
export const hashToken = (token: string) => createHash('sha256').update(token).digest();

export type Session = { tokenHash: Buffer; row: store.SessionRow };

const descriptions: Record<RoleName, string> = {
  admin: 'Runs the platform.',
  analyst: 'Works alerts and reads everything else.',
  readonly: 'Reads.',
  customer: 'A contact of a customer; sees that customer only.',
};

/** Brings the built-in roles up to the contract; safe to run at every start. */
export const ensureRoles = (system: Context) =>
  system.write((tx) =>
    store.syncRoles(
      tx,
      roleNames.map((name) => ({ name, description: descriptions[name], permissions: rolePermissions[name] })),
    ),
  );

/** The living session of a cookie's token, or `null`. */
export async function readSession(system: Context, token: string): Promise<Session | null> {
  const tokenHash = hashToken(token);
  const row = await system.read((tx) => store.findSession(tx, tokenHash, system.clock.now()));
  return row ? { tokenHash, row } : null;
}

export function actorOf(row: store.SessionRow, ip: string | null, agent: string | null): Actor {
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
  const row = await system.read((tx) => store.findGrants(tx, userId));
  return row && scopeOf(row, row.tagAccess);
}

/** Moves the idle limit; called at most once a minute for a session. */
export async function keepAlive(system: Context, tokenHash: Buffer): Promise<void> {
  const idleAt = new Date(system.clock.now().getTime() + sessionIdleMs);
  try {
    await system.write((tx) => store.touchSession(tx, tokenHash, idleAt));
  } catch (error) {
    // Who only reads is served also while nothing can be written.
    if (!isFailure(error, 'database.read_only')) throw error;
  }
}

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
  await refuseWhileLocked(system, key);
  await refuseFlood(system, `login-address:${from.ip ?? ''}`);
  const user = await system.read((tx) => store.findUserByLogin(tx, input.username));
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
    await system.write(async (tx) => {
      await store.countTry(tx, key, 3_600, now);
      await recordAs(speaker, tx, 'login_failed', 'Sign-in refused.');
    });
    throw new Failure(
      'session.refused',
      'The name or the password is wrong. Five wrong tries lock the name for a while.',
    );
  }
  const token = newToken();
  await system.write(async (tx) => {
    await store.clearTries(tx, key);
    await store.deleteEndedSessions(tx, now);
    await store.noteLogin(tx, user.id, now);
    await insertSession(tx, token, user.id, now, from);
    await recordAs(speaker, tx, 'login_success', 'Signed in.');
  });
  return token;
}

const insertSession = (
  tx: Parameters<typeof store.insertSession>[0],
  token: string,
  userId: number,
  now: Date,
  from: { ip: string | null; agent: string | null },
) =>
  store.insertSession(tx, {
    tokenHash: hashToken(token),
    userId,
    now,
    expiresAt: new Date(now.getTime() + sessionLifeMs),
    idleAt: new Date(now.getTime() + sessionIdleMs),
    ...from,
  });

const recordAs = (context: Context, tx: Parameters<Context['record']>[0], type: string, description: string) =>
  store.insertChanges(tx, context.actor, context.clock.now(), [
    { type, description, customerId: null, resource: { type: 'user', id: context.actor.name } },
  ]);

async function refuseWhileLocked(system: Context, key: string): Promise<void> {
  const tried = await system.read((tx) => store.findTries(tx, key));
  if (!tried) return;
  const waitS = lockSeconds(tried.tries) - (system.clock.now().getTime() - tried.windowAt.getTime()) / 1_000;
  if (waitS > 0)
    throw new Failure('throttle.exceeded', `Too many wrong tries. Try again in ${Math.ceil(waitS)} s.`, {
      retryAfterS: Math.ceil(waitS),
    });
}

/** Forgets sessions that ended and tries that no lock looks back to. */
export const forgetEnded = (system: Context) =>
  system.write(async (tx) => {
    const now = system.clock.now();
    await store.deleteEndedSessions(tx, now);
    await store.deleteTriesBefore(tx, new Date(now.getTime() - triesKeptMs));
  });

/** At most 60 sign-ins a minute from one address, right or wrong, so that hashing cannot be used to keep us busy. */
async function refuseFlood(system: Context, key: string): Promise<void> {
  const { tries } = await system.write((tx) => store.countInWindow(tx, key, 60, system.clock.now()));
  if (tries > 60)
    throw new Failure('throttle.exceeded', 'Too many sign-ins from this address. Try again in a minute.', {
      retryAfterS: 60,
    });
}

export const logout = (context: Context, tokenHash: Buffer) =>
  context.asSystem().write(async (tx) => {
    await store.deleteSession(tx, tokenHash);
    await context.record(tx, { type: 'logout', description: 'Signed out.', customerId: null });
  });

/** @throws {Failure} `session.refused` when the present password is wrong; `password.weak`. */
export async function changePassword(
  context: Context,
  session: Session,
  input: { current: string; next: string },
): Promise<void> {
  const system = context.asSystem();
  const key = `password:${session.row.userId}`;
  await refuseWhileLocked(system, key);
  const user = await system.read((tx) => store.findUser(tx, session.row.userId));
  if (!user?.passwordHash || !(await verifyPassword(input.current, user.passwordHash))) {
    await system.write((tx) => store.countTry(tx, key, 3_600, context.clock.now()));
    throw new Failure('session.refused', 'The present password is wrong.');
  }
  refuseWeak(input.next, user.username, user.email);
  const passwordHash = await hashPassword(input.next);
  await system.write(async (tx) => {
    await store.updatePassword(tx, user.id, passwordHash, context.clock.now());
    await store.deleteOtherSessions(tx, user.id, session.tokenHash);
    await store.clearTries(tx, key);
    await context.record(tx, {
      type: 'password_change',
      description: 'Changed the own password.',
      customerId: null,
      resource: { type: 'user', id: user.username },
    });
  });
}

function refuseWeak(password: string, username: string, email: string): void {
  const why = weakness(password, username, email);
  if (why) throw new Failure('password.weak', why, { fields: [{ pointer: '/password', message: why }] });
}

export type NewUser = { username: string; email: string; password: string; role: RoleName; timeZone: string };

/** Adds a user. @throws {Failure} `user.exists`, `password.weak`; nothing is changed then. */
export async function createUser(context: Context, input: NewUser): Promise<number> {
  refuseWeak(input.password, input.username, input.email);
  const passwordHash = await hashPassword(input.password);
  return context.write((tx) => addUser(context, tx, input, passwordHash));
}

async function addUser(
  context: Context,
  tx: Parameters<Context['record']>[0],
  input: NewUser,
  passwordHash: string,
): Promise<number> {
  const id = await store.insertUser(tx, { ...input, passwordHash });
  if (id === null)
    throw new Failure(
      'user.exists',
      `The user name ${input.username} or the address ${input.email} is taken. Choose another.`,
    );
  await context.record(tx, {
    type: 'user_created',
    description: `Created ${input.username} as ${input.role}.`,
    customerId: null,
    resource: { type: 'user', id: input.username },
    after: { username: input.username, email: input.email, role: input.role },
  });
  return id;
}

/**
 * A new single-use setup token, or `null` once an administrator exists. Those printed before stay good for their time:
 * each program that starts on the database prints one.
 */
export async function newSetupToken(system: Context): Promise<string | null> {
  const token = newToken();
  const now = system.clock.now();
  return system.write(async (tx) => {
    if ((await store.countAdmins(tx)) > 0) return null;
    await store.addSetupToken(tx, hashToken(token), now, new Date(now.getTime() + setupTokenMs));
    return token;
  });
}

export async function setupState(
  system: Context,
  token: string | undefined,
): Promise<{ isNeeded: boolean; isTokenGood: boolean }> {
  return system.read(async (tx) => {
    const isNeeded = (await store.countAdmins(tx)) === 0;
    return {
      isNeeded,
      isTokenGood:
        isNeeded && token !== undefined && (await store.hasSetupToken(tx, hashToken(token), system.clock.now())),
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
  also: (tx: Parameters<Context['record']>[0]) => Promise<void>,
): Promise<string> {
  await refuseFlood(system, `setup:${from.ip ?? ''}`);
  refuseWeak(input.password, input.username, input.email);
  const passwordHash = await hashPassword(input.password);
  const session = newToken();
  const now = system.clock.now();
  await system.write(async (tx) => {
    const isGood = await store.takeSetupToken(tx, hashToken(input.token), now);
    if (!isGood || (await store.countAdmins(tx)) > 0)
      throw new Failure(
        'setup.refused',
        'The setup link is used, expired or wrong. Print a new one with: npm run wf -- setup-link',
      );
    const userId = await addUser(system, tx, { ...input, role: 'admin' }, passwordHash);
    await also(tx);
    await insertSession(tx, session, userId, now, from);
  });
  return session;
}
