import type pg from 'pg';
import type { sizes } from '../row.ts';

/** Alerts over 90 days: 15 % not closed, three tags out of a thousand usual sets, 5 % without a tag. */
export async function makeAlerts(client: pg.Client, size: (typeof sizes)[keyof typeof sizes]): Promise<void> {
  await client.query(
    `create temp table tag_sets as
     select n as place, array(select distinct 1 + (hashint4(n * 7 + k) & 2147483647) % $1::int from generate_series(1, 3) k order by 1) as tag_ids from generate_series(0, 999) n`,
    [size.tags],
  );
  await client.query(
    `create temp table homes as select id, row_number() over (order by id) - 1 as place from customers where code like 'bench-%'`,
  );
  await client.query(
    `insert into alerts (customer_id, number, title, source, rule_id, rule_level, severity, status, verdict, assignee_id, dedupe_key, asset_name, asset_count, event_count,
        tag_ids, first_seen_at, last_seen_at, closed_at)
     select h.id, n, 'Rule ' || r || ' fired on host-' || (hashint4(n + 3) & 2147483647) % 2000, case when n % 10 = 0 then 'office365' else 'wazuh' end,
        (5000 + r)::text, 3 + r % 13, least(4, (3 + r % 13) / 4), s.status, case when s.status = 'closed' then 'false_positive' end,
        case when s.status = 'in_progress' then (select id from users where username = 'bench-admin') end,
        md5(n::text)::uuid, 'host-' || (hashint4(n + 3) & 2147483647) % 2000, 1, 1 + n % 5,
        case when n % 20 = 0 then '{}'::int[] else t.tag_ids end,
        l.at - interval '10 minutes', l.at, case when s.status = 'closed' then l.at + interval '1 hour' end
     from generate_series(1, $1::int) n
     cross join lateral (select (hashint4(n) & 2147483647) % 400 as r) rule
     cross join lateral (select case when (hashint4(n + 1) & 2147483647) % 100 < 12 then 'open' when (hashint4(n + 1) & 2147483647) % 100 < 15 then 'in_progress' else 'closed' end as status) s
     cross join lateral (select now() - (n::float8 / $1 * 90) * interval '1 day' as at) l
     join tag_sets t on t.place = (hashint4(n + 2) & 2147483647) % 1000
     join homes h on h.place = least((hashint4(n + 4) & 2147483647) % $2::int, (hashint4(n + 5) & 2147483647) % $2::int)`,
    [size.alerts, size.customers],
  );
  await client.query(
    `insert into alert_counts select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from alerts group by 1, 2, 3, 4, 5, 6`,
  );
  await client.query(
    `insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
     select customer_id, rule_id, verdict, tag_ids, count(*) from alerts where status = 'closed' group by 1, 2, 3, 4`,
  );
  await client.query(
    `insert into customer_numbers (customer_id, kind, next) select id, 'alert', $1::int + 1 from customers on conflict do nothing`,
    [size.alerts],
  );
}
