import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import { visible } from './visible.store.ts';

export type DetailRow = {
  description: string;
  tactics: string[];
  techniques: string[];
  reason: string | null;
  note: string | null;
  judgeId: number | null;
  judgeName: string | null;
  duplicateMark: string | null;
  duplicateNumber: number | null;
  predecessorId: number | null;
  predecessorMark: string | null;
  predecessorNumber: number | null;
  predecessorVerdict: string | null;
  predecessorClosedAt: Date | null;
  assetId: number | null;
  operatingSystem: string | null;
  openFindings: number | null;
  openExploited: number | null;
};

/** What an alert's page shows beyond its row. Other alerts are named only inside the scope, an asset only of the same customer. */
export async function findDetail(tx: Tx, scope: Scope, id: number): Promise<DetailRow | null> {
  const { rows } = await sql<DetailRow>`
    select a.description, a.tactics, a.techniques, r.code as reason, a.verdict_note as note, a.verdict_by as "judgeId", j.username as "judgeName",
      dc.mark as "duplicateMark", d.number as "duplicateNumber",
      p.id as "predecessorId", pc.mark as "predecessorMark", p.number as "predecessorNumber", p.verdict as "predecessorVerdict", p.closed_at as "predecessorClosedAt",
      s.id as "assetId", s.operating_system as "operatingSystem", s.open_findings as "openFindings", s.open_exploited as "openExploited"
    from visible_alerts a
    left join verdict_reasons r on r.id = a.verdict_reason_id
    left join users j on j.id = a.verdict_by
    left join visible_alerts d on d.id = a.duplicate_of_id and ${visible(scope, 'd')} left join customers dc on dc.id = d.customer_id
    left join visible_alerts p on p.id = a.predecessor_id and ${visible(scope, 'p')} left join customers pc on pc.id = p.customer_id
    left join assets s on s.id = a.asset_id and s.customer_id = a.customer_id
    where a.id = ${id} and ${visible(scope, 'a')}`.execute(tx);
  return rows[0] ?? null;
}

export async function listAssetNames(tx: Tx, id: number): Promise<string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select asset_name as name from alert_assets where alert_id = ${id} order by first_seen_at, asset_name limit 20`.execute(
    tx,
  );
  return rows.map((row) => row.name);
}

export type Subject = { id: number; customerId: number; ruleId: string | null; assetName: string | null };

/** Alerts of the rule on the host that were opened on each of the last 30 days, by UTC day. */
export async function countByDay(tx: Tx, scope: Scope, subject: Subject, now: Date): Promise<Map<string, number>> {
  if (subject.ruleId === null || subject.assetName === null) return new Map();
  const since = new Date(Math.floor(now.getTime() / 86_400_000 - 29) * 86_400_000);
  const { rows } = await sql<{ day: string; count: number }>`
    select to_char(a.first_seen_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as count from visible_alerts a
    where ${visible(scope, 'a')} and lower(a.asset_name) = lower(${subject.assetName}) and a.last_seen_at >= ${since} and a.first_seen_at >= ${since}
      and a.customer_id = ${subject.customerId}::bigint and a.rule_id = ${subject.ruleId} group by 1`.execute(tx);
  return new Map(rows.map((row) => [row.day, row.count]));
}

export type RelatedRow = {
  id: number;
  mark: string;
  number: number;
  title: string;
  severity: number;
  assetName: string | null;
  lastSeenAt: Date;
  why: 'host' | 'rule';
};

/** Open alerts of the same host, then of the same rule, of the same customer; worst first, at most 6. */
export async function listRelated(tx: Tx, scope: Scope, subject: Subject): Promise<RelatedRow[]> {
  const columns = sql`a.id, a.customer_id, a.number, a.title, a.severity, a.asset_name as "assetName", a.last_seen_at as "lastSeenAt"`;
  const open = sql`${visible(scope, 'a')} and a.customer_id = ${subject.customerId}::bigint and a.status <> 'closed' and a.id <> ${subject.id}::bigint`;
  const order = sql`order by a.severity desc, a.last_seen_at desc, a.id desc limit 6`;
  const { rows } = await sql<RelatedRow>`
    select distinct on (place, severity, "lastSeenAt", id) m.id, c.mark, m.number, m.title, m.severity, m."assetName", m."lastSeenAt", m.why
    from (
      (select ${columns}, 1 as place, 'host' as why from visible_alerts a where ${open} and lower(a.asset_name) = lower(${subject.assetName}) ${order})
      union all
      (select ${columns}, 2 as place, 'rule' as why from visible_alerts a where ${open} and a.rule_id = ${subject.ruleId}
        and lower(a.asset_name) is distinct from lower(${subject.assetName}) ${order})) as m
    join customers c on c.id = m.customer_id
    order by place, severity desc, "lastSeenAt" desc, id desc limit 6`.execute(tx);
  return rows;
}

/** Open alerts of a host, counted up to 1,000. */
export async function countOpenOnHost(tx: Tx, scope: Scope, subject: Subject): Promise<number> {
  if (subject.assetName === null) return 0;
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select 1 from visible_alerts a
      where ${visible(scope, 'a')} and a.customer_id = ${subject.customerId}::bigint and lower(a.asset_name) = lower(${subject.assetName}) and a.status <> 'closed' limit 1000) as open`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}
