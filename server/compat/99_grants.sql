grant select on all tables in schema compat to wf_app, wf_reader;
