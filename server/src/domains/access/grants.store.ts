import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { saveSetting } from '../settings/index.ts';
import { openTagAccess, type TagAccess } from './rules.ts';

export async function findUserId(tx: Tx, name: string): Promise<number | null> {
  const row = await tx
    .selectFrom('users')
    .select('id')
    .where((eb) => eb(eb.fn('lower', ['username']), '=', name.toLowerCase()))
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The id of a built-in role: each start makes them. */
export async function roleId(tx: Tx, name: string): Promise<number> {
  return (await tx.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id;
}

/** The tag; made just now when nobody used the name, whatever its case. */
export async function ensureTag(tx: Tx, name: string): Promise<{ id: number; isNew: boolean }> {
  const made = await tx
    .insertInto('tags')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, isNew: true };
  // A statement of its own: the insert does not see what it waited for.
  const id = await findTag(tx, name);
  if (id === null) throw new Error(`The tag ${name} could be neither found nor made.`);
  return { id, isNew: false };
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

/** What may be granted to whom, and where that stands. */
const grants = {
  userCustomer: ['user_customers', 'user_id', 'customer_id'],
  userTag: ['user_tags', 'user_id', 'tag_id'],
  roleTag: ['role_tags', 'role_id', 'tag_id'],
} as const;
type Granted = keyof typeof grants;

/** Whether it was granted just now, and not before. */
export async function insertGrant(tx: Tx, what: Granted, holderId: number, id: number): Promise<boolean> {
  const [table, holder, column] = grants[what];
  const made =
    await sql`insert into ${sql.table(table)} (${sql.ref(holder)}, ${sql.ref(column)}) values (${holderId}, ${id}) on conflict do nothing`.execute(
      tx,
    );
  return made.numAffectedRows === 1n;
}

/** Whether it was granted before. */
export async function deleteGrant(tx: Tx, what: Granted, holderId: number, id: number): Promise<boolean> {
  const [table, holder, column] = grants[what];
  const gone =
    await sql`delete from ${sql.table(table)} where ${sql.ref(holder)} = ${holderId} and ${sql.ref(column)} = ${id}`.execute(
      tx,
    );
  return gone.numAffectedRows === 1n;
}

export async function listGrants(tx: Tx, userId: number): Promise<{ customers: string[]; tags: string[] }> {
  const { rows } = await sql<{ customers: string[]; tags: string[] }>`
    select array(select c.code from user_customers g join customers c on c.id = g.customer_id where g.user_id = ${userId} order by 1) as customers,
      array(select t.name from user_tags g join tags t on t.id = g.tag_id where g.user_id = ${userId} order by 1) as tags`.execute(
    tx,
  );
  return rows[0] ?? { customers: [], tags: [] };
}

/** The rule in force, held until the transaction ends. */
export async function lockTagAccess(tx: Tx): Promise<TagAccess> {
  const { rows } = await sql<{
    value: Partial<TagAccess>;
  }>`select value from settings where key = 'tagAccess' for update`.execute(tx);
  return { ...openTagAccess, ...rows[0]?.value };
}

export const saveTagAccess = (tx: Tx, access: TagAccess, now: Date): Promise<void> =>
  saveSetting(tx, 'tagAccess', access, now);
