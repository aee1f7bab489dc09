import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Group } from './group.ts';

export type Ref = { index: string; id: string };

/** Lets one batch of a source work at a time, until its transaction ends: what is known stays known while it does. */
export async function lockSource(tx: Tx, sourceId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('ingest'), ${sourceId}::int)`.execute(tx);
}

/**
 * The statement of `findKnown`, for it and for the test of its plan. Each document is looked up by its whole key: of a plain
 * join the planner, which does not know what a source took in since it last counted, reads all events of the source.
 */
export const knownStatement = (sourceId: number, refs: readonly Ref[]): RawBuilder<Ref> => sql<Ref>`
  select wanted.i as index, wanted.d as id
  from unnest(${refs.map((ref) => ref.index)}::text[], ${refs.map((ref) => ref.id)}::text[]) as wanted (i, d)
  cross join lateral (select 1 from alert_events e
    where e.source_id = ${sourceId} and e.index_name = wanted.i and e.document_id = wanted.d limit 1) as e`;

/** Which of the documents of a source are part of an alert already. */
export async function findKnown(tx: Tx, sourceId: number, refs: readonly Ref[]): Promise<Ref[]> {
  return refs.length === 0 ? [] : (await knownStatement(sourceId, refs).execute(tx)).rows;
}

export type OpenAlert = { id: number; key: string; customerId: number; tagIds: number[] };

/** The alerts that absorb, locked in one order against a person who closes them at this moment. */
export async function lockOpenAlerts(tx: Tx, keys: readonly string[]): Promise<OpenAlert[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<OpenAlert>`
    select id, dedupe_key as key, customer_id as "customerId", tag_ids as "tagIds" from alerts
    where dedupe_key = any (${[...keys]}::uuid[]) and status <> 'closed' order by id for no key update`.execute(tx);
  return rows;
}

/** The alert of each key that was closed last. */
export async function findPredecessors(tx: Tx, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; id: number }>`
    select k as key, p.id from unnest(${[...keys]}::uuid[]) as k
    cross join lateral (select id from alerts a where a.dedupe_key = k and a.status = 'closed' order by a.closed_at desc limit 1) as p`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.key, row.id]));
}

export type NewAlert = { group: Group; number: number; predecessorId: number | null };

// PostgreSQL has no list of lists with different lengths, so each is joined by a character that is in none.
const separator = '\u001f';
const joined = (texts: readonly string[]) => texts.map((text) => text.replaceAll(separator, ' ')).join(separator);

/** Makes alerts; those of a key that another transaction opened meanwhile are left out of the result. */
export async function insertAlerts(
  tx: Tx,
  sourceId: number,
  alerts: readonly NewAlert[],
  now: Date,
): Promise<Map<string, number>> {
  if (alerts.length === 0) return new Map();
  const of = <T>(pick: (group: Group) => T): T[] => alerts.map((alert) => pick(alert.group));
  const { rows } = await sql<{ id: number; key: string }>`
    insert into alerts (customer_id, number, title, source_id, source, rule_id, rule_level, tactics, techniques, severity, dedupe_key, predecessor_id,
      asset_name, asset_id, asset_count, event_count, first_seen_at, last_seen_at, created_at, updated_at)
    select customer, number, title, ${sourceId}, product, rule, level, string_to_array(tactics, ${separator}), string_to_array(techniques, ${separator}), severity, key, predecessor,
      asset, asset_id, (asset is not null)::int, events, first_at, last_at, ${now}, ${now}
    from unnest(${of((g) => g.customerId)}::bigint[], ${alerts.map((alert) => alert.number)}::int[], ${of((g) => g.head.title)}::text[], ${of((g) => g.head.product)}::text[],
      ${of((g) => g.head.ruleId)}::text[], ${of((g) => g.level)}::smallint[], ${of((g) => joined(g.head.tactics))}::text[], ${of((g) => joined(g.head.techniques))}::text[],
      ${of((g) => g.severity)}::smallint[], ${of((g) => g.key)}::uuid[], ${alerts.map((alert) => alert.predecessorId)}::bigint[], ${of((g) => g.head.assetName)}::text[],
      ${of((g) => g.assetId)}::bigint[], ${of((g) => g.events.length)}::int[], ${of((g) => g.firstSeenAt.toISOString())}::timestamptz[], ${of((g) => g.lastSeenAt.toISOString())}::timestamptz[])
      as given (customer, number, title, product, rule, level, tactics, techniques, severity, key, predecessor, asset, asset_id, events, first_at, last_at)
    on conflict (dedupe_key) where status <> 'closed' do nothing
    returning id, dedupe_key as key`.execute(tx);
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** Adds events to the alerts that absorb them. The version stays: it counts what people change, and undo goes by it. */
export async function absorbGroups(
  tx: Tx,
  groups: readonly { alertId: number; group: Group }[],
  now: Date,
): Promise<void> {
  if (groups.length === 0) return;
  await sql`
    update alerts a set event_count = a.event_count + n, severity = greatest(a.severity, s), rule_level = greatest(a.rule_level, l),
      first_seen_at = least(a.first_seen_at, f), last_seen_at = greatest(a.last_seen_at, t), asset_id = coalesce(a.asset_id, asset), updated_at = ${now}
    from unnest(${groups.map((one) => one.alertId)}::bigint[], ${groups.map((one) => one.group.events.length)}::int[], ${groups.map((one) => one.group.severity)}::smallint[],
      ${groups.map((one) => one.group.level)}::smallint[], ${groups.map((one) => one.group.firstSeenAt.toISOString())}::timestamptz[],
      ${groups.map((one) => one.group.lastSeenAt.toISOString())}::timestamptz[], ${groups.map((one) => one.group.assetId)}::bigint[]) as given (i, n, s, l, f, t, asset)
    where a.id = i`.execute(tx);
}

/** Writes the events of groups beside the alerts they belong to. */
export async function insertEvents(
  tx: Tx,
  sourceId: number,
  groups: readonly { alertId: number; group: Group }[],
): Promise<void> {
  const events = groups.flatMap(({ alertId, group }) => group.events.map((event) => ({ alertId, ...event })));
  if (events.length === 0) return;
  await sql`
    insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, asset_name, asset_id, context, is_trimmed)
    select ${sourceId}, i, d, a, c, o, n, asset, x::jsonb, t
    from unnest(${events.map((one) => one.draft.index)}::text[], ${events.map((one) => one.draft.id)}::text[], ${events.map((one) => one.alertId)}::bigint[],
      ${events.map((one) => one.customerId)}::bigint[], ${events.map((one) => one.draft.occurredAt.toISOString())}::timestamptz[], ${events.map((one) => one.draft.assetName)}::text[],
      ${events.map((one) => one.assetId)}::bigint[], ${events.map((one) => JSON.stringify(one.draft.context))}::text[], ${events.map((one) => one.draft.isTrimmed)}::boolean[])
      as given (i, d, a, c, o, n, asset, x, t)`.execute(tx);
}

/** Writes which hosts new alerts name. */
export async function insertAlertAssets(tx: Tx, groups: readonly { alertId: number; group: Group }[]): Promise<void> {
  const named = groups.flatMap(({ alertId, group }) =>
    group.head.assetName === null ? [] : [{ alertId, group, name: group.head.assetName }],
  );
  if (named.length === 0) return;
  await sql`
    insert into alert_assets (alert_id, asset_name, customer_id, asset_id, first_seen_at)
    select a, n, c, i, f from unnest(${named.map((one) => one.alertId)}::bigint[], ${named.map((one) => one.name)}::text[], ${named.map((one) => one.group.customerId)}::bigint[],
      ${named.map((one) => one.group.assetId)}::bigint[], ${named.map((one) => one.group.firstSeenAt.toISOString())}::timestamptz[]) as given (a, n, c, i, f)
    on conflict do nothing`.execute(tx);
}
