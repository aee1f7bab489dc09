-- up
create table connector_catalogue (
  kind text primary key,
  name text not null,
  scope text not null,
  description text not null default '',
  guide text not null default '',
  fields jsonb not null default '[]',
  capabilities text[] not null default '{}',
  updated_at timestamptz not null default now()
);

create table connections (
  id bigint generated always as identity primary key,
  kind text not null,
  customer_id bigint references customers on delete cascade,
  name text not null check (length(name) between 1 and 100),
  base_url text,
  instance text,
  config jsonb not null default '{}',
  tls jsonb not null default '{"verify":"system"}',
  is_enabled boolean not null default true,
  is_demo boolean not null default false,
  status text not null default 'unknown' check (status in ('unknown', 'ok', 'failing')),
  status_detail text,
  remote_version text,
  last_checked_at timestamptz,
  last_ok_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- One address is connected once for a customer: two readers of one product would double its load for nothing.
create unique index connections_address on connections (kind, base_url, coalesce(customer_id, 0));
-- A webhook is found by the hash of the key in its address.
create unique index connections_hook on connections ((config ->> 'keyHash')) where kind = 'webhook';
select wf_wall('connections');

create table connection_secrets (
  connection_id bigint not null references connections on delete cascade,
  customer_id bigint,
  name text not null,
  sealed text not null,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (connection_id, name)
);
select wf_wall('connection_secrets');

create table connection_checks (
  id bigint generated always as identity primary key,
  connection_id bigint not null references connections on delete cascade,
  customer_id bigint,
  steps jsonb not null,
  is_ok boolean not null,
  checked_at timestamptz not null
);
create index connection_checks_recent on connection_checks (connection_id, checked_at desc);
select wf_wall('connection_checks');

-- down
drop table connection_checks, connection_secrets, connections, connector_catalogue;
