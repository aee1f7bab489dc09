-- up
create table customers (
  id bigint generated always as identity primary key,
  code text not null check (length(code) between 1 and 50),
  name text not null check (length(name) between 1 and 200),
  kind text not null default 'company',
  mark text not null unique check (mark ~ '^[A-Z]{2,8}$'),
  hue text not null check (hue ~ '^#[0-9a-f]{6}$'),
  is_default boolean not null default false,
  is_demo boolean not null default false,
  contact_first_name text,
  contact_last_name text,
  phone text,
  address_line1 text,
  address_line2 text,
  city text,
  state text,
  postal_code text,
  country text,
  parent_id bigint references customers on delete set null,
  archived_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index customers_code on customers (lower(code));
create unique index customers_default on customers (is_default) where is_default;

-- `customers` is walled by its own id, in the form that the other tables have.
alter table customers enable row level security;
create policy customer_wall on customers using ((select wf_scope_all()) or id = any ((select wf_scope_ids())::bigint[]));

create table customer_aliases (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers on delete cascade,
  value text not null check (length(value) between 1 and 200),
  created_at timestamptz not null default now()
);
create unique index customer_aliases_value on customer_aliases (lower(value));
select wf_wall('customer_aliases');

create table customer_numbers (
  customer_id bigint not null references customers on delete cascade,
  kind text not null check (kind in ('alert', 'case', 'finding')),
  next int not null default 1,
  primary key (customer_id, kind)
);
select wf_wall('customer_numbers');

create table user_customers (
  user_id bigint not null references users on delete cascade,
  customer_id bigint not null references customers on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, customer_id)
);
select wf_wall('user_customers');

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- down
drop table settings, user_customers, customer_numbers, customer_aliases, customers;
