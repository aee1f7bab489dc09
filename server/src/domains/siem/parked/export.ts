import type { ParkedEvent, ParkReason } from '@watchfloor/contract';
import { type CsvColumns, csv } from '../../../lib/csv.ts';
import type { Context } from '../../access/index.ts';
import { listParked } from './service.ts';

// Each comes with its body, up to 32 kB, which only the list shows.
const limit = 200;

const columns: CsvColumns<ParkedEvent> = {
  id: (row) => row.id,
  reason: (row) => row.reason,
  error: (row) => row.error,
  customer: (row) => row.customer?.code ?? null,
  source: (row) => row.sourceName,
  index: (row) => row.index,
  document: (row) => row.documentId,
  attempts: (row) => row.attempts,
  occurred: (row) => row.occurredAt,
  parked: (row) => row.parkedAt,
};

/** Parked events inside the scope as CSV, newest first. */
export const exportParked = (context: Context, reason?: ParkReason): AsyncIterable<string> =>
  csv(columns, (cursor) => listParked(context, { reason, limit, cursor }));
