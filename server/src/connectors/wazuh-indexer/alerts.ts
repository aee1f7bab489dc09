import { readInstant } from '../../lib/instant.ts';
import { isObject } from '../../lib/json.ts';
import type { AlertBatch, AlertRange, CountAlerts, EventRef, ReadAlerts, StoredEvent } from '../capabilities.ts';
import { failureIn } from '../upstream/failure.ts';
import { makePageReader, type Page, startOfLastTie } from './pages.ts';
import { type Indexer, isAbsent } from './search.ts';
import { atInstant, type Query, selectAlerts, selectBelow, withoutTime, withTime } from './select.ts';
import { Document, type Hit } from './wire.ts';

/**
 * Reads alerts oldest first, and those without a time last.
 *
 * The cursor is the event's time alone. Documents of the last instant of a page are left for the next one, so none can
 * fall between two pages; `_shard_doc` would be the usual tie-breaker and is unknown to the 2.x line. No point in time is
 * held: alerts are only ever added, and a year of daily indices needs more contexts (3 a day) than a node allows (300).
 */
export async function* readAlerts(indexer: Indexer, pattern: string, options: ReadAlerts): AsyncGenerator<AlertBatch> {
  const query = selectAlerts(options, options.minLevel);
  let pages = 0;
  const asPage = async <T>(work: Promise<T>, after?: unknown): Promise<T> => {
    pages += 1;
    return work.catch((error: unknown) => {
      throw failureIn(nameOf(pages, after), error);
    });
  };
  const readPage = makePageReader(indexer, pattern, options);
  const read: ReadPage = (query, sort, after) => asPage(readPage(query, sort, after), after?.[0]);
  yield* readByTime(read, withTime(query), options.idsOnly === true);
  if (!reachesTimeless(options)) return;
  const timeless = withoutTime(selectAlerts({ since: null }, options.minLevel), options.since);
  // Mostly there are none, and to sort by id costs the node memory for each document of every index.
  const anyBody = { size: 0, query: { bool: timeless }, track_total_hits: 1 };
  const { total } = await asPage(indexer.search(pattern, anyBody, options.signal));
  if (total > 0) yield* readById(read, timeless, null, options.idsOnly === true);
}

const reachesTimeless = ({ since, until, takesTimeless }: AlertRange): boolean =>
  until === undefined && (since === null || takesTimeless === true);

type ReadPage = (query: Query, sort: object[], after?: readonly unknown[]) => Promise<Page>;

async function* readByTime(read: ReadPage, query: Query, idsOnly: boolean): AsyncGenerator<AlertBatch> {
  let after: readonly unknown[] | undefined;
  for (;;) {
    const page = await read(query, [{ timestamp: { order: 'asc', unmapped_type: 'date' } }], after);
    const whole = page.isLast ? page.hits.length : startOfLastTie(page.hits);
    const documents = page.hits.slice(0, whole).map((hit) => toEvent(hit, timeOf(hit), idsOnly, page.problem));
    if (documents.length > 0) yield { documents };
    if (page.isLast) return;
    after = page.hits[whole - 1]?.sort;
    if (after !== undefined) continue;
    // A whole page of one instant, as imports leave them: that instant is read by id, then time goes on behind it.
    const [first] = page.hits;
    const time = first === undefined ? null : timeOf(first);
    if (first === undefined || time === null) return;
    yield* readById(read, atInstant(query, time.getTime()), time, idsOnly);
    after = first.sort;
  }
}

/** By document id, for the few that time does not put in order: it costs the node memory for each id. */
async function* readById(
  read: ReadPage,
  query: Query,
  time: Date | null,
  idsOnly: boolean,
): AsyncGenerator<AlertBatch> {
  let after: readonly unknown[] | undefined;
  for (;;) {
    const page = await read(query, [{ _id: 'asc' }, { _index: 'asc' }], after);
    if (page.hits.length > 0) yield { documents: page.hits.map((hit) => toEvent(hit, time, idsOnly, page.problem)) };
    if (page.isLast) return;
    after = page.hits.at(-1)?.sort;
  }
}

/** Milliseconds that a date can hold. */
const latestTime = 8_640_000_000_000_000;

function timeOf(hit: Hit): Date | null {
  const value = hit.sort?.[0];
  return typeof value === 'number' && Math.abs(value) <= latestTime ? new Date(value) : null;
}

function toEvent(hit: Hit, time: Date | null, idsOnly: boolean, problem?: StoredEvent['problem']): StoredEvent {
  const event = { index: hit._index, id: hit._id, time };
  if (isObject(hit._source)) return { ...event, body: hit._source };
  return idsOnly ? { ...event, body: null } : { ...event, body: null, problem: problem ?? 'unreadable' };
}

/** A page as failures name it. @param after  the cursor it began behind: milliseconds, or an id. */
function nameOf(page: number, after: unknown): string {
  const behind = typeof after === 'number' && after <= latestTime ? ` (after ${new Date(after).toISOString()})` : '';
  return `Page ${page} of the alerts${behind}`;
}

/** Counts alerts of a range, all or those below a level. */
export async function countAlerts(indexer: Indexer, pattern: string, options: CountAlerts): Promise<number> {
  const count = async (query: Query): Promise<number> => {
    const body = { size: 0, query: { bool: query }, track_total_hits: true };
    return (await indexer.search(pattern, body, options.signal)).total;
  };
  const inRange = await count(selectBelow(options, options.belowLevel));
  // A range from the beginning holds them already.
  if (options.since === null || !reachesTimeless(options)) return inRange;
  return inRange + (await count(withoutTime(selectBelow({ since: null }, options.belowLevel), options.since)));
}

/** One event by its index and id, or `null` when it is gone. */
export async function getEvent(indexer: Indexer, ref: EventRef, signal?: AbortSignal): Promise<StoredEvent | null> {
  const path = `/${encodeURIComponent(ref.index)}/_doc/${encodeURIComponent(ref.id)}`;
  try {
    const document = await indexer.ask({ method: 'GET', path, signal }, Document);
    return document.found ? toEvent(document, timeIn(document._source), false) : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Those of the given events that still exist; a search an index, because ids repeat over indices. */
export async function getEvents(
  indexer: Indexer,
  refs: readonly EventRef[],
  signal?: AbortSignal,
): Promise<StoredEvent[]> {
  const byIndex = Map.groupBy(refs, (ref) => ref.index);
  const found: StoredEvent[] = [];
  for (const [index, wanted] of byIndex) {
    for (let start = 0; start < wanted.length; start += idsAtOnce) {
      const values = wanted.slice(start, start + idsAtOnce).map((ref) => ref.id);
      const { hits } = await indexer.search(index, { size: values.length, query: { ids: { values } } }, signal);
      found.push(...hits.map((hit) => toEvent(hit, timeIn(hit._source), false)));
    }
  }
  return found;
}

const idsAtOnce = 500;

const timeIn = (body: unknown): Date | null => (isObject(body) ? readInstant(body['timestamp']) : null);
