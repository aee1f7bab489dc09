-- up
-- The gravest base of a group: no finding of it climbs beyond that, at any age. 8000 is beyond all: not known yet.
alter table upgrade_groups add column top_base int not null default 8000;
alter table cve_groups add column top_base int not null default 8000;
alter table asset_groups add column top_base int not null default 8000;

-- down
alter table asset_groups drop column top_base;
alter table cve_groups drop column top_base;
alter table upgrade_groups drop column top_base;
