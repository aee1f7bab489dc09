grant select on cves, packages, package_versions, package_paths, findings, scans, finding_counts to wf_reader;

create view compat.agent_vulnerabilities with (security_invoker) as
  select f.id, v.cve_id, coalesce(initcap(compat.severity_word(f.severity)), 'UNKNOWN') as severity, p.name as title,
    array_to_string(v.reference_urls[1:5], ',') as "references", case when f.presence then 'Active' else 'Remediated' end as status,
    f.detected_at as discovered_at, case when not f.presence then coalesce(f.patched_at, f.presence_at) end as remediated_at,
    null::text as epss_score, null::text as epss_percentile, p.name as package_name,
    (select s.external_id from asset_sources s where s.asset_id = f.asset_id and s.kind = 'wazuh' order by s.id limit 1) as agent_id,
    c.code as customer_code
  from findings f join cves v on v.id = f.cve_id join packages p on p.id = f.package_id join customers c on c.id = f.customer_id;

create view compat.vulnerabilities with (security_invoker) as
  select f.id, v.cve_id, f.asset_id, f.score_tenths / 10.0 as cvss_score, null::text as cvss_vector, compat.severity_word(f.severity) as severity, f.status,
    v.title, v.description, p.name as package_name, i.value as package_version, x.value as fixed_version, f.exploit >= 1 as exploitable,
    f.exploit = 2 as exploit_available, null::text as exploit_maturity, v.published_at as published_date, f.detected_at, f.patched_at,
    to_jsonb(v.reference_urls)::text as "references", v.cwe_id, f.detected_at as created_at, f.presence_at as updated_at
  from findings f join cves v on v.id = f.cve_id join packages p on p.id = f.package_id
    left join package_versions i on i.id = f.installed_version_id left join package_versions x on x.id = f.fixed_version_id;

create view compat.scans with (security_invoker) as
  select id, asset_id, kind as scan_type, status, started_at, completed_at, found_count as vulnerabilities_found, new_count as vulnerabilities_new,
    resolved_count as vulnerabilities_resolved, error as error_message, created_at, coalesce(completed_at, started_at, created_at) as updated_at
  from scans;

-- The documented view over open findings; counted now and not every five minutes.
create view compat.dashboard_stats with (security_invoker) as
  select (select coalesce(sum(n.count), 0) from finding_counts n where n.status = 'open') as open_vulnerabilities,
    (select coalesce(sum(n.count), 0) from finding_counts n where n.status = 'open' and n.severity = 4) as critical_count,
    (select avg(f.score_tenths) / 10.0 from findings f where f.status = 'open') as avg_cvss,
    (select count(distinct f.asset_id) from findings f where f.status = 'open') as affected_assets;
