-- up
create table assets (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers on delete cascade,
  hostname text not null,
  ip_address text,
  operating_system text,
  os_platform text,
  os_version text,
  kernel_version text,
  origin text not null check (origin in ('wazuh', 'manual', 'velociraptor', 'sbom')),
  status text not null default 'active' check (status in ('active', 'inactive', 'decommissioned')),
  criticality smallint not null default 3 check (criticality between 1 and 5),
  is_exposed boolean not null default false,
  owner text,
  location text,
  description text,
  is_quarantined boolean not null default false,
  open_alerts int not null default 0,
  open_findings int not null default 0,
  open_exploited int not null default 0,
  last_scan_at timestamptz,
  last_seen_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index assets_customer on assets (customer_id, lower(hostname));
select wf_wall('assets');

-- An asset is known by (Wazuh instance, agent id); an indexer and a manager of one cluster share the instance.
create table asset_sources (
  id bigint generated always as identity primary key,
  asset_id bigint not null references assets on delete cascade,
  customer_id bigint not null references customers on delete cascade,
  kind text not null default 'wazuh',
  instance text not null,
  external_id text not null,
  external_name text not null,
  groups text[] not null default '{}',
  agent_version text,
  status text not null default 'unknown',
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (kind, instance, external_id)
);
create index asset_sources_asset on asset_sources (asset_id);
select wf_wall('asset_sources');

-- down
drop table asset_sources, assets;
