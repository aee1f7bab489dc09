import type { CustomerRef } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { type CustomerScope, narrowTo, type Scope } from '../../db/scope.ts';
import { ofCustomers, ofTags } from '../../db/scope-sql.ts';
import { escapeLike } from '../../db/search/index.ts';
import { toId } from '../../lib/ids.ts';
import { CustomerDirectory } from './rules.ts';

export type CustomerRow = {
  id: number;
  code: string;
  name: string;
  mark: string;
  hue: string;
  isDefault: boolean;
  isDemo: boolean;
  aliases: { id: number; value: string }[];
  openAlerts: number;
  openFindings: number;
  assets: number;
  lastEventAt: Date | null;
  version: number;
  createdAt: Date;
};

// Alerts are counted as the actor sees them: those that a tag hides are not in the figures either.
const select = ({ customers, tags }: Scope, filter: ReturnType<typeof sql>) => sql<CustomerRow>`
  select c.id, c.code, c.name, c.mark, c.hue, c.is_default as "isDefault", c.is_demo as "isDemo", c.version, c.created_at as "createdAt",
    coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'value', a.value) order by a.value) from customer_aliases a where a.customer_id = c.id), '[]') as aliases,
    coalesce((select sum(n.count) from alert_counts n where n.customer_id = c.id and n.status <> 'closed' and ${ofTags(tags, 'n.tag_ids')}), 0)::int as "openAlerts",
    coalesce((select sum(n.count) from finding_counts n where n.customer_id = c.id and n.status in ('open', 'pending_verification', 'patch_failed')), 0)::int as "openFindings",
    (select count(*) from assets s where s.customer_id = c.id and s.status <> 'decommissioned')::int as assets,
    (select e.last_seen_at from alerts e where e.customer_id = c.id and ${ofTags(tags, 'e.tag_ids')} order by e.last_seen_at desc limit 1) as "lastEventAt"
  from customers c where c.archived_at is null and ${ofCustomers(customers, 'c.id')} and ${filter} order by lower(c.name) limit 1000`;

/** Customers inside the scope, by name. */
export async function listCustomers(tx: Tx, scope: Scope, q?: string): Promise<CustomerRow[]> {
  const like = `%${escapeLike(q ?? '')}%`;
  const found = sql`(c.name ilike ${like} or c.code ilike ${like} or c.mark ilike ${like}
    or exists (select from customer_aliases a where a.customer_id = c.id and a.value ilike ${like}))`;
  return (await select(scope, found).execute(tx)).rows;
}

export async function findCustomer(tx: Tx, scope: Scope, id: number): Promise<CustomerRow | null> {
  return (await select(scope, sql`c.id = ${id}`).execute(tx)).rows[0] ?? null;
}

export async function findCustomerByCode(tx: Tx, scope: CustomerScope, code: string): Promise<CustomerRow | null> {
  const seen: Scope = { customers: scope, tags: { kind: 'all' } };
  return (await select(seen, sql`lower(c.code) = ${code.toLowerCase()}`).execute(tx)).rows[0] ?? null;
}

type RefRow = { id: number; code: string; name: string; mark: string; hue: string };
const asRef = (row: RefRow): CustomerRef => ({ ...row, id: toId('customer', row.id) });

/** Short forms of customers by row number. */
export async function customerRefs(tx: Tx, ids: readonly number[]): Promise<Map<number, CustomerRef>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('customers')
    .select(['id', 'code', 'name', 'mark', 'hue'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, asRef(row)]));
}

export async function listRefs(tx: Tx, scope: CustomerScope): Promise<CustomerRef[]> {
  const { rows } =
    await sql<RefRow>`select c.id, c.code, c.name, c.mark, c.hue from customers c where c.archived_at is null and ${ofCustomers(scope, 'c.id')} order by lower(c.name) limit 1000`.execute(
      tx,
    );
  return rows.map(asRef);
}

/** The scope narrowed to the customers whose codes a lens names; an unknown or foreign code narrows to nothing of it. */
export async function lensScope(tx: Tx, scope: Scope, lens?: string): Promise<CustomerScope> {
  const codes = (lens ?? '')
    .split(',')
    .map((code) => code.trim().toLowerCase())
    .filter((code) => code !== '');
  if (codes.length === 0) return scope.customers;
  const { rows } = await sql<{
    id: number;
  }>`select c.id from customers c where lower(c.code) = any (${codes}::text[]) and ${ofCustomers(scope.customers, 'c.id')}`.execute(
    tx,
  );
  return narrowTo(
    scope.customers,
    rows.map((row) => row.id),
  );
}

