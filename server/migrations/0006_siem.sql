-- up
-- One stream of documents of one connection: what is read, from when, from which level, and how far it got.
create table sources (
  id bigint generated always as identity primary key,
  connection_id bigint not null references connections on delete cascade,
  customer_id bigint references customers on delete cascade,
  purpose text not null check (purpose in ('alerts', 'findings', 'agents')),
  delivery text not null check (delivery in ('pull', 'push')),
  name text not null,
  product text not null,
  index_pattern text not null,
  since_at timestamptz,
  min_level smallint not null default 7 check (min_level between 0 and 16),
  every_s int not null default 10 check (every_s between 5 and 86400),
  overlap_s int not null default 300,
  watermark_at timestamptz,
  is_enabled boolean not null default true,
  last_run_at timestamptz,
  last_ok_at timestamptz,
  last_error text,
  last_event_at timestamptz,
  -- Between the newest event of the last good run and that run; null when it brought nothing new.
  last_lag_s double precision,
  last_swept_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sources_connection on sources (connection_id);
select wf_wall('sources');

-- The embedded event store. `occurred_at` is in the key because the partitions need it; the writer looks ids up first.
create table events (
  index_name text not null,
  document_id text not null,
  occurred_at timestamptz not null,
  customer_id bigint,
  source_id bigint,
  body jsonb not null,
  primary key (occurred_at, index_name, document_id)
) partition by range (occurred_at);
create table events_default partition of events default;
revoke all on events_default from wf_app;
create index events_document on events (document_id, index_name);
create index events_customer on events (customer_id, occurred_at desc);
select wf_wall('events');

create function ensure_event_partition(day date) returns void language plpgsql security definer set search_path = public as $$
declare
  part text := 'events_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass(part) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('events_partition'));
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of events for values from (%L) to (%L)', part,
    to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
  execute format('revoke all on %I from wf_app', part);
end $$;

create table parked_events (
  id bigint generated always as identity primary key,
  source_id bigint not null references sources on delete cascade,
  customer_id bigint,
  index_name text not null,
  document_id text not null,
  reason text not null,
  error text not null,
  attempts int not null default 1,
  next_attempt_at timestamptz,
  body jsonb,
  occurred_at timestamptz,
  parked_at timestamptz not null,
  unique (source_id, index_name, document_id)
);
create index parked_events_reason on parked_events (reason, id desc);
create index parked_events_age on parked_events (parked_at);
select wf_wall('parked_events');

-- Webhook bodies as received; the id is the sender's, so a repeat is known.
create table inbound_messages (
  id bigint generated always as identity primary key,
  source_id bigint not null references sources on delete cascade,
  customer_id bigint,
  message_id text not null,
  body jsonb not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  unique (source_id, message_id)
);
create index inbound_messages_waiting on inbound_messages (id) where processed_at is null;
select wf_wall('inbound_messages');

-- down
drop table inbound_messages, parked_events, events, sources;
drop function ensure_event_partition(date);
