grant select on customers to wf_reader;

create view compat.customers with (security_invoker) as
  select c.id, c.code as customer_code, p.code as parent_customer_code, c.name as customer_name, c.contact_last_name, c.contact_first_name, c.phone,
    c.address_line1, c.address_line2, c.city, c.state, c.postal_code, c.country, c.kind as customer_type, null::text as logo_file, c.created_at
  from customers c left join customers p on p.id = c.parent_id;
