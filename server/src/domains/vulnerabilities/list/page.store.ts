import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { ofCustomers } from '../../../db/scope-sql.ts';
import { ageUnits, baseGapS, unitsInHundredth } from '../priority.ts';
import { ofClosed, ofExposed } from '../status.store.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { addedPart, allOf, type Filter } from './filter.store.ts';
import { asksOnly } from './query.ts';

/**
 * The place of a finding in the list: its priority in whole units at the list's instant; of equal ones the one first seen
 * earlier, which is the greater `youngKey`, then the greater row number.
 */
export type Place = { key: number; youngKey: number; id: number };

/** A combination that findings exist in; `customer` is null where all are meant. */
type Tuple = { customer: number | null; status: string; rank: number; exploit: number };

// With more combinations than this, the index over all customers is scanned instead of each customer's.
const mostTuples = 200;
// Of all customers' findings, those of more than this are found sooner in the order of all.
const fewCustomers = 3;
const scoreOnly = new Set(['score']);
// As many rows are sorted as quickly as they are found in order.
const mostSorted = 20_000;

const unit = sql`${unitsInHundredth}::bigint`;
/** When a finding was first seen, in whole seconds, from the columns that the indexes hold. */
const detectedS = sql`(f.base_priority * ${unit} - f.young_key)`;

/** The priority of a finding at an instant, in whole units; the same sum as `priorityKey`. */
export const keyAt = (asOfS: number): RawBuilder<unknown> =>
  sql`(f.base_priority * ${unit} + least(greatest(${asOfS}::bigint - ${detectedS}, 0), ${ageUnits}::bigint))`;

const rowsOf = (filter: Filter): RawBuilder<unknown> =>
  allOf([ofCustomers(filter.scope, 'f.customer_id'), ...filter.parts.map((part) => part.onRow)]);

/**
 * The findings of a filter by falling priority, exactly as of its instant. Each combination of severity and exploit that
 * exists has short scans of its own, in the order of an index; what they give is merged. Where no more than `fewRows` are
 * expected they are just sorted.
 */
export async function listPlaces(
  tx: Tx,
  filter: Filter,
  after: Place | null,
  limit: number,
  fewRows = mostSorted,
): Promise<Place[]> {
  const tuples = await findTuples(tx, filter);
  if (tuples.length === 0) return [];
  const bounds = boundsOf(
    filter.parts.flatMap((part) => part.node ?? []),
    filter.asOfS,
  );
  // What is too young to be flagged says so to the index of the young.
  const narrowed = bounds.mayBeAged ? filter : { ...filter, parts: [...filter.parts, addedPart(sql`not f.is_aged`)] };
  const others = filter.parts.filter((part) => part.onCount === null);
  // A score is a range of the indexes' own order: even some thousand rows are found sooner there than in the whole table.
  const isRange = others.every((part) => part.node !== null && asksOnly(part.node, scoreOnly));
  const most = isRange ? Math.min(fewRows, 10 * limit) : fewRows;
  const isFew = others.length > 0 && (await estimateRows(tx, narrowed)) <= most;
  return isFew ? listFew(tx, narrowed, after, limit) : listMany(tx, filter, bounds, tuples, after, limit);
}

/** Which combinations hold any finding at all, by the kept counts. */
async function findTuples(tx: Tx, filter: Filter): Promise<Tuple[]> {
  const kept = allOf([
    ofCustomers(filter.scope, 'n.customer_id'),
    ...filter.parts.flatMap((part) => (part.onCount === null ? [] : [part.onCount])),
  ]);
  const { rows } = await sql<Tuple>`
    select n.customer_id as customer, n.status, coalesce(n.severity, -1)::int as rank, n.exploit::int as exploit
    from finding_counts n where ${kept} group by 1, 2, 3, 4 having sum(n.count) > 0`.execute(tx);
  const customers = new Set(rows.map((row) => row.customer)).size;
  if (rows.length <= mostTuples && (filter.scope.kind === 'these' || customers <= fewCustomers)) return rows;
  const merged = new Map(rows.map((row) => [`${row.status} ${row.rank} ${row.exploit}`, { ...row, customer: null }]));
  return [...merged.values()];
}