/** Everything that events may call a customer. */
export async function loadDirectory(tx: Tx): Promise<CustomerDirectory> {
  const { rows } = await sql<{ id: number; code: string; isDefault: boolean; aliases: string[] }>`
    select c.id, c.code, c.is_default as "isDefault", array(select value from customer_aliases a where a.customer_id = c.id) as aliases from customers c`.execute(
    tx,
  );
  return new CustomerDirectory(rows);
}

/** Reserves human numbers: the first of each customer's run of so many. Rows stay locked until the transaction ends. */
export async function nextNumbers(
  tx: Tx,
  kind: 'alert' | 'finding',
  counts: ReadonlyMap<number, number>,
): Promise<Map<number, number>> {
  if (counts.size === 0) return new Map();
  const ids = [...counts.keys()].sort((a, b) => a - b);
  const { rows } = await sql<{ id: number; first: number }>`
    insert into customer_numbers as n (customer_id, kind, next)
    select c, ${kind}, 1 + k from unnest(${ids}::bigint[], ${ids.map((id) => counts.get(id) ?? 0)}::int[]) as wanted (c, k) order by c
    on conflict (customer_id, kind) do update set next = n.next + excluded.next - 1
    returning n.customer_id as id, n.next as first`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.first - (counts.get(row.id) ?? 0)]));
}

/** One at a time gives customers codes, marks and aliases: each is looked for among all others first. Held until the transaction ends. */
export async function lockNames(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('customer-names'))`.execute(tx);
}

export async function listMarks(tx: Tx): Promise<{ mark: string; hue: string }[]> {
  return tx.selectFrom('customers').select(['mark', 'hue']).execute();
}

export type NewCustomer = {
  code: string;
  name: string;
  mark: string;
  hue: string;
  isDefault?: boolean;
  isDemo?: boolean;
};

/** Adds a customer; `null` when the code or the mark is taken. */
export async function insertCustomer(tx: Tx, customer: NewCustomer): Promise<number | null> {
  const row = await tx
    .insertInto('customers')
    .values({
      code: customer.code,
      name: customer.name,
      mark: customer.mark,
      hue: customer.hue,
      is_default: customer.isDefault ?? false,
      is_demo: customer.isDemo ?? false,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Changes what is given when the version is still `version` (null = any); the new version, or null when it moved on. */
export async function updateCustomer(
  tx: Tx,
  id: number,
  change: { name?: string | undefined; hue?: string | undefined },
  version: number | null,
  now: Date,
): Promise<number | null> {
  const row = await tx
    .updateTable('customers')
    .set((eb) => ({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.hue === undefined ? {} : { hue: change.hue }),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .$if(version !== null, (query) => query.where('version', '=', version))
    .returning('version')
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Renames the default customer for the organisation that set the program up; the mark stays, since numbers may use it. */
export async function renameDefault(tx: Tx, name: string): Promise<void> {
  await tx.updateTable('customers').set({ name }).where('is_default', '=', true).execute();
}

export async function insertAlias(tx: Tx, customerId: number, value: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into customer_aliases (customer_id, value)
    select ${customerId}, ${value} where not exists (select 1 from customers where lower(code) = ${value.toLowerCase()})
    on conflict do nothing returning id`.execute(tx);
  return rows[0]?.id ?? null;
}

/** True when events already name another customer by that value. */
export async function isAlias(tx: Tx, value: string): Promise<boolean> {
  const { rows } = await sql`select 1 from customer_aliases where lower(value) = ${value.toLowerCase()}`.execute(tx);
  return rows.length > 0;
}

export async function deleteAlias(tx: Tx, customerId: number, aliasId: number): Promise<string | null> {
  const row = await tx
    .deleteFrom('customer_aliases')
    .where('id', '=', aliasId)
    .where('customer_id', '=', customerId)
    .returning('value')
    .executeTakeFirst();
  return row?.value ?? null;
}
