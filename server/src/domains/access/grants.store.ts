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

/** What a person may be granted, and where that stands. */
const grants = { customer: ['user_customers', 'customer_id'], tag: ['user_tags', 'tag_id'] } as const;
type Granted = keyof typeof grants;

/** Whether it was granted just now, and not before. */
export async function insertGrant(tx: Tx, what: Granted, userId: number, id: number): Promise<boolean> {
  const [table, column] = grants[what];
  const made =
    await sql`insert into ${sql.table(table)} (user_id, ${sql.ref(column)}) values (${userId}, ${id}) on conflict do nothing`.execute(
      tx,
    );
  return made.numAffectedRows === 1n;
}

/** Whether it was granted before. */
export async function deleteGrant(tx: Tx, what: Granted, userId: number, id: number): Promise<boolean> {
  const [table, column] = grants[what];
  const gone =
    await sql`delete from ${sql.table(table)} where user_id = ${userId} and ${sql.ref(column)} = ${id}`.execute(tx);
  return gone.numAffectedRows === 1n;
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
