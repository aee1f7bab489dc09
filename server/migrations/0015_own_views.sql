-- up
-- A view is its owner's alone: a shared one told every customer's contacts what others look for. What was shared stays
-- with who made it. The lists are short.
alter table saved_views drop column is_shared;
-- Views that a built-in one of the same address kept out of reach.
update saved_views set slug = slug || '--saved' where screen = 'alerts' and slug in ('mine', 'unassigned', 'open');

-- down
update saved_views set slug = replace(slug, '--saved', '') where slug like '%--saved';
alter table saved_views add column is_shared boolean not null default false;