/** How many findings the planner expects to match. */
async function estimateRows(tx: Tx, filter: Filter): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select 1 from findings f where ${rowsOf(filter)}`.execute(tx);
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? Number.POSITIVE_INFINITY;
}

const beyond = (asOfS: number, after: Place | null): RawBuilder<unknown> =>
  after === null
    ? sql`true`
    : sql`(${keyAt(asOfS)}, f.young_key, f.id) < (${after.key}::bigint, ${after.youngKey}::bigint, ${after.id}::bigint)`;

/** Few enough to be sorted. */
async function listFew(tx: Tx, filter: Filter, after: Place | null, limit: number): Promise<Place[]> {
  await sql`select set_config('jit', 'off', true)`.execute(tx);
  const { rows } = await sql<Place>`
    select f.id, f.young_key as "youngKey", ${keyAt(filter.asOfS)} as key from findings f where ${rowsOf(filter)} and ${beyond(filter.asOfS, after)}
    order by 3 desc, 2 desc, 1 desc limit ${limit}`.execute(tx);
  return rows;
}

async function listMany(
  tx: Tx,
  filter: Filter,
  bounds: Bounds,
  tuples: readonly Tuple[],
  after: Place | null,
  limit: number,
): Promise<Place[]> {
  await preferOrder(tx);
  const { asOfS } = filter;
  const ordered = (['open', 'patched'] as const).flatMap((status) => {
    const own = tuples.filter((tuple) => tuple.status === status);
    // Open and absent is a short passage, with an index of its own.
    if (own.length === 0 || (bounds.isAbsent && status === 'open')) return [];
    return [{ own, status }];
  });
  const aged = bounds.mayBeAged
    ? ordered.map(({ own, status }) => agedStream(filter, bounds, own, status, after, limit))
    : [];
  // The young ones of a score lie scattered over 20 points: they are looked for only above what the aged ones give.
  const isScored = bounds.minTenths !== null || bounds.maxTenths !== null;
  const first = isScored && aged.length > 0 ? aged : [];
  const least =
    first.length === 0 ? null : sql`(select case when count(*) = ${limit} then min(key) else 0 end from first)`;
  const young = bounds.mayBeYoung
    ? ordered.map(({ own, status }) => youngStream(filter, bounds, own, status, after, limit, least))
    : [];
  const streams = [
    ...young,
    ...(first.length > 0 ? [sql`(select * from first)`] : aged),
    ...looseStreams(filter, bounds, after, limit),
  ];
  const { rows } = await sql<Place>`
    with late as materialized (
      select f.* from findings f where not f.is_aged and f.detected_at < to_timestamp(${asOfS - ageUnits + 1}::bigint)),
    coming as materialized (
      select f.* from findings f where not f.is_aged and f.detected_at >= to_timestamp(${asOfS + 1}::bigint))
    ${first.length === 0 ? sql`` : sql`, first as materialized (${inOrder(first, limit)})`}
    ${inOrder(streams, limit)}`.execute(tx);
  return rows;
}

/** The first of several streams of places. */
const inOrder = (streams: readonly RawBuilder<unknown>[], limit: number): RawBuilder<unknown> =>
  sql`select id, "youngKey", key from (${sql.join(streams, sql` union all `)}) merged order by 3 desc, 2 desc, 1 desc limit ${limit}`;

/**
 * For the rest of the transaction: each scan of a page ends after a few rows in the order of its index, whatever the
 * planner expects, which cannot know that the unflagged findings are the young ones. Compiling or sharing out such a query
 * would take longer than the query.
 */
async function preferOrder(tx: Tx): Promise<void> {
  await sql`select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`.execute(
    tx,
  );
}

// As the partial indexes say it.
const classes = {
  open: sql`${ofExposed('f')} and f.status = 'open'`,
  patched: sql`${ofClosed('f')} and f.status = 'patched'`,
};

/** What each combination's scan reads of the two statuses that nearly all findings have. */
function matchesOf(filter: Filter, tuples: readonly Tuple[], status: keyof typeof classes) {
  const ofAll = tuples.some((tuple) => tuple.customer === null);
  return {
    asked: sql`unnest(${tuples.map((tuple) => tuple.customer)}::bigint[], ${tuples.map((tuple) => tuple.rank)}::smallint[], ${tuples.map((tuple) => tuple.exploit)}::smallint[]) as t (customer, rank, exploit)`,
    matches: sql`f.severity_rank = t.rank and f.exploit = t.exploit and ${ofAll ? sql`true` : sql`f.customer_id = t.customer`} and ${classes[status]} and ${rowsOf(filter)}`,
  };
}

/** Those younger than 30 days in the order of their index, from the key `least` on where one is given. */
function youngStream(
  filter: Filter,
  bounds: Bounds,
  tuples: readonly Tuple[],
  status: keyof typeof classes,
  after: Place | null,
  limit: number,
  least: RawBuilder<unknown> | null,
): RawBuilder<unknown> {
  const { asOfS } = filter;
  const { asked, matches } = matchesOf(filter, tuples, status);
  return sql`(
    select f.id, f.young_key as "youngKey", f.young_key + ${asOfS}::bigint as key from ${asked} cross join lateral (
      select f.id, f.young_key from findings f
      where ${matches} and not f.is_aged and ${detectedS} > ${asOfS - ageUnits}::bigint and ${detectedS} <= ${asOfS}::bigint
        and ${belowYoung(asOfS, after)}
        and ${ofScore(bounds, sql`f.young_key`, (base, isUpper) => sql`${base} * ${unit} - ${isUpper ? asOfS - ageUnits : asOfS}::bigint`)}
        and ${least === null ? sql`true` : sql`f.young_key >= ${least} - ${asOfS}::bigint`}
      order by f.young_key desc, f.id desc limit ${limit}) f
    order by 2 desc, 1 desc limit ${limit})`;
}

/**
 * Those flagged as aged, in the order of theirs. Where none may be older than some age, the youngest of each base are
 * looked for by themselves: they stand behind all older ones of it.
 */
function agedStream(
  filter: Filter,
  bounds: Bounds,
  tuples: readonly Tuple[],
  status: keyof typeof classes,
  after: Place | null,
  limit: number,
): RawBuilder<unknown> {
  const { asOfS } = filter;
  const { asked, matches } = matchesOf(filter, tuples, status);
  return sql`(
    select f.id, f.young_key as "youngKey", ${keyAt(asOfS)} as key from ${bounds.oldestS === null ? asked : byBase(asked)} cross join lateral (
      select f.id, f.young_key, f.base_priority from findings f
      where ${matches} and f.is_aged and ${belowAged(asOfS, after)} and ${ofScore(bounds, sql`f.base_priority`, (base) => base)}
        and ${bounds.oldestS === null ? sql`true` : sql`f.base_priority = t.base and f.young_key <= t.base * ${unit} - ${asOfS - bounds.oldestS}::bigint`}
      order by f.base_priority desc, f.young_key desc, f.id desc limit ${limit}) f
    order by ${bounds.oldestS === null ? sql`` : sql`t.base desc, `} 3 desc, 2 desc, 1 desc limit ${limit})`;
}

/** Each combination with every base that it can have, the highest first, so that a scan of them ends with the page. */
const byBase = (asked: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select t.*, base from ${asked} cross join lateral generate_series(t.exploit * 1500, t.exploit * 1500 + 5000, ${baseGapS / unitsInHundredth}::int) base order by base desc) t`;

