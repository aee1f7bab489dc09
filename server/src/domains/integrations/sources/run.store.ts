import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

export type SourceRun = {
  at: Date;
  ok: boolean;
  /** One sentence without secrets; cut to 500 characters. */
  error?: string | undefined;
  watermarkAt?: Date | null | undefined;
  /** The newest event that this run brought. */
  lastEventAt?: Date | null | undefined;
  sweptAt?: Date | undefined;
  /** The version that the run read: when somebody changed the source meanwhile, the watermark stays as they set it. */
  version?: number | undefined;
};

/** A pause counts a third after this time: a weekend is remembered until the next. */
const fadesInS = 14 * 86_400;

/**
 * Notes how a run of a source ended and what that means for its connection.
 * @returns true when the connection began or ceased to fail, which is worth telling.
 */
export async function noteSourceRun(tx: Tx, id: number, run: SourceRun): Promise<boolean> {
  const error = run.ok ? null : (run.error ?? 'The run failed.').slice(0, 500);
  const eventAt = run.lastEventAt ?? null;
  const { rows } = await sql<{ connectionId: number }>`
    update sources s set last_run_at = ${run.at},
      last_ok_at = case when ${run.ok} then ${run.at}::timestamptz else last_ok_at end,
      last_error = ${error},
      watermark_at = case when ${run.version ?? null}::int is null or version = ${run.version ?? null}::int
        then coalesce(${run.watermarkAt ?? null}::timestamptz, watermark_at) else watermark_at end,
      last_event_at = greatest(last_event_at, ${eventAt}::timestamptz),
      last_lag_s = case when not ${run.ok} then last_lag_s
        when ${eventAt}::timestamptz > coalesce(last_event_at, '-infinity')
          then greatest(0, extract(epoch from ${run.at}::timestamptz - ${eventAt}::timestamptz))
        else null end,
      usual_gap_s = case when ${eventAt}::timestamptz > coalesce(last_event_at, created_at)
        then greatest(extract(epoch from ${eventAt}::timestamptz - coalesce(last_event_at, created_at)),
          usual_gap_s * exp(extract(epoch from last_event_at - ${eventAt}::timestamptz) / ${fadesInS}::float8))
        else usual_gap_s end,
      last_swept_at = coalesce(${run.sweptAt ?? null}::timestamptz, last_swept_at)
    where id = ${id} returning connection_id as "connectionId"`.execute(tx);
  const connectionId = rows[0]?.connectionId;
  return connectionId === undefined ? false : noteConnection(tx, connectionId, run);
}

/** A connection fails while one of its sources that are read does; written only when that changes, or once a minute. */
async function noteConnection(tx: Tx, id: number, run: SourceRun): Promise<boolean> {
  // Two sources of it that end at once: the later counts what the earlier saved.
  await sql`select from connections where id = ${id} for no key update`.execute(tx);
  const { rows } = await sql<{ before: string; after: string }>`
    with now_is as (
      select c.id, c.status as before, f.last_error as detail,
        case when f.last_error is null then 'ok' else 'failing' end as after
      from connections c left join lateral (
        select last_error from sources where connection_id = c.id and is_enabled and last_error is not null
        order by last_run_at desc nulls last limit 1) f on true
      where c.id = ${id})
    update connections c set status = n.after, status_detail = n.detail,
      last_ok_at = case when ${run.ok} then ${run.at}::timestamptz else c.last_ok_at end
    from now_is n
    where c.id = n.id and (c.status <> n.after or c.status_detail is distinct from n.detail
      or (${run.ok} and coalesce(c.last_ok_at, '-infinity') < ${run.at}::timestamptz - interval '1 minute'))
    returning n.before, n.after`.execute(tx);
  return rows.some((row) => row.before !== row.after);
}
