import type { RoleName } from '@watchfloor/contract';
import type { Tx } from '../../db/database.ts';

export type UserRow = {
  id: number;
  username: string;
  email: string;
  passwordHash: string | null;
  role: RoleName;
  isActive: boolean;
  timeZone: string;
};

const userColumns = (tx: Tx) =>
  tx
    .selectFrom('users')
    .innerJoin('roles', 'roles.id', 'users.role_id')
    .select([
      'users.id',
      'users.username',
      'users.email',
      'users.password_hash as passwordHash',
      'roles.name as role',
      'users.is_active as isActive',
      'users.time_zone as timeZone',
    ]);

const asUser = (row: Omit<UserRow, 'role'> & { role: string }): UserRow => ({ ...row, role: row.role as RoleName });

/** The user with that name or e-mail address, or `null`. */
export async function findUserByLogin(tx: Tx, login: string): Promise<UserRow | null> {
  const row = await userColumns(tx)
    .where((eb) =>
      eb.or([
        eb(eb.fn('lower', ['users.username']), '=', login.toLowerCase()),
        eb(eb.fn('lower', ['users.email']), '=', login.toLowerCase()),
      ]),
    )
    .executeTakeFirst();
  return row ? asUser(row) : null;
}

export async function findUser(tx: Tx, id: number): Promise<UserRow | null> {
  const row = await userColumns(tx).where('users.id', '=', id).executeTakeFirst();
  return row ? asUser(row) : null;
}

/** People who can be given work, by name. */
export async function listAssignees(tx: Tx): Promise<{ id: number; username: string }[]> {
  return tx
    .selectFrom('users')
    .innerJoin('roles', 'roles.id', 'users.role_id')
    .select(['users.id', 'users.username'])
    .where('users.is_active', '=', true)
    .where('roles.name', 'in', ['admin', 'analyst'])
    .orderBy('users.username')
    .limit(1_000)
    .execute();
}

export async function countAdmins(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('users')
    .innerJoin('roles', 'roles.id', 'users.role_id')
    .where('roles.name', '=', 'admin')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Adds a user; `null` when the name or the address is taken. */
export async function insertUser(
  tx: Tx,
  user: { username: string; email: string; passwordHash: string; role: RoleName; timeZone: string },
): Promise<number | null> {
  const row = await tx
    .insertInto('users')
    .values((eb) => ({
      username: user.username,
      email: user.email,
      password_hash: user.passwordHash,
      role_id: eb.selectFrom('roles').where('name', '=', user.role).select('id'),
      time_zone: user.timeZone,
      is_verified: true,
    }))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** A person whose password was checked: by the id and by what it was checked against. */
type Checked = Pick<UserRow, 'id' | 'passwordHash'>;

/** Sets another password; false when the one that was checked is no longer theirs. */
export async function updatePassword(tx: Tx, user: Checked, passwordHash: string, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('users')
    .set({ password_hash: passwordHash, updated_at: now })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.passwordHash)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes a sign-in; false when the password that was checked is no longer theirs, or they were switched off. */
export async function noteLogin(tx: Tx, user: Checked, now: Date): Promise<boolean> {
  const row = await tx
    .updateTable('users')
    .set({ last_login_at: now, failed_login_attempts: 0 })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.passwordHash)
    .where('is_active', '=', true)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
