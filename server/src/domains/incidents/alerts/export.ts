import type { AlertRow } from '@watchfloor/contract';
import type { Context } from '../../access/index.ts';
import type { Filter } from './ask.ts';
import { csvLine } from '../../../lib/csv.ts';
import { listAlerts } from './list.service.ts';
import type { Sort } from './list.store.ts';

const pageRows = 1_000;

const columns: readonly (readonly [name: string, of: (row: AlertRow) => string | number | null])[] = [
  ['Number', (row) => row.number],
  ['Customer', (row) => row.customer.code],
  ['Severity', (row) => row.severity],
  ['Status', (row) => row.status],
  ['Verdict', (row) => row.verdict],
  ['Title', (row) => row.title],
  ['Host', (row) => row.assetName],
  ['Source', (row) => row.source],
  ['Rule', (row) => row.ruleId],
  ['Level', (row) => row.ruleLevel],
  ['Events', (row) => row.eventCount],
  ['First seen', (row) => row.firstSeenAt],
  ['Last seen', (row) => row.lastSeenAt],
  ['Closed', (row) => row.closedAt],
  ['Assignee', (row) => row.assignee?.name ?? null],
];

/** All alerts that match as CSV, a page at a time, so that neither side holds more than 1,000 rows. @throws {Failure} `query.invalid`. */
export async function* exportAlerts(context: Context, filter: Filter & { sort: Sort }): AsyncIterable<string> {
  let cursor: string | undefined;
  // The first page is read before anything is sent: a query that cannot be read is answered as such.
  let page = await listAlerts(context, { ...filter, limit: pageRows });
  yield csvLine(columns.map(([name]) => name));
  for (;;) {
    yield page.items.map((row) => csvLine(columns.map(([, of]) => of(row)))).join('');
    cursor = page.nextCursor ?? undefined;
    if (cursor === undefined) return;
    page = await listAlerts(context, { ...filter, limit: pageRows, cursor });
  }
}
