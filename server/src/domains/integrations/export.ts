import type { Connection, Source } from '@watchfloor/contract';
import { type CsvColumns, csvOfAll } from '../../lib/csv.ts';
import type { Context } from '../access/index.ts';
import { listConnections } from './read.ts';

/** A source with its connection; `null` where a connection reads nothing. */
type Line = { connection: Connection; source: Source | null };

const columns: CsvColumns<Line> = {
  connection: ({ connection }) => connection.name,
  kind: ({ connection }) => connection.kind,
  address: ({ connection }) => connection.baseUrl,
  version: ({ connection }) => connection.remoteVersion,
  status: ({ connection }) => connection.status,
  status_detail: ({ connection }) => connection.statusDetail,
  is_enabled: ({ connection }) => connection.isEnabled,
  last_checked: ({ connection }) => connection.lastCheckedAt,
  last_answer: ({ connection }) => connection.lastOkAt,
  customer: ({ connection, source }) => (source ?? connection).customer?.code ?? null,
  source: ({ source }) => source?.name ?? null,
  reads: ({ source }) => source?.purpose ?? null,
  delivery: ({ source }) => source?.delivery ?? null,
  index_pattern: ({ source }) => source?.indexPattern ?? null,
  since: ({ source }) => source?.sinceAt ?? null,
  from_level: ({ source }) => source?.minLevel ?? null,
  every_seconds: ({ source }) => source?.everyS ?? null,
  source_is_enabled: ({ source }) => source?.isEnabled ?? null,
  seconds_behind: ({ source }) => source?.lagS ?? null,
  last_run: ({ source }) => source?.lastRunAt ?? null,
  last_success: ({ source }) => source?.lastOkAt ?? null,
  newest_event: ({ source }) => source?.lastEventAt ?? null,
  last_error: ({ source }) => source?.lastError ?? null,
  parked: ({ source }) => source?.parked ?? null,
};

/** Connections that the actor may see as CSV, a line for each source. */
export const exportConnections = (context: Context): AsyncIterable<string> =>
  csvOfAll(columns, async () =>
    (await listConnections(context)).flatMap((connection): Line[] =>
      connection.sources.length === 0
        ? [{ connection, source: null }]
        : connection.sources.map((source) => ({ connection, source })),
    ),
  );
