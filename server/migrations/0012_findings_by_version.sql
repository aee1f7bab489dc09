-- up
-- `version:` and `fix:` over all customers: without these each reads the whole table. Writers wait while they are built,
-- about two seconds for a million findings.
create index findings_of_version on findings (installed_version_id);
create index findings_of_fix on findings (fixed_version_id) where fixed_version_id is not null;

-- down
drop index findings_of_fix, findings_of_version;
