import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Actor } from './actor.ts';
import type { Change } from './context.ts';

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
