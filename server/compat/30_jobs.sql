grant select on schedules to wf_reader;

-- Minutes between two runs, of the forms of schedule that the program itself writes; null for any other.
create function compat.interval_minutes(cron text) returns int language sql immutable parallel safe as $$
  select case
    when cron ~ '^every \d+ s$' then greatest(1, substring(cron from '\d+')::int / 60)
    when cron ~ '^\*/\d+ \* \* \* \*$' then substring(cron from '\d+')::int
    when cron ~ '^\d+ \* \* \* \*$' then 60
    when cron ~ '^\d+ \d+ \* \* \*$' then 1440
    when cron ~ '^\d+ \d+ \* \* \d$' then 10080 end $$;

create view compat.scheduled_job_metadata with (security_invoker) as
  select compat.number_of(job) as id, job as job_id, last_success_at as last_success, compat.interval_minutes(cron) as time_interval,
    params::text as extra_data, is_enabled as enabled, description as job_description
  from schedules;
