-- up
create table schedules (
  job text primary key,
  description text not null,
  cron text not null,
  params jsonb not null default '{}',
  is_enabled boolean not null default true,
  is_edited boolean not null default false,
  last_success_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table job_runs (
  id bigint generated always as identity primary key,
  job text not null,
  customer_id bigint,
  trigger text not null check (trigger in ('schedule', 'person', 'system')),
  requested_by bigint references users on delete set null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  params jsonb not null default '{}',
  phase text,
  percent smallint check (percent between 0 and 100),
  stats jsonb not null default '{}',
  checkpoint jsonb,
  error text,
  log text[] not null default '{}',
  cancel_requested_at timestamptz,
  heartbeat_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now()
);
create index job_runs_recent on job_runs (job, created_at desc, id desc);
create index job_runs_alive on job_runs (state) where state in ('waiting', 'running');
select wf_wall('job_runs');

-- Read in the order (tx, id) and only below the oldest transaction that runs here, so that no late commit is skipped.
create table outbox (
  id bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  topic text not null,
  customer_id bigint,
  tag_ids int[] not null default '{}',
  payload jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index outbox_order on outbox (tx, id);
create index outbox_age on outbox (created_at);
select wf_wall('outbox');
create policy installation_append on outbox for insert with check (customer_id is null);

-- Every transaction id below is settled: committed and visible, or gone. Transactions of other databases of the server
-- do not count, since they cannot write here; one that ended while we looked counts, since nobody can say whose it was.
create function wf_settled_before() returns xid8 language sql stable as $$
  select coalesce(min(x), pg_snapshot_xmax(pg_current_snapshot())) from pg_snapshot_xip(pg_current_snapshot()) as x
  where not exists (
    select from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_database d on d.oid = a.datid
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted
      and l.transactionid::text = (x::text::numeric % 4294967296)::text and d.datname <> current_database()) $$;

create function wf_outbox_notify() returns trigger language plpgsql as $$
begin
  perform pg_notify('wf_outbox', '');
  return null;
end $$;
create trigger outbox_notify after insert on outbox for each statement execute function wf_outbox_notify();

-- down
drop table outbox, job_runs, schedules;
drop function wf_outbox_notify();
drop function wf_settled_before();
