import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

/** One at a time rewrites the counts: what another has not yet committed cannot be seen, and would be counted twice. */
const foldAlone = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtext('fold-alert-counts'))`.execute(tx);

/** Folds the differences that the triggers appended into one row for each class; returns how many rows there were and are. */
export async function foldCounts(tx: Tx): Promise<{ before: number; after: number }> {
  // What is appended meanwhile is not seen and stays for the next.
  await foldAlone(tx);
  const { rows: counts } = await sql<{ before: number; after: number }>`
    with gone as (delete from alert_counts returning *),
    sums as (
      insert into alert_counts (customer_id, tag_ids, status, severity, source, assignee_id, count)
      select customer_id, tag_ids, status, severity, source, assignee_id, sum(count) from gone group by 1, 2, 3, 4, 5, 6 having sum(count) <> 0 returning 1)
    select (select count(*)::int from gone) as before, (select count(*)::int from sums) as after`.execute(tx);
  const { rows: verdicts } = await sql<{ before: number; after: number }>`
    with gone as (delete from rule_verdicts returning *),
    sums as (
      insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
      select customer_id, rule_id, verdict, tag_ids, sum(count) from gone group by 1, 2, 3, 4 having sum(count) <> 0 returning 1)
    select (select count(*)::int from gone) as before, (select count(*)::int from sums) as after`.execute(tx);
  const add = (pick: (one: { before: number; after: number }) => number) =>
    [...counts, ...verdicts].reduce((sum, one) => sum + pick(one), 0);
  return { before: add((one) => one.before), after: add((one) => one.after) };
}

/** How many rows wait to be folded, about. */
export async function countWaiting(tx: Tx): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select (select count(*) from (select 1 from alert_counts limit 20000) a)::int + (select count(*) from (select 1 from rule_verdicts limit 20000) b)::int as n`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/** Classes whose kept count differs from a recount, and by how much in all; both 0 unless something is wrong. */
export async function findDrift(tx: Tx): Promise<{ classes: number; alerts: number }> {
  const { rows } = await sql<{ classes: number; alerts: number }>`
    with kept as (select customer_id, tag_ids, status, severity, source, assignee_id, count::bigint as n from alert_counts),
    counted as (select customer_id, tag_ids, status, severity, source, assignee_id, -count(*) as n from alerts group by 1, 2, 3, 4, 5, 6),
    verdicts as (select customer_id, rule_id, verdict, tag_ids, count::bigint as n from rule_verdicts),
    judged as (select customer_id, rule_id, verdict, tag_ids, -count(*) as n from alerts where status = 'closed' and rule_id is not null group by 1, 2, 3, 4),
    drift as (
      select sum(n) as n from (select * from kept union all select * from counted) as a group by customer_id, tag_ids, status, severity, source, assignee_id having sum(n) <> 0
      union all
      select sum(n) as n from (select * from verdicts union all select * from judged) as b group by customer_id, rule_id, verdict, tag_ids having sum(n) <> 0)
    select count(*)::int as classes, coalesce(sum(abs(n)), 0)::int as alerts from drift`.execute(tx);
  return rows[0] ?? { classes: 0, alerts: 0 };
}

/** Counts everything anew; nobody writes alerts meanwhile. */
export async function recount(tx: Tx): Promise<void> {
  await foldAlone(tx);
  await sql`lock table alerts in share mode`.execute(tx);
  await sql`delete from alert_counts`.execute(tx);
  await sql`delete from rule_verdicts`.execute(tx);
  await sql`insert into alert_counts select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from alerts group by 1, 2, 3, 4, 5, 6`.execute(
    tx,
  );
  await sql`
    insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
    select customer_id, rule_id, verdict, tag_ids, count(*) from alerts where status = 'closed' and rule_id is not null group by 1, 2, 3, 4`.execute(
    tx,
  );
}
