-- up
create table saved_views (
  id bigint generated always as identity primary key,
  screen text not null check (screen in ('alerts', 'findings')),
  slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name text not null check (length(name) between 1 and 64),
  state jsonb not null,
  owner_id bigint not null references users on delete cascade,
  is_shared boolean not null default false,
  position int not null default 0,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index saved_views_slug on saved_views (screen, owner_id, slug);

-- The journal of undoable actions: what each changed row looked like before.
create table operations (
  id bigint generated always as identity primary key,
  kind text not null,
  summary text not null,
  done_by bigint not null references users on delete cascade,
  item_count int not null default 0,
  undone_at timestamptz,
  created_at timestamptz not null default now()
);
create index operations_mine on operations (done_by, created_at desc);

create table operation_items (
  operation_id bigint not null references operations on delete cascade,
  subject_id bigint not null,
  customer_id bigint not null,
  version_after int not null,
  before jsonb not null,
  primary key (operation_id, subject_id)
);
select wf_wall('operation_items');

-- down
drop table operation_items, operations, saved_views;
