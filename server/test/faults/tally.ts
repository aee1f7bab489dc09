import pg from 'pg';

export type Tally = {
  events: number;
  parked: number;
  alerts: number;
  /** Alerts whose own count of events is not that of their events. */
  miscounted: number;
  /** Events that stand in more than one alert, or twice in one, or are parked as well. */
  doubled: number;
  /** Classes of alerts whose kept count is not what a recount says; the same of findings. */
  drift: number;
  /** Open alerts of one dedupe key beyond the first, and numbers given twice. */
  repeated: number;
  findings: number;
};

const statement = `select
  (select count(*) from alert_events)::int as events,
  (select count(*) from parked_events)::int as parked,
  (select count(*) from alerts)::int as alerts,
  (select count(*) from alerts a where a.event_count <> (select count(*) from alert_events e where e.alert_id = a.id))::int as miscounted,
  ((select count(*) - count(distinct (source_id, index_name, document_id)) from alert_events)
    + (select count(*) from alert_events join parked_events using (source_id, index_name, document_id)))::int as doubled,
  (select count(*) from (
    select 1 from (select customer_id, status, severity, source, tag_ids, sum(count)::int as n from alert_counts group by 1, 2, 3, 4, 5) kept
    full join (select customer_id, status, severity, source, tag_ids, count(*)::int as n from alerts group by 1, 2, 3, 4, 5) truth
      using (customer_id, status, severity, source, tag_ids)
    where coalesce(kept.n, 0) <> coalesce(truth.n, 0)) d)::int
  + (select count(*) from (
    select 1 from (select customer_id, status, coalesce(severity, -1) as severity, exploit, sum(count)::int as n from finding_counts group by 1, 2, 3, 4) kept
    full join (select customer_id, status, coalesce(severity, -1) as severity, exploit, count(*)::int as n from findings group by 1, 2, 3, 4) truth
      using (customer_id, status, severity, exploit)
    where coalesce(kept.n, 0) <> coalesce(truth.n, 0)) d)::int as drift,
  ((select count(*) - count(distinct dedupe_key) from alerts where status <> 'closed')
    + (select count(*) - count(distinct (customer_id, number)) from alerts)
    + (select count(*) - count(distinct (customer_id, number)) from findings)
    + (select count(*) - count(distinct (asset_id, cve_id, package_id, coalesce(path_id, 0))) from findings))::int as repeated,
  (select count(*) from findings)::int as findings`;

/** Counts all that must agree, as the owner of the database, from the rows themselves. */
export async function tally(url: string): Promise<Tally> {
  const [row] = await rowsOf<Tally>(url, statement);
  if (row === undefined) throw new Error('The tally gave no row.');
  return row;
}

/** Rows of one statement, as the owner. */
export async function rowsOf<T extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** What a tally must say beside its sums. */
export const sound = { miscounted: 0, doubled: 0, drift: 0, repeated: 0 };
