-- Documented tables and columns under their documented names: read-only views, re-created after each migration.
-- They run with the rights and the scope of whoever asks; wf_reader is granted the columns beneath them and no secret.
create schema if not exists compat;
grant usage on schema compat to wf_app, wf_reader;

create function compat.severity_word(rank smallint) returns text language sql immutable parallel safe
  as $$ select (array['info', 'low', 'medium', 'high', 'critical'])[rank + 1] $$;

-- A documented number for what we know by a name: stable, and positive.
create function compat.number_of(name text) returns bigint language sql immutable parallel safe
  as $$ select hashtextextended(name, 0) & 9223372036854775807 $$;

-- The row number in a wire id such as con_1a.
create function compat.row_of(wire_id text) returns bigint language sql immutable parallel safe as $$
  select case when wire_id ~ '^[a-z]{3}_[0-9a-hjkmnp-tv-z]{1,11}$' then (
    select sum((strpos('0123456789abcdefghjkmnpqrstvwxyz', digit) - 1) * 32::numeric ^ (length(wire_id) - 4 - place))::bigint
    from unnest(string_to_array(substr(wire_id, 5), null)) with ordinality as digits (digit, place)) end $$;
