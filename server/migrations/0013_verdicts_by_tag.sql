-- up
-- How alerts of a rule were judged is kept for each set of tags, as the counts of alerts are: who may not see an alert
-- must not see it counted either. Alerts stand still while they are counted anew (2 s for a million).
lock table alerts in share mode;
-- Waits for a fold of the version before, whose rows a `delete` would not see.
truncate rule_verdicts;
alter table rule_verdicts add column tag_ids int[] not null;
insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
  select customer_id, rule_id, verdict, tag_ids, count(*) from alerts where status = 'closed' and rule_id is not null group by 1, 2, 3, 4;

create or replace function wf_count_alerts() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from come group by 1, 2, 3, 4, 5, 6;
    insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
      select customer_id, rule_id, verdict, tag_ids, count(*) from come where status = 'closed' and rule_id is not null group by 1, 2, 3, 4;
  elsif tg_op = 'DELETE' then
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, -count(*) from gone group by 1, 2, 3, 4, 5, 6;
    insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
      select customer_id, rule_id, verdict, tag_ids, -count(*) from gone where status = 'closed' and rule_id is not null group by 1, 2, 3, 4;
  else
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, sum(n) from (
        select customer_id, tag_ids, status, severity, source, assignee_id, 1 as n from come
        union all select customer_id, tag_ids, status, severity, source, assignee_id, -1 from gone) as moves
      group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0;
    insert into rule_verdicts (customer_id, rule_id, verdict, tag_ids, count)
      select customer_id, rule_id, verdict, tag_ids, sum(n) from (
        select customer_id, rule_id, verdict, tag_ids, status, 1 as n from come
        union all select customer_id, rule_id, verdict, tag_ids, status, -1 from gone) as moves
      where status = 'closed' and rule_id is not null group by 1, 2, 3, 4 having sum(n) <> 0;
  end if;
  return null;
end $$;

-- down
create or replace function wf_count_alerts() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'INSERT' then
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from come group by 1, 2, 3, 4, 5, 6;
    insert into rule_verdicts
      select customer_id, rule_id, verdict, count(*) from come where status = 'closed' and rule_id is not null group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, -count(*) from gone group by 1, 2, 3, 4, 5, 6;
    insert into rule_verdicts
      select customer_id, rule_id, verdict, -count(*) from gone where status = 'closed' and rule_id is not null group by 1, 2, 3;
  else
    insert into alert_counts
      select customer_id, tag_ids, status, severity, source, assignee_id, sum(n) from (
        select customer_id, tag_ids, status, severity, source, assignee_id, 1 as n from come
        union all select customer_id, tag_ids, status, severity, source, assignee_id, -1 from gone) as moves
      group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0;
    insert into rule_verdicts
      select customer_id, rule_id, verdict, sum(n) from (
        select customer_id, rule_id, verdict, status, 1 as n from come
        union all select customer_id, rule_id, verdict, status, -1 from gone) as moves
      where status = 'closed' and rule_id is not null group by 1, 2, 3 having sum(n) <> 0;
  end if;
  return null;
end $$;
alter table rule_verdicts drop column tag_ids;
