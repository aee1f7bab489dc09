import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerScope, Scope, TagScope } from '../../../db/scope.ts';
import { makeWorld, type World } from '../testing/world.ts';
import { visible } from './visible.store.ts';

let world: World;
type Alert = { id: number; customerId: number; tagIds: number[]; isClosed: boolean };
let alerts: Alert[] = [];

beforeAll(async () => {
  world = await makeWorld();
  const customers = [world.customers.own, world.customers.harbor, world.customers.kestrel];
  await world.db.asOwner((owner) =>
    sql`insert into alerts (customer_id, number, title, source, severity, status, verdict, closed_at, dedupe_key, tag_ids, first_seen_at, last_seen_at)
      select (${customers}::bigint[])[1 + n % 3], n, 'a' || n, 'wazuh', n % 5, case when n % 4 = 0 then 'closed' else 'open' end,
        case when n % 4 = 0 then 'inconclusive' end, case when n % 4 = 0 then now() end, md5(n::text)::uuid,
        case n % 5 when 0 then '{}' when 1 then '{1}' when 2 then '{2,3}' when 3 then '{1,3}' else '{4}' end::int[], now(), now()
      from generate_series(1, 240) n`.execute(owner),
  );
  const { rows } = await world.db.asOwner((owner) =>
    sql<Alert>`select id, customer_id as "customerId", tag_ids as "tagIds", status = 'closed' as "isClosed" from alerts`.execute(
      owner,
    ),
  );
  alerts = rows;
});
afterAll(() => world.close());

/** The rule in plain words, to hold the SQL against. */
function mayBeSeen(scope: Scope, alert: Alert): boolean {
  const { customers, tags } = scope;
  if (customers.kind === 'these' && !customers.ids.includes(alert.customerId)) return false;
  if (tags.kind === 'all') return true;
  return alert.tagIds.length === 0 ? tags.untagged : alert.tagIds.some((tag) => tags.ids.includes(tag));
}

const someCustomers: fc.Arbitrary<CustomerScope> = fc.oneof(
  fc.constant<CustomerScope>({ kind: 'all' }),
  fc.subarray([1, 2, 3, 999]).map((ids): CustomerScope => ({ kind: 'these', ids })),
);
const someTags: fc.Arbitrary<TagScope> = fc.oneof(
  fc.constant<TagScope>({ kind: 'all' }),
  fc
    .record({ ids: fc.subarray([1, 2, 3, 4, 99]), untagged: fc.boolean() })
    .map((part): TagScope => ({ kind: 'these', ...part })),
);

test('rows are exactly those of the rule, and kept counts add up to them, for every scope', async () => {
  await fc.assert(
    fc.asyncProperty(someCustomers, someTags, async (customers, tags) => {
      const scope: Scope = { customers, tags };
      const expected = alerts.filter((alert) => mayBeSeen(scope, alert));
      const seen = await world.db.read(scope, (tx) =>
        sql<{ id: number }>`select a.id from visible_alerts a where ${visible(scope, 'a')} order by 1`.execute(tx),
      );
      expect(seen.rows.map((row) => row.id)).toEqual(expected.map((alert) => alert.id).sort((a, b) => a - b));
      const kept = await world.db.read(scope, (tx) =>
        sql<{ open: number; all: number }>`
          select coalesce(sum(n.count) filter (where n.status <> 'closed'), 0)::int as open, coalesce(sum(n.count), 0)::int as all
          from alert_counts n where ${visible(scope, 'n')}`.execute(tx),
      );
      expect(kept.rows[0]).toEqual({ open: expected.filter((alert) => !alert.isClosed).length, all: expected.length });
    }),
    { numRuns: 60 },
  );
});

test('the second wall holds where a statement forgets the first: view and tables show only the scope of the transaction', async () => {
  const scope: Scope = { customers: { kind: 'these', ids: [world.customers.harbor] }, tags: { kind: 'all' } };
  const own = alerts.filter((alert) => alert.customerId === world.customers.harbor).length;
  for (const table of ['visible_alerts', 'alerts', 'alert_counts']) {
    const { rows } = await world.db.read(scope, (tx) =>
      sql<{ customers: number[] }>`select array_agg(distinct customer_id) as customers from ${sql.ref(table)}`.execute(
        tx,
      ),
    );
    expect(rows[0]?.customers).toEqual([world.customers.harbor]);
  }
  const counted = await world.db.read(scope, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from visible_alerts`.execute(tx),
  );
  expect(counted.rows[0]?.n).toBe(own);
  const nothing: Scope = { customers: { kind: 'these', ids: [] }, tags: { kind: 'all' } };
  const none = await world.db.read(nothing, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from visible_alerts`.execute(tx),
  );
  expect(none.rows[0]?.n).toBe(0);
});

test('nothing can be written through the view', async () => {
  await expect(world.system.write((tx) => sql`update visible_alerts set title = 'x'`.execute(tx))).rejects.toThrow(
    /permission denied/,
  );
});
