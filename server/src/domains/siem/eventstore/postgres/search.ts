import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../../../db/database.ts';
import type { CustomerScope } from '../../../../db/scope.ts';
import { ofCustomers } from '../../../../db/scope-sql.ts';
import type { Condition } from '../../../../db/search/index.ts';
import { codeOf } from '../../../../lib/error-code.ts';
import { Failure, isFailure } from '../../../../lib/failure.ts';
import { cursorAt, positionOf } from '../cursor.ts';
import type { EventHit, EventPage, EventRef, EventSearch, EventTotal } from '../port.ts';
import { conditionOf, toScope } from './scope.ts';

/** Totals are counted this far: a search must not read a million events to say how many there are. */
export const mostCounted = 10_000;

type Row = {
  index_name: string;
  document_id: string;
  occurred_at: Date;
  customer_id: number | null;
  source_id: number | null;
  body: Record<string, unknown>;
};

const Position = z.object({
  time: z.iso.datetime(),
  index: z.string(),
  id: z.string(),
  total: z.object({ value: z.int().min(0), relation: z.enum(['exactly', 'atLeast']) }),
});

const toHit = (row: Row): EventHit => ({
  index: row.index_name,
  id: row.document_id,
  time: row.occurred_at,
  customerId: row.customer_id,
  sourceId: row.source_id,
  body: row.body,
});

const columns = sql.raw('index_name, document_id, occurred_at, customer_id, source_id, body');

/** One page by key; the total is counted on the first page and travels in the cursor. */
export async function searchEvents(db: Database, search: EventSearch, now: Date): Promise<EventPage> {
  const { limit, sort } = search;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new Failure('request.invalid', 'A page holds 1 to 1,000 events.');
  const condition = conditionOf(search, now);
  const after = positionOf(search, Position);
  const order = sql.raw(sort);
  return inStore(db, search.customers, async (tx) => {
    const { rows } = await sql<Row>`
      select ${columns} from events where ${condition} ${after ? beyond(after, sort) : sql``}
      order by occurred_at ${order}, index_name ${order}, document_id ${order} limit ${limit + 1}`.execute(tx);
    // A first page that holds everything is its own count.
    const isAll = after === null && rows.length <= limit;
    const total: EventTotal = isAll
      ? { value: rows.length, relation: 'exactly' }
      : (after?.total ?? (await countUpTo(tx, condition)));
    const hits = rows.slice(0, limit).map(toHit);
    const last = hits.at(-1);
    const nextCursor =
      last && rows.length > limit
        ? cursorAt(search, { time: last.time.toISOString(), index: last.index, id: last.id, total })
        : null;
    return { hits, nextCursor, total };
  });
}

// The plain comparison of the time beside the row comparison is what lets the planner leave out partitions.
function beyond(after: z.infer<typeof Position>, sort: 'asc' | 'desc'): RawBuilder<unknown> {
  const [than, orEqual] = sort === 'asc' ? ['>', '>='] : ['<', '<='];
  return sql` and occurred_at ${sql.raw(orEqual)} ${after.time}::timestamptz
    and (occurred_at, index_name, document_id) ${sql.raw(than)} (${after.time}::timestamptz, ${after.index}, ${after.id})`;
}

/** Counts matching events up to the limit. */
export async function countUpTo(tx: Tx, condition: Condition): Promise<EventTotal> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from events where ${condition} limit ${mostCounted + 1}) as counted`.execute(
    tx,
  );
  const count = rows[0]?.count ?? 0;
  return count > mostCounted ? { value: mostCounted, relation: 'atLeast' } : { value: count, relation: 'exactly' };
}

export function getEvent(db: Database, ref: EventRef, customers: CustomerScope): Promise<EventHit | null> {
  return inStore(db, customers, async (tx) => {
    const { rows } = await sql<Row>`
      select ${columns} from events where document_id = ${ref.id} and index_name = ${ref.index} and ${ofCustomers(customers, 'events.customer_id')} limit 1`.execute(
      tx,
    );
    return rows[0] ? toHit(rows[0]) : null;
  });
}

/** Reads within the customers' scope; a search that takes too long, or an expression the engine refuses, is said plainly. */
export async function inStore<T>(db: Database, customers: CustomerScope, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.read(toScope(customers), work);
  } catch (error) {
    if (isFailure(error, 'database.timeout'))
      throw new Failure('database.timeout', 'The search took too long. Narrow the time range, or name fields.', {
        cause: error,
      });
    const code = codeOf(error);
    if (code === '2201B' || code === '42601')
      throw new Failure('query.invalid', 'An expression of the query cannot be run. Simplify its repetitions.', {
        cause: error,
      });
    throw error;
  }
}
