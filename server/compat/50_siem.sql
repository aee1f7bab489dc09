grant select (id, source_id, customer_id, index_name, document_id, reason, parked_at) on parked_events to wf_reader;
grant select (id, source_id, customer_id, message_id, received_at, processed_at) on inbound_messages to wf_reader;
grant select (id, product, index_pattern, customer_id) on sources to wf_reader;

-- What waits to become an alert: parked events, and signed messages not worked on yet under negative numbers.
create view compat.monitoring_alerts with (security_invoker) as
  select e.id, e.document_id as alert_id, e.index_name as alert_index, c.code as customer_code, s.product as alert_source
  from parked_events e left join sources s on s.id = e.source_id left join customers c on c.id = e.customer_id
  union all
  select -m.id, m.message_id, s.index_pattern, c.code, s.product
  from inbound_messages m left join sources s on s.id = m.source_id left join customers c on c.id = m.customer_id where m.processed_at is null;
