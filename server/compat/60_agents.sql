grant select on assets, asset_sources to wf_reader;

create view compat.agents with (security_invoker) as
  select s.id, s.external_id as agent_id, a.ip_address, a.operating_system as os, a.hostname, s.groups[1] as label, a.criticality >= 4 as critical_asset,
    s.last_seen_at as wazuh_last_seen, null::text as velociraptor_id, null::timestamptz as velociraptor_last_seen, s.agent_version as wazuh_agent_version,
    s.status as wazuh_agent_status, null::text as velociraptor_agent_version, c.code as customer_code, a.is_quarantined as quarantined,
    null::text as velociraptor_org
  from asset_sources s join assets a on a.id = s.asset_id join customers c on c.id = a.customer_id where s.kind = 'wazuh';

create view compat.assets with (security_invoker) as
  select a.id, a.hostname, a.ip_address,
    (select s.external_id from asset_sources s where s.asset_id = a.id and s.kind = 'wazuh' order by s.id limit 1) as wazuh_agent_id,
    a.operating_system, a.os_version, a.kernel_version, case a.origin when 'wazuh' then 'wazuh' else 'manual' end as source, a.status,
    a.last_scan_at as last_scan, a.last_seen_at as last_seen, a.description, a.location, a.owner, a.created_at, a.updated_at
  from assets a;
