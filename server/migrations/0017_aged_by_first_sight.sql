-- up
-- Of equal bases the finding first seen earlier stands first: within the last 18 hours before 30 days that is the order of
-- priorities too, so findings can be flagged before they reach 30 days. Writers wait some seconds for each million.
drop index findings_aged, findings_aged_of_customer, findings_aged_closed, findings_aged_closed_of_customer;
create index findings_aged on findings (severity_rank, exploit, base_priority desc, young_key desc, id desc) where status in ('open', 'pending_verification', 'patch_failed') and is_aged;
create index findings_aged_of_customer on findings (customer_id, severity_rank, exploit, base_priority desc, young_key desc, id desc) where status in ('open', 'pending_verification', 'patch_failed') and is_aged;
create index findings_aged_closed on findings (severity_rank, exploit, base_priority desc, young_key desc, id desc) where status in ('patched', 'accepted_risk', 'false_positive') and is_aged;
create index findings_aged_closed_of_customer on findings (customer_id, severity_rank, exploit, base_priority desc, young_key desc, id desc) where status in ('patched', 'accepted_risk', 'false_positive') and is_aged;

-- down
drop index findings_aged, findings_aged_of_customer, findings_aged_closed, findings_aged_closed_of_customer;
create index findings_aged on findings (severity_rank, exploit, base_priority desc, id desc) where status in ('open', 'pending_verification', 'patch_failed') and is_aged;
create index findings_aged_of_customer on findings (customer_id, severity_rank, exploit, base_priority desc, id desc) where status in ('open', 'pending_verification', 'patch_failed') and is_aged;
create index findings_aged_closed on findings (severity_rank, exploit, base_priority desc, id desc) where status in ('patched', 'accepted_risk', 'false_positive') and is_aged;
create index findings_aged_closed_of_customer on findings (customer_id, severity_rank, exploit, base_priority desc, id desc) where status in ('patched', 'accepted_risk', 'false_positive') and is_aged;
