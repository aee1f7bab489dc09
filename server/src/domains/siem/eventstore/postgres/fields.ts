import { sql } from 'kysely';
import type { Database } from '../../../../db/database.ts';
import type { CustomerScope } from '../../../../db/scope.ts';
import { ofCustomers } from '../../../../db/scope-sql.ts';
import type { EventField, FieldType } from '../port.ts';
import { timeFields } from '../query.ts';
import { isTextField } from '../text-fields.ts';
import { ofIndices } from './scope.ts';
import { inStore } from './search.ts';

const sampled = 300;
const mostFields = 5_000;

/** The fields of the newest events. */
export async function eventFields(
  db: Database,
  indices: readonly string[],
  customers: CustomerScope,
): Promise<EventField[]> {
  const { rows } = await inStore(db, customers, (tx) =>
    sql<{ body: Record<string, unknown> }>`
      select body from events where ${ofIndices(indices)} and ${ofCustomers(customers, 'events.customer_id')}
      order by occurred_at desc limit ${sampled}`.execute(tx),
  );
  return fieldsOf(rows.map((row) => row.body));
}

/** The fields of some documents, sorted by name; where documents differ in type, text wins. */
export function fieldsOf(bodies: readonly Record<string, unknown>[]): EventField[] {
  const found = new Map<string, FieldType>(bodies.length > 0 ? [['_index', 'keyword']] : []);
  const visit = (value: unknown, name: string): void => {
    if (value === null || value === undefined || found.size >= mostFields) return;
    if (Array.isArray(value)) {
      for (const element of value) visit(element, name);
    } else if (typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) visit(child, name === '' ? key : `${name}.${key}`);
    } else if (found.get(name) !== 'keyword') {
      found.set(name, typeOf(value, name));
    }
  };
  for (const body of bodies) visit(body, '');
  for (const name of timeFields) if (bodies.length > 0) found.set(name, 'date');
  return [...found].map(([name, type]) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function typeOf(value: unknown, name: string): FieldType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return isTextField(name) ? 'text' : 'keyword';
}
