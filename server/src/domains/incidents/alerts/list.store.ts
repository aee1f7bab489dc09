import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Scope } from '../../../db/scope.ts';
import type { Condition } from '../../../db/search/index.ts';
import { visible } from './visible.store.ts';

export type AlertRecord = {
  id: number;
  number: number;
  customerId: number;
  title: string;
  source: string;
  ruleId: string | null;
  ruleLevel: number | null;
  severity: number;
  status: string;
  verdict: string | null;
  assigneeId: number | null;
  assigneeName: string | null;
  assetName: string | null;
  eventCount: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closedAt: Date | null;
  version: number;
  /** `lastSeenAt` as the database writes it: a cursor must not lose its microseconds. */
  seenText: string;
};

/** Where a page begins: the last row of the page before. */
export type Position = { severity: number; seen: string; id: number };
export type Sort = 'severity' | 'newest' | 'oldest';

/** One direction for the whole key, so that a page begins with one comparison of rows. */
const orders: Record<Sort, { by: string; after(position: Position): Condition }> = {
  severity: {
    by: 'a.severity desc, a.last_seen_at desc, a.id desc',
    after: (p) =>
      sql<boolean>`(a.severity, a.last_seen_at, a.id) < (${p.severity}::smallint, ${p.seen}::timestamptz, ${p.id}::bigint)`,
  },
  newest: {
    by: 'a.last_seen_at desc, a.id desc',
    after: (p) => sql<boolean>`(a.last_seen_at, a.id) < (${p.seen}::timestamptz, ${p.id}::bigint)`,
  },
  oldest: {
    by: 'a.last_seen_at, a.id',
    after: (p) => sql<boolean>`(a.last_seen_at, a.id) > (${p.seen}::timestamptz, ${p.id}::bigint)`,
  },
};

const told = sql`a.id, a.number, a.customer_id as "customerId", a.title, a.source, a.rule_id as "ruleId", a.rule_level as "ruleLevel",
  a.severity, a.status, a.verdict, a.assignee_id as "assigneeId", (select u.username from users u where u.id = a.assignee_id) as "assigneeName", a.asset_name as "assetName", a.event_count as "eventCount",
  a.first_seen_at as "firstSeenAt", a.last_seen_at as "lastSeenAt", a.closed_at as "closedAt", a.version, a.last_seen_at::text as "seenText"`;

export type PageAsk = { condition: Condition; sort: Sort; after: Position | null; limit: number };

/** The statement of a page, for `listAlerts` and for the test of its plan. */
export function pageStatement(scope: Scope, { condition, sort, after, limit }: PageAsk): RawBuilder<AlertRecord> {
  return sql<AlertRecord>`
    select ${told} from visible_alerts a
    where ${visible(scope, 'a')} and ${condition} and ${after === null ? sql`true` : orders[sort].after(after)}
    order by ${sql.raw(orders[sort].by)} limit ${limit}`;
}

/** One page of alerts inside the scope, in the order of `sort`, beginning behind `after`. */
export async function listAlerts(tx: Tx, scope: Scope, ask: PageAsk): Promise<AlertRecord[]> {
  return (await pageStatement(scope, ask).execute(tx)).rows;
}

/** One alert inside the scope, or `null`. */
export async function findAlert(tx: Tx, scope: Scope, id: number): Promise<AlertRecord | null> {
  const { rows } =
    await sql<AlertRecord>`select ${told} from visible_alerts a where a.id = ${id} and ${visible(scope, 'a')}`.execute(
      tx,
    );
  return rows[0] ?? null;
}

/** The row number of the alert with a human number, inside the scope. */
export async function findByNumber(tx: Tx, scope: Scope, mark: string, number: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select a.id from visible_alerts a join customers c on c.id = a.customer_id where c.mark = ${mark} and a.number = ${number} and ${visible(scope, 'a')}`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

export type VerdictCount = { customerId: number; ruleId: string; verdict: string; count: number };

export type RulePair = { customerId: number; ruleId: string };

/** The statement of `countVerdicts`, for it and for the test of its plan: each pair is looked up by itself. */
export const verdictStatement = (
  scope: Scope,
  pairs: readonly RulePair[],
): RawBuilder<VerdictCount> => sql<VerdictCount>`
  select asked.c as "customerId", asked.r as "ruleId", v.verdict, sum(v.count)::int as count
  from (select distinct c, r from unnest(${pairs.map((pair) => pair.customerId)}::bigint[], ${pairs.map((pair) => pair.ruleId)}::text[]) as asked (c, r)) as asked
  cross join lateral (select v.verdict, v.count from rule_verdicts v where v.customer_id = asked.c and v.rule_id = asked.r and ${visible(scope, 'v')} offset 0) as v
  group by 1, 2, 3 having sum(v.count) > 0 order by 4 desc, 3`;

/** How the alerts of rules that an actor may see were judged at customers, most frequent first. */
export async function countVerdicts(tx: Tx, scope: Scope, pairs: readonly RulePair[]): Promise<VerdictCount[]> {
  return pairs.length === 0 ? [] : (await verdictStatement(scope, pairs).execute(tx)).rows;
}
