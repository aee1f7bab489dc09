-- up
-- Counts the turns of reading a source: what a worker writes of an earlier turn, which it lost unnoticed, is refused.
alter table sources add column turn int not null default 0;

-- down
alter table sources drop column turn;
