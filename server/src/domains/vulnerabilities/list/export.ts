import type { FindingGroup, FindingRow } from '@watchfloor/contract';
import { type CsvColumns, csv } from '../../../lib/csv.ts';
import type { Context } from '../../access/index.ts';
import type { Grouping } from './groups.store.ts';
import { type FindingQuery, listFindings, listGroups } from './service.ts';

const limit = 1_000;
// Where groups are counted on the fly, each page counts them anew.
const groupLimit = 10_000;

const columns: CsvColumns<FindingRow> = {
  number: (row) => row.number,
  customer: (row) => row.customer.code,
  customer_name: (row) => row.customer.name,
  cve: (row) => row.cveId,
  title: (row) => row.title,
  host: (row) => row.asset.name,
  package: (row) => row.packageName,
  installed_version: (row) => row.installedVersion,
  fixed_version: (row) => row.fixedVersion,
  status: (row) => row.status,
  is_present: (row) => row.isPresent,
  severity: (row) => row.severity ?? 'unknown',
  score: (row) => row.score,
  exploit: (row) => row.exploit,
  priority: (row) => row.priority,
  first_seen: (row) => row.detectedAt,
  patched: (row) => row.patchedAt,
};

/** All findings that match as CSV, in the order of the list. @throws {Failure} `query.invalid`. */
export const exportFindings = (context: Context, query: FindingQuery): AsyncIterable<string> =>
  csv(columns, (cursor) => listFindings(context, { ...query, limit, cursor }));

/** A group, and whether its figures are those of a part. */
type Line = FindingGroup & { isAtLeast: boolean };

const counted: CsvColumns<Line> = {
  customers: (group) => group.customers.map((customer) => customer.code),
  findings: (group) => group.findings,
  hosts: (group) => group.assets,
  exploited: (group) => group.exploited,
  is_at_least: (group) => group.isAtLeast,
  severity: (group) => group.severity ?? 'unknown',
  score: (group) => group.score,
  priority: (group) => group.topPriority,
  first_seen: (group) => group.oldestAt,
};
const named = (title: string, subtitle: string): CsvColumns<Line> => ({
  [title]: (group) => group.title,
  [subtitle]: (group) => group.subtitle,
  ...counted,
});
const grouped: Record<Grouping, CsvColumns<Line>> = {
  fix: named('package', 'fixed_version'),
  cve: named('cve', 'title'),
  asset: named('host', 'operating_system'),
};

/** All groups of exposed findings as CSV, the most pressing first. @throws {Failure} `query.invalid`. */
export const exportFindingGroups = (context: Context, query: FindingQuery & { by: Grouping }): AsyncIterable<string> =>
  csv(grouped[query.by], async (cursor) => {
    const { items, isCapped, nextCursor } = await listGroups(context, { ...query, limit: groupLimit, cursor });
    return { items: items.map((group) => ({ ...group, isAtLeast: isCapped })), nextCursor };
  });
