-- up
-- Who took a run last: what a worker writes that was paused, while another took its run over, finds another number here.
alter table job_runs add column attempt int not null default 0;

-- down
alter table job_runs drop column attempt;
