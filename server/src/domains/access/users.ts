import type { RoleName } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';
import { Failure } from '../../lib/failure.ts';
import type { Context } from './context.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { weakness } from './rules.ts';
import { deleteOtherSessions } from './session.store.ts';
import type { Session } from './session.ts';
import * as throttle from './throttle.store.ts';
import { passLock, refuseOvertaken, refuseWhileLocked } from './throttle.ts';
import * as users from './users.store.ts';

const refused = () => new Failure('session.refused', 'The present password is wrong.');

/** @throws {Failure} `session.refused` when the present password is wrong; `password.weak`. */
export async function changePassword(
  context: Context,
  session: Session,
  input: { current: string; next: string },
): Promise<void> {
  const system = context.asSystem();
  const key = `password:${session.row.userId}`;
  const before = await refuseWhileLocked(system, key);
  const user = await system.read((tx) => users.findUser(tx, session.row.userId));
  if (!user?.passwordHash || !(await verifyPassword(input.current, user.passwordHash))) {
    const { tries } = await system.write((tx) => throttle.countTry(tx, key, 3_600, context.clock.now()));
    refuseOvertaken(before, tries);
    throw refused();
  }
  refuseWeak(input.next, user.username, user.email);
  const passwordHash = await hashPassword(input.next);
  await system.write(async (tx) => {
    // Somebody else may have changed it while it was checked.
    if (!(await users.updatePassword(tx, user, passwordHash, context.clock.now()))) throw refused();
    await deleteOtherSessions(tx, user.id, session.tokenHash);
    await passLock(tx, key, context.clock.now());
    await context.record(tx, {
      type: 'password_change',
      description: 'Changed their own password.',
      customerId: null,
      resource: { type: 'user', id: user.username },
    });
  });
}

export function refuseWeak(password: string, username: string, email: string): void {
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

export async function addUser(context: Context, tx: Tx, input: NewUser, passwordHash: string): Promise<number> {
  const id = await users.insertUser(tx, { ...input, passwordHash });
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
