-- up
-- The longest usual pause between events of a source, which each run keeps: what is silent for much longer is told. A column
-- without a default is added without writing the table.
alter table sources add column usual_gap_s double precision;
-- What is there learns its pace from now on, as if it had been changed today.
update sources set updated_at = now();
-- People change schedules: who was slower is told so.
alter table schedules add column version int not null default 1;

-- down
alter table schedules drop column version;
alter table sources drop column usual_gap_s;
