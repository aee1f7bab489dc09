import type { Permission, RoleName } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { openTagAccess, type TagAccess } from './rules.ts';

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
  tagAccess: { ...openTagAccess, ...row.tagAccess },
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
export async function deleteOtherSessions(tx: Tx, userId: number, kept: Buffer): Promise<void> {
  await tx.deleteFrom('sessions').where('user_id', '=', userId).where('token_hash', '!=', kept).execute();
}

export async function deleteEndedSessions(tx: Tx, now: Date): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('idle_at', '<', now)]))
    .execute();
}
