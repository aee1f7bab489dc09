import type { Permission, RoleName } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Actor } from './actor.ts';
import type { Change } from './context.ts';
import type { TagAccess } from './rules.ts';

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/** Writes the audit rows and the stream rows of changes in two statements, however many there are. */
export async function insertChanges(tx: Tx, actor: Actor, at: Date, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into audit_events (at, actor_id, actor_name, customer_id, event_type, description, ip, user_agent, resource_type, resource_id, before, after)
    select ${at}, ${actor.userId}, ${actor.name}, c, t, d, ${actor.ip}, ${actor.agent}, rt, ri, b::jsonb, a::jsonb
    from unnest(${changes.map((x) => x.customerId)}::bigint[], ${changes.map((x) => x.type)}::text[], ${changes.map((x) => x.description)}::text[],
      ${changes.map((x) => x.resource?.type ?? null)}::text[], ${changes.map((x) => x.resource?.id ?? null)}::text[],
      ${changes.map((x) => json(x.before))}::text[], ${changes.map((x) => json(x.after))}::text[]) as rows (c, t, d, rt, ri, b, a)`.execute(
    tx,
  );
  const told = changes.filter((change) => change.topic !== undefined);
  if (told.length === 0) return;
  await sql`
    insert into outbox (topic, customer_id, tag_ids, payload, created_at)
    select t, c, case when g = '' then '{}'::int[] else string_to_array(g, ',')::int[] end, p::jsonb, ${at}
    from unnest(${told.map((x) => x.topic)}::text[], ${told.map((x) => x.customerId)}::bigint[],
      ${told.map((x) => (x.tagIds ?? []).join(','))}::text[], ${told.map((x) => JSON.stringify(x.payload ?? {}))}::text[]) as rows (t, c, g, p)`.execute(
    tx,
  );
}

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

export async function updatePassword(tx: Tx, userId: number, passwordHash: string, now: Date): Promise<void> {
  await tx
    .updateTable('users')
    .set({ password_hash: passwordHash, updated_at: now })
    .where('id', '=', userId)
    .execute();
}

export async function noteLogin(tx: Tx, userId: number, now: Date): Promise<void> {
  await tx
    .updateTable('users')
    .set({ last_login_at: now, failed_login_attempts: 0 })
    .where('id', '=', userId)
    .execute();
}

/** Makes the built-in roles hold exactly what the contract says. */
export async function syncRoles(
  tx: Tx,
  roles: readonly { name: RoleName; description: string; permissions: readonly Permission[] }[],
): Promise<void> {
  for (const role of roles) {
    const { id } = await tx
      .insertInto('roles')
      .values({ name: role.name, description: role.description, is_builtin: true })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ description: role.description }))
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .deleteFrom('role_permissions')
      .where('role_id', '=', id)
      .where('permission', 'not in', [...role.permissions, ''])
      .execute();
    await tx
      .insertInto('role_permissions')
      .values(role.permissions.map((permission) => ({ role_id: id, permission })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

const grantColumns = sql`
  array(select customer_id from user_customers where user_id = u.id order by 1) as "customerIds",
  array(select tag_id from user_tags where user_id = u.id union select tag_id from role_tags where role_id = r.id) as "tagIds",
  (select value from settings where key = 'tagAccess') as "tagAccess"`;

export type SessionRow = {
  userId: number;
  username: string;
  email: string;
  role: RoleName;
  timeZone: string;
  expiresAt: Date;
  permissions: Permission[];
  customerIds: number[];
  tagIds: number[];
  tagAccess: TagAccess;
};

/** The living session of a token hash with all grants of its user, in one query; `null` when ended, idle or switched off. */
export async function findSession(tx: Tx, tokenHash: Buffer, now: Date): Promise<SessionRow | null> {
  const { rows } = await sql<Told<SessionRow>>`
    select u.id as "userId", u.username, u.email, r.name as role, u.time_zone as "timeZone", s.expires_at as "expiresAt",
      array(select permission from role_permissions where role_id = r.id) as permissions, ${grantColumns}
    from sessions s join users u on u.id = s.user_id join roles r on r.id = u.role_id
    where s.token_hash = ${tokenHash} and u.is_active and s.expires_at > ${now} and s.idle_at > ${now}`.execute(tx);
  return rows[0] ? withTagAccess(rows[0]) : null;
}

export type GrantsRow = { role: RoleName; customerIds: number[]; tagIds: number[]; tagAccess: TagAccess };

/** The grants of an active user, or `null`; to be read as the program, since who sees fewer customers sees fewer grants. */
export async function findGrants(tx: Tx, userId: number): Promise<GrantsRow | null> {
  const { rows } = await sql<Told<GrantsRow>>`
    select r.name as role, ${grantColumns} from users u join roles r on r.id = u.role_id where u.id = ${userId} and u.is_active`.execute(
    tx,
  );
  return rows[0] ? withTagAccess(rows[0]) : null;
}

type Told<T> = Omit<T, 'tagAccess'> & { tagAccess: Partial<TagAccess> | null };

const withTagAccess = <T extends { tagAccess: Partial<TagAccess> | null }>(row: T): T & { tagAccess: TagAccess } => ({
  ...row,
  tagAccess: { isEnabled: false, untagged: 'visible_to_all', defaultTagId: null, ...row.tagAccess },
});

export async function insertSession(
  tx: Tx,
  session: {
    tokenHash: Buffer;
    userId: number;
    now: Date;
    expiresAt: Date;
    idleAt: Date;
    ip: string | null;
    agent: string | null;
  },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      token_hash: session.tokenHash,
      user_id: session.userId,
      created_at: session.now,
      expires_at: session.expiresAt,
      idle_at: session.idleAt,
      ip: session.ip,
      agent: session.agent?.slice(0, 300) ?? null,
    })
    .execute();
}

export async function touchSession(tx: Tx, tokenHash: Buffer, idleAt: Date): Promise<void> {
  await tx.updateTable('sessions').set({ idle_at: idleAt }).where('token_hash', '=', tokenHash).execute();
}

export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
}

/** Ends all sessions of a user but the one kept. */
export async function deleteOtherSessions(tx: Tx, userId: number, kept: Buffer | null): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .$if(kept !== null, (query) => query.where('token_hash', '!=', kept as Buffer))
    .execute();
}

export async function deleteEndedSessions(tx: Tx, now: Date): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('idle_at', '<', now)]))
    .execute();
}

type Tries = { tries: number; windowAt: Date };

/** Counts a try; the count begins anew after `quietS` without one, and `windowAt` is the last of them. */
export const countTry = (tx: Tx, key: string, quietS: number, now: Date): Promise<Tries> =>
  count(tx, key, quietS, now, sql`${now}`);

/** Counts within windows of `windowS` seconds, whose first try is `windowAt`: however steady, no window knows of the one before. */
export const countInWindow = (tx: Tx, key: string, windowS: number, now: Date): Promise<Tries> =>
  count(tx, key, windowS, now, sql`case when ${isOver(windowS, now)} then ${now} else t.window_at end`);

const isOver = (seconds: number, now: Date) =>
  sql`t.window_at <= ${now}::timestamptz - make_interval(secs => ${seconds})`;

async function count(tx: Tx, key: string, seconds: number, now: Date, windowAt: RawBuilder<unknown>): Promise<Tries> {
  const { rows } = await sql<Tries>`
    insert into throttle as t (key, window_at, tries) values (${key}, ${now}, 1)
    on conflict (key) do update set
      tries = case when ${isOver(seconds, now)} then 1 else t.tries + 1 end,
      window_at = ${windowAt}
    returning tries, window_at as "windowAt"`.execute(tx);
  return rows[0] ?? { tries: 1, windowAt: now };
}

/** Forgets counts that no window reaches back to. */
export async function deleteTriesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('throttle').where('window_at', '<', before).execute();
}

export async function findTries(tx: Tx, key: string): Promise<{ tries: number; windowAt: Date } | null> {
  const row = await tx
    .selectFrom('throttle')
    .select(['tries', 'window_at as windowAt'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

export async function clearTries(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('throttle').where('key', '=', key).execute();
}

/** Adds a token beside those that are still good, and forgets those that are not. */
export async function addSetupToken(tx: Tx, tokenHash: Buffer, now: Date, expiresAt: Date): Promise<void> {
  await tx.deleteFrom('setup_tokens').where('expires_at', '<=', now).execute();
  await tx.insertInto('setup_tokens').values({ token_hash: tokenHash, expires_at: expiresAt }).execute();
}

export async function hasSetupToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('setup_tokens')
    .select('expires_at')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses up the token, and all others with it; false when it was used, expired or never made. */
export async function takeSetupToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  // All of them, so that two people with a link each wait for one another.
  const rows = await tx.deleteFrom('setup_tokens').returning(['token_hash', 'expires_at']).execute();
  return rows.some((row) => row.token_hash.equals(tokenHash) && row.expires_at > now);
}
