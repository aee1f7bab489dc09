import { sql } from 'kysely';
import type { Database } from '../../../../db/database.ts';
import { systemScope } from '../../../../db/scope.ts';
import type { Clock } from '../../../../lib/clock.ts';
import { codeOf } from '../../../../lib/error-code.ts';
import { chunksOf, type PreparedDocument, prepareDocument } from '../document.ts';
import type { EventDocument, WriteOutcome } from '../port.ts';

const mostInStatement = 500;
const mostBytesInStatement = 8_000_000;
const dayMs = 86_400_000;

type Refused = Extract<WriteOutcome, { kind: 'refused' }>;

/** Writes events into the table, making the partitions of their days; one writer keeps in mind which days are made. */
export function eventWriter(db: Database, clock: Clock) {
  const madeDays = new Set<number>();

  /** Days outside the window share the default partition: a wrong clock must not make thousands of tables. */
  async function makeDays(documents: readonly PreparedDocument[]): Promise<void> {
    const now = clock.now().getTime();
    const days = new Set(documents.map(({ document }) => Math.floor(document.time.getTime() / dayMs)));
    for (const day of days) {
      const isInWindow = day * dayMs > now - 400 * dayMs && day * dayMs < now + dayMs;
      if (!isInWindow || madeDays.has(day)) continue;
      const date = new Date(day * dayMs).toISOString().slice(0, 10);
      try {
        // One short transaction a day: it locks the table for new partitions.
        await db.write(systemScope, (tx) => sql`select ensure_event_partition(${date}::date)`.execute(tx));
      } catch (error) {
        // The default partition holds events of that day already; the day then stays there, which is only slower. Or
        // another writer made it while we waited for our turn.
        if (!['23514', '42P07'].includes(codeOf(error))) throw error;
      }
      madeDays.add(day);
    }
  }

  async function writeAll(documents: readonly PreparedDocument[]): Promise<Map<PreparedDocument, WriteOutcome>> {
    try {
      return await insert(db, documents);
    } catch (error) {
      if (!isFaultOfData(error)) throw error;
      const [only] = documents;
      if (documents.length === 1 && only) return new Map([[only, refusal(error)]]);
      // One document is wrong in a way nobody foresaw: halving finds it and keeps its neighbours.
      const half = Math.ceil(documents.length / 2);
      const first = await writeAll(documents.slice(0, half));
      return new Map([...first, ...(await writeAll(documents.slice(half)))]);
    }
  }

  return {
    forgetDays: () => madeDays.clear(),
    async write(documents: readonly EventDocument[]): Promise<WriteOutcome[]> {
      const prepared = documents.map(prepareDocument);
      const good = prepared.filter((one) => 'json' in one);
      await makeDays(good);
      const outcomes = new Map<PreparedDocument, WriteOutcome>();
      for (const chunk of chunksOf(good, mostInStatement, mostBytesInStatement))
        for (const [key, outcome] of await writeAll(chunk)) outcomes.set(key, outcome);
      return prepared.map((one) =>
        'refused' in one ? { kind: 'refused', reason: one.refused } : (outcomes.get(one) ?? { kind: 'exists' }),
      );
    },
  };
}

/** Data exceptions, integrity, limits of one value: the document's fault, not the server's. */
const isFaultOfData = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error));

const refusal = (error: unknown): Refused => ({
  kind: 'refused',
  reason: error instanceof Error ? error.message : 'The database refused it.',
});

const keyOf = (index: string, id: string): string => `${index}\n${id}`;

function insert(db: Database, documents: readonly PreparedDocument[]): Promise<Map<PreparedDocument, WriteOutcome>> {
  return db.write(systemScope, async (tx) => {
    const indices = [...new Set(documents.map(({ document }) => document.index))].sort();
    const ids = documents.map(({ document }) => document.id);
    // The key holds the time, so it cannot stop a second copy with another time: writers of one index take turns.
    await sql`select pg_advisory_xact_lock(hashtextextended(name, 7301)) from (select unnest(${indices}::text[]) as name order by 1) as names`.execute(
      tx,
    );
    const there = await sql<{ index_name: string; document_id: string }>`
      select index_name, document_id from events where document_id = any(${ids}::text[]) and index_name = any(${indices}::text[])`.execute(
      tx,
    );
    const taken = new Set(there.rows.map((row) => keyOf(row.index_name, row.document_id)));
    const outcomes = new Map<PreparedDocument, WriteOutcome>();
    const fresh = documents.filter((one) => {
      const key = keyOf(one.document.index, one.document.id);
      outcomes.set(one, { kind: taken.has(key) ? 'exists' : 'created' });
      return !taken.has(key) && taken.add(key);
    });
    if (fresh.length > 0) {
      // Bodies are spliced in as the JSON text they are already; one parameter, parsed once.
      const rows = `[${fresh.map(toRow).join(',')}]`;
      await sql`
        insert into events (index_name, document_id, occurred_at, customer_id, source_id, body)
        select i, d, t, c, s, b from jsonb_to_recordset(${rows}::jsonb) as row(i text, d text, t timestamptz, c bigint, s bigint, b jsonb)`.execute(
        tx,
      );
    }
    return outcomes;
  });
}

function toRow({ document, json }: PreparedDocument): string {
  const { index, id, time, customerId, sourceId } = document;
  const head = JSON.stringify({ i: index, d: id, t: time.toISOString(), c: customerId, s: sourceId ?? null });
  return `${head.slice(0, -1)},"b":${json}}`;
}
