import { sql } from 'kysely';
import type { Tx } from '../src/db/database.ts';

export type GivenAlerts = {
  customerId: number;
  sourceId?: number;
  title?: string;
  /** Rank 0 to 4. */
  severity?: number;
  status?: 'open' | 'in_progress' | 'closed';
  ruleId?: string;
  assetName?: string;
  assetId?: number;
  assigneeId?: number;
  tags?: readonly number[];
};

type Placed = { first: number; at: Date; salt: number };

/** Inserts alerts with one event, one host and their tags each; four statements, however many. */
export async function insertAlerts(
  tx: Tx,
  many: number,
  input: GivenAlerts & Placed & { sourceId: number },
): Promise<number[]> {
  const tags = [...(input.tags ?? [])];
  const status = input.status ?? 'open';
  const assetName = input.assetName ?? `host-of-${input.customerId}`;
  const closedAt = status === 'closed' ? input.at : null;
  const { rows } = await sql<{ id: number }>`
    insert into alerts (customer_id, number, title, description, source_id, source, rule_id, rule_level, severity, status, verdict, assignee_id, dedupe_key,
      asset_name, asset_id, asset_count, event_count, tag_ids, first_seen_at, last_seen_at, closed_at, created_at, updated_at)
    select ${input.customerId}, ${input.first}::int + n, ${input.title ?? 'Sign-in from a new country'} || case when n = 0 then '' else ' ' || n end, 'Written by a test.', ${input.sourceId}, 'wazuh',
      ${input.ruleId ?? '100200'}, 10, ${input.severity ?? 3}, ${status}, ${status === 'closed' ? 'true_positive' : null}, ${input.assigneeId ?? null},
      md5(${`${input.salt}-`} || n)::uuid, ${assetName}, ${input.assetId ?? null}, 1, 1, ${tags}::int[],
      ${input.at}::timestamptz - make_interval(mins => ${many}::int - n), ${input.at}::timestamptz - make_interval(mins => ${many}::int - n), ${closedAt}::timestamptz, ${input.at}, ${input.at}
    from generate_series(0, ${many}::int - 1) as n order by n returning id`.execute(tx);
  const ids = rows.map((row) => row.id);
  await sql`insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, asset_name, asset_id, context)
    select ${input.sourceId}, 'wazuh-alerts-4.x-2026.08.20', 'doc-' || a.id, a.id, a.customer_id, a.last_seen_at, a.asset_name, a.asset_id,
      jsonb_build_object('rule', jsonb_build_object('id', a.rule_id, 'level', 10, 'description', a.title), 'agent', jsonb_build_object('name', a.asset_name))
    from alerts a where a.id = any (${ids}::bigint[])`.execute(tx);
  await sql`insert into alert_assets (alert_id, asset_name, customer_id, asset_id, first_seen_at)
    select id, asset_name, customer_id, asset_id, first_seen_at from alerts where id = any (${ids}::bigint[])`.execute(
    tx,
  );
  await sql`insert into alert_tags (alert_id, tag_id, customer_id)
    select a.id, t, a.customer_id from alerts a, unnest(${tags}::int[]) as t where a.id = any (${ids}::bigint[])`.execute(
    tx,
  );
  return ids;
}

export type GivenFindings = {
  customerId: number;
  assetId: number;
  /** Rank 0 to 4, null = unknown. */
  severity?: number | null;
  status?: 'open' | 'patched' | 'pending_verification' | 'patch_failed' | 'accepted_risk' | 'false_positive';
  packageName?: string;
  fixedVersion?: string | null;
  /** CVSS times ten. */
  scoreTenths?: number | null;
};

/** Inserts findings with their CVEs and package; the groups that the sync derives are not made. */
export async function insertFindings(tx: Tx, many: number, input: GivenFindings & Placed): Promise<number[]> {
  const score = input.scoreTenths === undefined ? 75 : input.scoreTenths;
  const fixed = input.fixedVersion === undefined ? '3.0.15' : input.fixedVersion;
  await sql`insert into cves (cve_id, title, description)
    select 'CVE-2026-' || (${input.salt}::int * 1000 + 10000 + n), 'A weakness of a test', 'It is told at length.' from generate_series(0, ${many}::int - 1) as n on conflict do nothing`.execute(
    tx,
  );
  await sql`insert into packages (format, name, architecture) values ('deb', ${input.packageName ?? 'openssl'}, 'amd64') on conflict do nothing`.execute(
    tx,
  );
  await sql`insert into package_versions (value) select unnest(${['3.0.11', ...(fixed === null ? [] : [fixed])]}::text[]) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ id: number }>`
    insert into findings (customer_id, asset_id, number, cve_id, package_id, installed_version_id, fixed_version_id, status, presence, presence_at, severity, score_tenths,
      base_priority, detected_at, patched_at, content_hash)
    select ${input.customerId}, ${input.assetId}, ${input.first}::int + n, c.id, p.id,
      (select id from package_versions where value = '3.0.11'), (select id from package_versions where value = ${fixed}),
      ${input.status ?? 'open'}, ${input.status !== 'patched'}, ${input.at}, ${input.severity === undefined ? 3 : input.severity}, ${score}, ${(score ?? 0) * 50}, ${input.at},
      ${input.status === 'patched' ? input.at : null}::timestamptz, n
    from generate_series(0, ${many}::int - 1) as n
    join cves c on c.cve_id = 'CVE-2026-' || (${input.salt}::int * 1000 + 10000 + n)
    join packages p on p.format = 'deb' and p.name = ${input.packageName ?? 'openssl'} and p.architecture = 'amd64'
    order by n returning id`.execute(tx);
  return rows.map((row) => row.id);
}
