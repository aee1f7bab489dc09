import type { Customer } from '@watchfloor/contract';
import { type CsvColumns, csvOfAll } from '../../lib/csv.ts';
import type { Context } from '../access/index.ts';
import { listCustomers } from './service.ts';

const columns: CsvColumns<Customer> = {
  customer: (row) => row.code,
  customer_name: (row) => row.name,
  mark: (row) => row.mark,
  aliases: (row) => row.aliases.map((alias) => alias.value),
  is_default: (row) => row.isDefault,
  is_demo: (row) => row.isDemo,
  open_alerts: (row) => row.openAlerts,
  open_findings: (row) => row.openFindings,
  hosts: (row) => row.assets,
  last_event: (row) => row.lastEventAt,
  created: (row) => row.createdAt,
};

/** Customers inside the scope as CSV, as the list shows them. */
export const exportCustomers = (context: Context, q?: string): AsyncIterable<string> =>
  csvOfAll(columns, () => listCustomers(context, q));