/**
 * What stands in no order: findings past 30 days that are not flagged, for nobody did it in time, those first seen after
 * the list's instant, and the few that somebody decided on.
 */
function looseStreams(filter: Filter, bounds: Bounds, after: Place | null, limit: number): RawBuilder<unknown>[] {
  const { asOfS } = filter;
  const stream = (from: RawBuilder<unknown>, which: RawBuilder<unknown>) => sql`(
    select f.id, f.young_key as "youngKey", ${keyAt(asOfS)} as key from ${from} f where ${which} and ${rowsOf(filter)} and ${beyond(asOfS, after)}
    order by 3 desc, 2 desc, 1 desc limit ${limit})`;
  const isOrdered = bounds.isAbsent ? sql`f.status = 'patched'` : sql`f.status in ('open', 'patched')`;
  const isClearing = sql`not f.presence and ${ofExposed('f')} and f.status = 'open'`;
  return [
    stream(sql`late`, isOrdered),
    stream(sql`coming`, isOrdered),
    ...(bounds.isAbsent ? [stream(sql`findings`, isClearing)] : []),
    stream(sql`findings`, sql`f.status in ('pending_verification', 'patch_failed', 'accepted_risk', 'false_positive')`),
  ];
}

/** What the score alone says about a column that the index is ordered by; the base priority has no other part but the exploit. */
function ofScore(
  bounds: Bounds,
  column: RawBuilder<unknown>,
  at: (base: RawBuilder<unknown>, isUpper: boolean) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const base = (tenths: number) => sql`(${tenths * 50}::int + t.exploit * 1500)`;
  const ends: RawBuilder<unknown>[] = [];
  if (bounds.minTenths !== null) ends.push(sql`${column} >= ${at(base(bounds.minTenths), false)}`);
  if (bounds.maxTenths !== null) ends.push(sql`${column} <= ${at(base(bounds.maxTenths), true)}`);
  return allOf(ends);
}

/** Below the cursor, in terms of the columns that the index of young findings is ordered by. */
function belowYoung(asOfS: number, after: Place | null): RawBuilder<unknown> {
  if (after === null) return sql`true`;
  const bound = after.key - asOfS;
  // Of one priority with a young finding stand those past 30 days before it, those first seen after the instant behind it.
  const id = after.youngKey === bound ? after.id : after.youngKey > bound ? Number.MAX_SAFE_INTEGER : 0;
  return sql`(f.young_key, f.id) < (${bound}::bigint, ${id}::bigint)`;
}

/** The same of the index of aged ones. Of one base alone some may stand before the cursor and some behind it. */
function belowAged(asOfS: number, after: Place | null): RawBuilder<unknown> {
  if (after === null) return sql`true`;
  const base = Math.ceil((after.key - ageUnits) / baseGapS) * (baseGapS / unitsInHundredth);
  const bound = after.key - asOfS;
  const [youngKey, id] = after.youngKey < bound ? [bound, 0] : [after.youngKey, after.id];
  return sql`(f.base_priority, f.young_key, f.id) < (${base}::int, ${youngKey}::bigint, ${id}::bigint)`;
}
