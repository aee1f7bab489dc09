-- Documented tables and columns under their documented names: read-only views, re-created after each migration.
create schema if not exists compat;
grant usage on schema compat to wf_app, wf_reader;
