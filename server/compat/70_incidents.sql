grant select on alerts, alert_events, alert_tags, verdict_reasons to wf_reader;

create view compat.incident_management_alert with (security_invoker) as
  select a.id, a.title as alert_name, a.description as alert_description, upper(a.status) as status, a.created_at as alert_creation_time,
    c.code as customer_code, a.closed_at as time_closed, a.source, o.username as assigned_to, a.is_escalated as escalated,
    compat.severity_word(a.severity) as severity, a.verdict, r.code as verdict_reason, a.verdict_note, v.username as verdict_by,
    case when a.verdict is not null then a.closed_at end as verdict_at
  from alerts a join customers c on c.id = a.customer_id left join users o on o.id = a.assignee_id left join users v on v.id = a.verdict_by
    left join verdict_reasons r on r.id = a.verdict_reason_id;

-- One context a event, and one asset row for each event that names a host.
create view compat.incident_management_alertcontext with (security_invoker) as
  select compat.number_of(e.source_id || '/' || e.index_name || '/' || e.document_id) as id, a.source, e.context
  from alert_events e join alerts a on a.id = e.alert_id;

create view compat.incident_management_asset with (security_invoker) as
  select compat.number_of(e.source_id || '/' || e.index_name || '/' || e.document_id) as id, e.alert_id as alert_linked, e.asset_name,
    compat.number_of(e.source_id || '/' || e.index_name || '/' || e.document_id) as alert_context_id,
    (select s.external_id from asset_sources s where s.asset_id = e.asset_id and s.kind = 'wazuh' order by s.id limit 1) as agent_id,
    null::text as velociraptor_id, c.code as customer_code, e.index_name, e.document_id as index_id
  from alert_events e join customers c on c.id = e.customer_id where e.asset_name is not null;

create view compat.incident_management_alerttag with (security_invoker) as select id, name as tag from tags;

create view compat.incident_management_alert_to_tag with (security_invoker) as select alert_id, tag_id from alert_tags;
