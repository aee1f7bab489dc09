import type { Bench } from '../bench.ts';

/**
 * Takes away what was measured, so that the data of the scale stays as it was made. Without the checks of references:
 * nothing that stays names what goes, and a check of each row would take longer than the measurement.
 */
export async function removeMeasured(bench: Bench, source: { id: number }): Promise<void> {
  const run = (text: string) => bench.floor.query(text);
  await run('begin');
  await run(`set local session_replication_role = replica`);
  await run(`delete from alert_assets s using alerts a where a.id = s.alert_id and a.source_id = ${source.id}`);
  await run(`delete from alert_events where source_id = ${source.id}`);
  await run(`delete from alerts where source_id = ${source.id}`);
  await run(`delete from parked_events where source_id = ${source.id}`);
  await run(`delete from sources where id = ${source.id}`);
  await run(`truncate outbox`);
  await run(`truncate alert_counts`);
  await run(
    `insert into alert_counts select customer_id, tag_ids, status, severity, source, assignee_id, count(*) from alerts group by 1, 2, 3, 4, 5, 6`,
  );
  await run('commit');
  await run(`vacuum analyze alerts`);
  await run(`vacuum analyze alert_counts`);
}
