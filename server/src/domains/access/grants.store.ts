import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { TagAccess } from './rules.ts';

export async function findUserId(tx: Tx, name: string): Promise<number | null> {
  const row = await tx
    .selectFrom('users')
    .select('id')
    .where((eb) => eb(eb.fn('lower', ['username']), '=', name.toLowerCase()))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The tag's id; made when nobody used the name, whatever its case. */
export async function ensureTag(tx: Tx, name: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with made as (insert into tags (name) values (${name}) on conflict do nothing returning id)
    select id from made union all select id from tags where lower(name) = lower(${name}) limit 1`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`The tag ${name} could be neither found nor made.`);
  return row.id;
}

/** The tag's id, or `null` when nobody made it. */
export async function findTag(tx: Tx, name: string): Promise<number | null> {
  const row = await tx
    .selectFrom('tags')
    .select('id')
    .where((eb) => eb(eb.fn('lower', ['name']), '=', name.toLowerCase()))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Each of the four below tells whether anything changed. */
export async function insertUserCustomer(tx: Tx, userId: number, customerId: number): Promise<boolean> {
  const made = await tx
    .insertInto('user_customers')
    .values({ user_id: userId, customer_id: customerId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}
export async function deleteUserCustomer(tx: Tx, userId: number, customerId: number): Promise<boolean> {
  const gone = await tx
    .deleteFrom('user_customers')
    .where('user_id', '=', userId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}
export async function insertUserTag(tx: Tx, userId: number, tagId: number): Promise<boolean> {
  const made = await tx
    .insertInto('user_tags')
    .values({ user_id: userId, tag_id: tagId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}
export async function deleteUserTag(tx: Tx, userId: number, tagId: number): Promise<boolean> {
  const gone = await tx
    .deleteFrom('user_tags')
    .where('user_id', '=', userId)
    .where('tag_id', '=', tagId)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}
export async function insertRoleTag(tx: Tx, role: string, tagId: number): Promise<void> {
  await sql`insert into role_tags (role_id, tag_id) select id, ${tagId} from roles where name = ${role} on conflict do nothing`.execute(
    tx,
  );
}

export async function listGrants(tx: Tx, userId: number): Promise<{ customers: string[]; tags: string[] }> {
  const { rows } = await sql<{ customers: string[]; tags: string[] }>`
    select array(select c.code from user_customers g join customers c on c.id = g.customer_id where g.user_id = ${userId} order by 1) as customers,
      array(select t.name from user_tags g join tags t on t.id = g.tag_id where g.user_id = ${userId} order by 1) as tags`.execute(
    tx,
  );
  return rows[0] ?? { customers: [], tags: [] };
}

export async function saveTagAccess(tx: Tx, access: TagAccess, now: Date): Promise<void> {
  await sql`insert into settings (key, value, updated_at) values ('tagAccess', ${JSON.stringify(access)}::jsonb, ${now})
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(tx);
}
