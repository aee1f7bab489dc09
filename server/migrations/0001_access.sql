-- up
create extension if not exists pg_trgm;

-- The pool works as wf_app; people's dashboards read as wf_reader. Roles belong to the server, so they may exist already.
do $$ begin
  begin create role wf_app nologin; exception when duplicate_object or unique_violation then null; end;
  begin create role wf_reader nologin; exception when duplicate_object or unique_violation then null; end;
  execute format('grant wf_app to %I', current_user);
end $$;
grant usage on schema public to wf_app;
alter default privileges in schema public grant select, insert, update, delete on tables to wf_app;
alter default privileges in schema public grant usage, select on sequences to wf_app;
alter default privileges in schema public grant execute on functions to wf_app;

-- The second wall: `all`, or a list of customer ids; absent or empty sees nothing.
-- The pool sets it for each transaction. Anybody may SET it, so for every other login only what an administrator fixed
-- with ALTER ROLE ... SET wf.scope counts.
create function wf_scope() returns text language sql stable parallel safe as $$
  select nullif(case when current_user = 'wf_app' then current_setting('wf.scope', true)
    else (select substr(c, length('wf.scope=') + 1) from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) as c
      where r.rolname = session_user and c like 'wf.scope=%'
        and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      order by s.setdatabase desc limit 1) end, '') $$;
create function wf_scope_all() returns boolean language sql stable parallel safe
  as $$ select coalesce(wf_scope(), '') = 'all' $$;
create function wf_scope_ids() returns bigint[] language sql stable parallel safe
  as $$ select case when s is null or s = 'all' then '{}'::bigint[] else string_to_array(s, ',')::bigint[] end
        from (select wf_scope() as s) as setting $$;

create function wf_wall(walled regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', walled);
  execute format('create policy customer_wall on %s using ((select wf_scope_all()) or customer_id = any ((select wf_scope_ids())::bigint[]))', walled);
end $$;

create table roles (
  id bigint generated always as identity primary key,
  name text not null unique,
  description text not null default '',
  is_builtin boolean not null default false
);

create table role_permissions (
  role_id bigint not null references roles on delete cascade,
  permission text not null,
  primary key (role_id, permission)
);

create table users (
  id bigint generated always as identity primary key,
  username text not null check (length(username) between 1 and 50),
  email text not null check (length(email) between 3 and 255),
  password_hash text,
  role_id bigint not null references roles,
  is_active boolean not null default true,
  is_verified boolean not null default false,
  failed_login_attempts int not null default 0,
  locked_until timestamptz,
  last_login_at timestamptz,
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index users_username on users (lower(username));
create unique index users_email on users (lower(email));

create table tags (
  id int generated always as identity primary key,
  name text not null check (length(name) between 1 and 64),
  created_at timestamptz not null default now()
);
create unique index tags_name on tags (lower(name));

create table user_tags (
  user_id bigint not null references users on delete cascade,
  tag_id int not null references tags on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, tag_id)
);
create table role_tags (
  role_id bigint not null references roles on delete cascade,
  tag_id int not null references tags on delete cascade,
  created_at timestamptz not null default now(),
  primary key (role_id, tag_id)
);

-- Only the hash of the token is kept; a copy of this table opens no session.
create table sessions (
  token_hash bytea primary key,
  user_id bigint not null references users on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  idle_at timestamptz not null,
  ip text,
  agent text
);
create index sessions_user on sessions (user_id);

create table setup_tokens (
  token_hash bytea primary key,
  expires_at timestamptz not null
);

-- Login limits, shared by all processes: tries within a window that began at `window_at`.
create table throttle (
  key text primary key,
  window_at timestamptz not null,
  tries int not null
);

create table idempotency_keys (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status int,
  reply jsonb,
  created_at timestamptz not null,
  primary key (actor, key)
);

create table audit_events (
  id bigint generated always as identity,
  at timestamptz not null,
  actor_id bigint,
  actor_name text not null,
  customer_id bigint,
  event_type text not null,
  description text not null default '',
  ip text,
  user_agent text,
  resource_type text,
  resource_id text,
  before jsonb,
  after jsonb,
  result text not null default 'done' check (result in ('done', 'refused', 'failed')),
  primary key (id, at)
) partition by range (at);
create table audit_events_default partition of audit_events default;
-- The wall stands on the whole table; a part asked for by its own name would be behind none.
revoke all on audit_events_default from wf_app;
create index audit_events_at on audit_events (at desc, id desc);
create index audit_events_resource on audit_events (resource_type, resource_id, at desc);
select wf_wall('audit_events');
-- What concerns the installation is written by whoever did it, and read only by those who see all customers.
create policy installation_append on audit_events for insert with check (customer_id is null);

-- down
drop table audit_events, idempotency_keys, throttle, setup_tokens, sessions, role_tags, user_tags, tags, users, role_permissions, roles;
drop function wf_wall(regclass);
drop function wf_scope_ids();
drop function wf_scope_all();
drop function wf_scope();
alter default privileges in schema public revoke all on tables from wf_app;
alter default privileges in schema public revoke all on sequences from wf_app;
alter default privileges in schema public revoke execute on functions from wf_app;
revoke usage on schema public from wf_app;
drop extension pg_trgm;
