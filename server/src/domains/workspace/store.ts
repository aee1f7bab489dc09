import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export type ViewRow = {
  id: number;
  screen: 'alerts' | 'findings';
  slug: string;
  name: string;
  state: Record<string, string>;
};

const columns = sql`id, screen, slug, name, state`;

/** A person's own views of a screen, in their order. */
export async function listViews(tx: Tx, ownerId: number, screen: string): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`select ${columns} from saved_views
    where screen = ${screen} and owner_id = ${ownerId} order by position, lower(name), id limit 200`.execute(tx);
  return rows;
}

/** Saves a view; the owner's view of the same slug is overwritten. */
export async function saveView(tx: Tx, view: Omit<ViewRow, 'id'> & { ownerId: number }, now: Date): Promise<ViewRow> {
  const { rows } = await sql<ViewRow>`insert into saved_views as v (screen, slug, name, state, owner_id)
    values (${view.screen}, ${view.slug}, ${view.name}, ${JSON.stringify(view.state)}::jsonb, ${view.ownerId})
    on conflict (screen, owner_id, slug) do update set name = excluded.name, state = excluded.state,
      version = v.version + 1, updated_at = ${now}
    returning ${columns}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An insert that returns its row returned none.');
  return row;
}

/** Deletes a view of the owner; its name, or `null` when there is none. */
export async function deleteView(tx: Tx, ownerId: number, id: number): Promise<string | null> {
  const row = await tx
    .deleteFrom('saved_views')
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}
