import type { AlertRow } from '@watchfloor/contract';
import { type CsvColumns, csv, csvOfAll } from '../../../lib/csv.ts';
import type { Context } from '../../access/index.ts';
import type { Filter } from './ask.ts';
import { type Group, listGroups } from './facets.service.ts';
import type { Grouping } from './facets.store.ts';
import { listAlerts } from './list.service.ts';
import type { Sort } from './list.store.ts';

const limit = 1_000;

const columns: CsvColumns<AlertRow> = {
  number: (row) => row.number,
  customer: (row) => row.customer.code,
  customer_name: (row) => row.customer.name,
  severity: (row) => row.severity,
  status: (row) => row.status,
  verdict: (row) => row.verdict,
  title: (row) => row.title,
  host: (row) => row.assetName,
  source: (row) => row.source,
  rule: (row) => row.ruleId,
  level: (row) => row.ruleLevel,
  events: (row) => row.eventCount,
  first_seen: (row) => row.firstSeenAt,
  last_seen: (row) => row.lastSeenAt,
  closed: (row) => row.closedAt,
  assignee: (row) => row.assignee?.name ?? null,
};

/** All alerts that match as CSV. @throws {Failure} `query.invalid`. */
export const exportAlerts = (context: Context, filter: Filter & { sort: Sort }): AsyncIterable<string> =>
  csv(columns, (cursor) => listAlerts(context, { ...filter, limit, cursor }));

const counted: CsvColumns<Group> = {
  alerts: (group) => group.count.value,
  is_at_least: (group) => group.count.isCapped,
};
const grouped: Record<Grouping, CsvColumns<Group>> = {
  rule: { rule: (group) => group.value, title: (group) => group.label, ...counted },
  host: { host: (group) => group.label, ...counted },
  customer: { customer: (group) => group.value, customer_name: (group) => group.label, ...counted },
};

/** All groups of what matches as CSV, the largest first; those that name none have an empty name. @throws {Failure} `query.invalid`. */
export const exportAlertGroups = (context: Context, filter: Filter & { by: Grouping }): AsyncIterable<string> =>
  csvOfAll(grouped[filter.by], () => listGroups(context, filter));
