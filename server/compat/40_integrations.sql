grant select on connector_catalogue, connections to wf_reader;
grant select (connection_id, customer_id, name, created_at, updated_at, last_used_at) on connection_secrets to wf_reader;

-- Connections of the installation; those of a customer are its integrations below.
create view compat.connectors with (security_invoker) as
  select n.id, n.name as connector_name, n.kind as connector_type, n.base_url as connector_url, n.updated_at as connector_last_updated,
    null::text as connector_username, null::text as connector_password, null::text as connector_api_key, k.description as connector_description,
    k.capabilities as connector_supports, true as connector_configured, n.status = 'ok' as connector_verified, n.is_enabled as connector_enabled
  from connections n left join connector_catalogue k on k.kind = n.kind where n.customer_id is null;

create view compat.connectorhistory with (security_invoker) as
  select e.id, compat.row_of(e.resource_id) as connector_id, e.at as change_timestamp, e.description as change_description
  from audit_events e where e.resource_type = 'connection' and e.customer_id is null;

create view compat.available_integrations with (security_invoker) as
  select compat.number_of(kind) as id, name as integration_name, description, guide as integration_details from connector_catalogue;

create view compat.available_integrations_auth_keys with (security_invoker) as
  select compat.number_of(k.kind || '/' || (f ->> 'name')) as id, compat.number_of(k.kind) as integration_id, k.name as integration_name,
    f ->> 'name' as auth_key_name
  from connector_catalogue k, jsonb_array_elements(k.fields) as f where f ->> 'kind' = 'secret';

create view compat.customer_integrations with (security_invoker) as
  select n.id, c.code as customer_code, c.name as customer_name, compat.number_of(n.kind) as integration_service_id,
    coalesce(k.name, n.kind) as integration_service_name, n.is_enabled as deployed
  from connections n join customers c on c.id = n.customer_id left join connector_catalogue k on k.kind = n.kind;

create view compat.integration_services with (security_invoker) as
  select n.id, coalesce(k.name, n.kind) as service_name,
    case when exists (select from connection_secrets s where s.connection_id = n.id) then 'secret' else 'none' end as auth_type
  from connections n left join connector_catalogue k on k.kind = n.kind where n.customer_id is not null;

create view compat.integration_subscriptions with (security_invoker) as
  select compat.number_of(s.connection_id || '/' || s.name) as id, s.connection_id as customer_id, s.connection_id as integration_service_id
  from connection_secrets s where s.customer_id is not null;

create view compat.integration_configs with (security_invoker) as
  select compat.number_of(n.id || '/' || v.key) as id, n.id as integration_service_id, v.key as config_key, v.value as config_value
  from connections n, jsonb_each_text(n.config) as v where n.customer_id is not null and v.key <> 'keyHash';

create view compat.integration_auth_keys with (security_invoker) as
  select compat.number_of(s.connection_id || '/' || s.name || '/value') as id, compat.number_of(s.connection_id || '/' || s.name) as subscription_id,
    s.name as auth_key_name, null::text as auth_value
  from connection_secrets s where s.customer_id is not null;
