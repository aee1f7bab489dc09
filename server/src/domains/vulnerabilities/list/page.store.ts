import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { ageUnits, agedLagS, unitsInHundredth } from '../priority.ts';
import { allOf, type Filter, findNarrow, ofCustomers } from './filter.store.ts';

/** The place of a finding in the list: its priority in whole units at the list's instant, then its row number. */
export type Place = { key: number; id: number };

type Tuple = { customer: number | null; isClosed: boolean; rank: number; exploit: number };

// With more combinations than this, the index over all customers is scanned instead of each customer's.
const mostTuples = 200;

const unit = sql`${unitsInHundredth}::bigint`;
/** When a finding was first seen, in whole seconds, from the columns that the indexes hold. */
const detectedS = sql`(f.base_priority * ${unit} - f.young_key)`;

/** The priority of a finding at an instant, in whole units; the same sum as `priorityKey`. */
export const keyAt = (asOfS: number): RawBuilder<unknown> =>
  sql`(f.base_priority * ${unit} + least(greatest(${asOfS}::bigint - ${detectedS}, 0), ${ageUnits}::bigint))`;

/**
 * The findings of a filter by falling priority, exactly as of its instant. Each combination of severity and exploit that
 * exists has short scans of its own, in the order of an index; what they give is merged.
 */
export async function listPlaces(tx: Tx, filter: Filter, after: Place | null, limit: number): Promise<Place[]> {
  await preferIndexes(tx);
  const narrow = await findNarrow(tx, filter);
  if (narrow !== null) return listFew(tx, filter, after, limit);
  const tuples = await findTuples(tx, filter);
  const streams = [false, true].flatMap((isClosed) => {
    const own = tuples.filter((tuple) => tuple.isClosed === isClosed);
    return own.length === 0 ? [] : streamsOf(filter, own, isClosed, after, limit);
  });
  if (streams.length === 0) return [];
  const { rows } = await sql<Place>`
    select id, key from (${sql.join(streams, sql` union all `)}) merged order by key desc, id desc limit ${limit}`.execute(
    tx,
  );
  return rows;
}

/**
 * For the rest of the transaction: the scans of a page are short whatever the planner expects, which cannot know that the
 * unflagged findings are the young ones. Compiling or sharing out such a query takes longer than the query.
 */
async function preferIndexes(tx: Tx): Promise<void> {
  await sql`select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
    set_config('enable_seqscan', 'off', true)`.execute(tx);
}

/** Few enough to be sorted. */
async function listFew(tx: Tx, filter: Filter, after: Place | null, limit: number): Promise<Place[]> {
  const key = keyAt(filter.asOfS);
  const beyond = after === null ? sql`true` : sql`(${key}, f.id) < (${after.key}::bigint, ${after.id}::bigint)`;
  const { rows } = await sql<Place>`
    select f.id, ${key} as key from findings f where ${rowsOf(filter)} and ${beyond}
    order by 2 desc, f.id desc limit ${limit}`.execute(tx);
  return rows;
}

const rowsOf = (filter: Filter): RawBuilder<unknown> =>
  allOf([ofCustomers(filter.scope, 'f'), ...filter.parts.map((part) => part.onRow)]);

/** Which combinations hold any finding at all, by the kept counts. */
async function findTuples(tx: Tx, filter: Filter): Promise<Tuple[]> {
  const kept = allOf([
    ofCustomers(filter.scope, 'n'),
    ...filter.parts.flatMap((part) => (part.onCount === null ? [] : [part.onCount])),
  ]);
  const { rows } = await sql<Tuple & { customer: number }>`
    select n.customer_id as customer, n.status in ('patched', 'accepted_risk', 'false_positive') as "isClosed",
      coalesce(n.severity, -1)::int as rank, n.exploit::int as exploit
    from finding_counts n where ${kept} group by 1, 2, 3, 4 having sum(n.count) > 0`.execute(tx);
  if (rows.length <= mostTuples) return rows;
  const merged = new Map(rows.map((row) => [`${row.isClosed} ${row.rank} ${row.exploit}`, { ...row, customer: null }]));
  return [...merged.values()];
}

function streamsOf(
  filter: Filter,
  tuples: readonly Tuple[],
  isClosed: boolean,
  after: Place | null,
  limit: number,
): RawBuilder<unknown>[] {
  const { asOfS } = filter;
  const ofAll = tuples.some((tuple) => tuple.customer === null);
  const asked = sql`unnest(${tuples.map((tuple) => tuple.customer)}::bigint[], ${tuples.map((tuple) => tuple.rank)}::smallint[], ${tuples.map((tuple) => tuple.exploit)}::smallint[]) as t (customer, rank, exploit)`;
  // As the partial indexes say it.
  const inClass = isClosed
    ? sql`f.status in ('patched', 'accepted_risk', 'false_positive')`
    : sql`f.status in ('open', 'pending_verification', 'patch_failed')`;
  const matches = sql`f.severity_rank = t.rank and f.exploit = t.exploit and ${ofAll ? sql`true` : sql`f.customer_id = t.customer`} and ${inClass} and ${rowsOf(filter)}`;
  const agedBefore = asOfS - ageUnits;
  const young = sql`
    select f.id, f.young_key + ${asOfS}::bigint as key from ${asked} cross join lateral (
      select f.id, f.young_key from findings f
      where ${matches} and not f.is_aged and ${detectedS} > ${agedBefore}::bigint and ${detectedS} <= ${asOfS}::bigint
        and ${after === null ? sql`true` : sql`(f.young_key, f.id) < (${after.key - asOfS}::bigint, ${after.id}::bigint)`}
      order by f.young_key desc, f.id desc limit ${limit}) f
    order by 2 desc, 1 desc limit ${limit}`;
  const aged = sql`
    select f.id, f.base_priority * ${unit} + ${ageUnits}::bigint as key from ${asked} cross join lateral (
      select f.id, f.base_priority from findings f
      where ${matches} and f.is_aged and ${belowBase(after, ageUnits)}
      order by f.base_priority desc, f.id desc limit ${limit}) f
    order by 2 desc, 1 desc limit ${limit}`;
  // Past 30 days but not flagged yet: those of the last hours, found by their date.
  const late = sql`
    select f.id, f.base_priority * ${unit} + ${ageUnits}::bigint as key from findings f
    where ${inClass} and ${rowsOf(filter)} and not f.is_aged
      and f.detected_at < to_timestamp(${agedBefore + 1}::bigint) and ${belowBase(after, ageUnits)}
    order by f.base_priority desc, f.id desc limit ${limit}`;
  // First seen after the list's instant: no age counts.
  const coming = sql`
    select f.id, f.base_priority * ${unit} as key from findings f
    where ${inClass} and ${rowsOf(filter)} and not f.is_aged
      and f.detected_at >= to_timestamp(${asOfS + 1}::bigint) and ${belowBase(after, 0)}
    order by f.base_priority desc, f.id desc limit ${limit}`;
  return [young, aged, late, coming].map((stream) => sql`(${stream})`);
}

/** Where the key is base × unit + `age`: below the cursor, in terms of the columns that the index is ordered by. */
function belowBase(after: Place | null, age: number): RawBuilder<unknown> {
  if (after === null) return sql`true`;
  const base = (after.key - age) / unitsInHundredth;
  const [bound, id] = Number.isInteger(base) ? [base, after.id] : [Math.ceil(base), 0];
  return sql`(f.base_priority, f.id) < (${bound}::int, ${id}::bigint)`;
}

/** Findings are flagged so much later than they reach 30 days that a list may be paged for this long. */
export const listLifeS = agedLagS;
