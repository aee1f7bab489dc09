import type { CustomerScope } from '../../../db/scope.ts';

/** Where an event lies; known by index and document id, never by customer, so that a re-mapping cannot double it. */
export type EventRef = { index: string; id: string };

export type EventDocument = EventRef & {
  time: Date;
  /** Null while no customer is known: seen by all-customers actors only. */
  customerId: number | null;
  sourceId?: number | null;
  body: Readonly<Record<string, unknown>>;
};

/** What became of a document; a refusal never touches its neighbours. */
export type WriteOutcome = { kind: 'created' } | { kind: 'exists' } | { kind: 'refused'; reason: string };

export type EventHit = EventRef & {
  time: Date;
  customerId: number | null;
  sourceId: number | null;
  body: Record<string, unknown>;
};

export type EventQuery = {
  /** Index names or patterns with `*`. */
  indices: readonly string[];
  /** Lucene's query_string grammar with AND by default; absent or empty asks for everything. */
  query?: string | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  /** Always applied, beside whatever the query says. */
  customers: CustomerScope;
};

export type EventSearch = EventQuery & {
  /** Events on a page, 1-1,000. */
  limit: number;
  cursor?: string | undefined;
  /** By the time of the event. */
  sort: 'asc' | 'desc';
};

/** Counted up to 10,000; beyond, `atLeast` says that there are more. */
export type EventTotal = { value: number; relation: 'exactly' | 'atLeast' };

export type EventPage = {
  hits: EventHit[];
  /** Null on the last page. Bound to the query: send the same with it, times included. */
  nextCursor: string | null;
  total: EventTotal;
  /** Present when a part of the store did not answer: nothing may be concluded from what is absent. */
  partial?: { reason: string };
};

export type EventAggregation =
  /** The most frequent values of a field, by documents that hold them; `size` 1-1,000. */
  | { kind: 'terms'; field: string; size: number }
  /** Events per stretch of time, aligned to the epoch in UTC; stretches without events are left out. */
  | { kind: 'dateHistogram'; intervalMs: number };

/** `key` is the value as text, or the start of the stretch as RFC 3339. */
export type EventBucket = { key: string; count: number };

export type EventBuckets = {
  /** Terms: most frequent first, then by value. Histogram: oldest first. */
  buckets: EventBucket[];
  /** Occurrences in values beyond `size`. */
  otherCount: number;
  total: EventTotal;
  partial?: { reason: string };
};

export type FieldType = 'keyword' | 'text' | 'number' | 'date' | 'boolean' | 'ip' | 'other';

export type EventField = { name: string; type: FieldType };

/**
 * Where events lie. Both stores answer alike; `conformance.ts` is the proof.
 * @throws {Failure} `query.invalid` (with place and hint), `cursor.invalid`, `request.invalid` for an impossible index
 * name, and what the store behind throws when it is away.
 */
export type EventStore = {
  /** Stores what is not there yet; outcomes come in the order of the documents. Safe to repeat, also at the same time. */
  write(documents: readonly EventDocument[]): Promise<WriteOutcome[]>;
  search(search: EventSearch): Promise<EventPage>;
  /** The event, or null when it is absent or belongs to a customer outside `customers`. */
  get(ref: EventRef, customers: CustomerScope): Promise<EventHit | null>;
  aggregate(query: EventQuery & { aggregation: EventAggregation }): Promise<EventBuckets>;
  /** Names that can be asked, sorted; the embedded store knows them from its newest events. */
  fields(indices: readonly string[], customers: CustomerScope): Promise<EventField[]>;
  /** Forgets our own events older than `before`; returns how many they were. */
  expire(before: Date): Promise<number>;
};
