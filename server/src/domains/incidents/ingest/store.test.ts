import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld, type World } from '../testing/world.ts';
import { findKnown, knownStatement } from './store.ts';

const taken = 3_000;
const refs = (from: number, count: number) =>
  Array.from({ length: count }, (_, place) => ({ index: 'wazuh-alerts-1', id: `d${from + place}` }));
let world: World;

// Many events of one source, written after the tables were last counted: the planner believes that there are few.
beforeAll(async () => {
  world = await makeWorld();
  const { harbor } = world.customers;
  await world.db.asOwner(async (owner) => {
    await sql`analyze alert_events`.execute(owner);
    await sql`insert into alerts (customer_id, number, title, source_id, source, severity, dedupe_key, asset_count, event_count, first_seen_at, last_seen_at)
      values (${harbor}, 1, 'One', ${world.source.id}, 'wazuh', 1, ${'0b6f0e8e-6a83-4b76-9d5c-2f4a8a1c9f10'}::uuid, 0, ${taken}, now(), now())`.execute(
      owner,
    );
    await sql`insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, context)
      select ${world.source.id}, 'wazuh-alerts-1', 'd' || n, a.id, a.customer_id, now(), '{}' from alerts a, generate_series(1, ${taken}::int) n`.execute(
      owner,
    );
  });
});
afterAll(() => world.close());

test('what is part of an alert is known, once for each time it is asked; the rest is not', async () => {
  const other = await world.addSource('other');
  expect(await world.system.read((tx) => findKnown(tx, world.source.id, refs(taken - 1, 4)))).toEqual(
    refs(taken - 1, 2),
  );
  expect(await world.system.read((tx) => findKnown(tx, other.id, refs(1, 3)))).toEqual([]);
  expect(await world.system.read((tx) => findKnown(tx, world.source.id, []))).toEqual([]);
});

test('a look-up touches the documents that were asked for, however many the source has taken in', async () => {
  const { rows } = await world.system.read((tx) =>
    sql<{
      'QUERY PLAN': string;
    }>`explain (analyze, costs off, timing off) ${knownStatement(world.source.id, refs(taken + 1, 20))}`.execute(tx),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*source_id.*index_name.*document_id/);
  expect(plan).not.toMatch(/Seq Scan on alert_events|Rows Removed by Filter: [1-9]\d\d/);
});
