grant select (id, username, email, role_id, is_active, is_verified, failed_login_attempts, last_login_at, created_at, updated_at) on users to wf_reader;
grant select on roles, user_customers, user_tags, role_tags, tags, audit_events, settings to wf_reader;

create view compat."user" with (security_invoker) as
  select u.id, u.username, null::text as password, u.email, u.created_at, u.role_id, u.last_login_at from users u;

create view compat.users with (security_invoker) as
  select u.id, u.username, u.email, null::text as password_hash,
    case r.name when 'admin' then 'admin' when 'analyst' then 'editor' else 'readonly' end as role,
    u.is_active, u.is_verified, u.failed_login_attempts, u.created_at, u.updated_at
  from users u join roles r on r.id = u.role_id;

create view compat.role with (security_invoker) as select id, name, description from roles;

create view compat.user_customer_access with (security_invoker) as
  select (g.user_id << 32) + g.customer_id as id, g.user_id, c.code as customer_code, g.created_at
  from user_customers g join customers c on c.id = g.customer_id;

create view compat.user_tag_access with (security_invoker) as
  select (user_id << 32) + tag_id as id, user_id, tag_id, created_at from user_tags;

create view compat.role_tag_access with (security_invoker) as
  select (role_id << 32) + tag_id as id, role_id, tag_id, created_at from role_tags;

create view compat.incident_management_tag_access_settings with (security_invoker) as
  select 1::bigint as id, coalesce((s.value ->> 'isEnabled')::boolean, false) as enabled,
    coalesce(s.value ->> 'untagged', 'visible_to_all') as untagged_alert_behavior, (s.value ->> 'defaultTagId')::int as default_tag_id,
    s.updated_at, null::text as updated_by
  from (select 1) as one left join settings s on s.key = 'tagAccess';

create view compat.audit_logs with (security_invoker) as
  select id, actor_id as user_id, event_type, description as event_description, ip as ip_address, user_agent, resource_type, resource_id,
    before as old_value, after as new_value, at as "timestamp"
  from audit_events;
