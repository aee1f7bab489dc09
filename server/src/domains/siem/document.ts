import { createHash } from 'node:crypto';

/** A document as a source gave it; an event is known by (source, index, id), never by customer. */
export type SourceDocument = {
  index: string;
  id: string;
  /** Anything JSON may hold; `null` when `problem` says why it could not be read. */
  body: unknown;
  problem?: 'too_large' | 'unreadable';
};

/** What became of the documents of one or more batches; the six add up: read = all others together. */
export type IngestCounts = {
  read: number;
  absorbed: number;
  created: number;
  parked: number;
  known: number;
  belowLevel: number;
};

export const noCounts: IngestCounts = { read: 0, absorbed: 0, created: 0, parked: 0, known: 0, belowLevel: 0 };

/** The sum of counts. */
export function addCounts(a: IngestCounts, b: IngestCounts): IngestCounts {
  return {
    read: a.read + b.read,
    absorbed: a.absorbed + b.absorbed,
    created: a.created + b.created,
    parked: a.parked + b.parked,
    known: a.known + b.known,
    belowLevel: a.belowLevel + b.belowLevel,
  };
}

/** The id of a document that came without one: the same content has the same id, however often it is sent. */
export const contentId = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? 'null')
    .digest('hex')
    .slice(0, 40);

const longestIdBytes = 512;

/** An id that every store can hold; one that is too long or not well formed is replaced by its hash. */
export function storableId(id: string): string {
  if (id !== '' && id.isWellFormed() && !id.includes('\u0000') && Buffer.byteLength(id) <= longestIdBytes) return id;
  return `sha256-${createHash('sha256').update(id).digest('hex')}`;
}
