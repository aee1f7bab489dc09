import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeAlerts, undoOperation } from '../alerts/change.service.ts';
import { findDrift } from '../alerts/counts.store.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { ingestBatch } from './service.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() =>
  run(
    sql`truncate alerts, alert_events, alert_assets, alert_counts, rule_verdicts, parked_events, outbox, audit_events, customer_numbers cascade`,
  ),
);

type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];

/** What must hold whatever happened: each event once, sums that agree, numbers without a repeat, counts without drift. */
async function check(documents: number): Promise<void> {
  expect((await run(sql`select count(*)::int as n from alert_events`))[0]).toEqual({ n: documents });
  const wrong = await run(sql`
    select a.id from alerts a left join (select alert_id, count(*)::int as n, min(occurred_at) as first, max(occurred_at) as last from alert_events group by 1) e on e.alert_id = a.id
    where e.n is distinct from a.event_count or e.first is distinct from a.first_seen_at or e.last is distinct from a.last_seen_at`);
  expect(wrong).toEqual([]);
  expect(await run(sql`select customer_id, number from alerts group by 1, 2 having count(*) > 1`)).toEqual([]);
  expect(await run(sql`select dedupe_key from alerts where status <> 'closed' group by 1 having count(*) > 1`)).toEqual(
    [],
  );
  const told = await run(
    sql`select sum((after ->> 'created')::int + (after ->> 'absorbed')::int)::int as n from audit_events where event_type = 'alerts_ingested'`,
  );
  expect(told).toEqual([{ n: documents }]);
  expect(await world.system.read((tx) => findDrift(tx))).toEqual({ classes: 0, alerts: 0 });
}

const documentsOf = (count: number, groups: number) =>
  Array.from({ length: count }, (_, n) =>
    wazuhAlert({
      title: `f${n % groups}`,
      level: n % 16,
      customer: ['harbor', 'kestrel', 'own'][n % 3] ?? 'own',
      at: `2026-06-01T10:00:${String(n % 60).padStart(2, '0')}.000Z`,
    }),
  );

/** Delivers batches until each was answered, as a collector does that reads again what failed. */
async function deliver(documents: ReturnType<typeof documentsOf>, size: number, note = () => {}): Promise<number> {
  let failures = 0;
  for (let start = 0; start < documents.length; start += size) {
    for (;;) {
      try {
        await ingestBatch(world.system, world.source, documents.slice(start, start + size));
        note();
        break;
      } catch {
        failures += 1;
        if (failures > 200) throw new Error('Delivery never succeeded.');
      }
    }
  }
  return failures;
}

test('connections that the database cuts in the middle lose nothing, double nothing and leave nothing half written', async () => {
  const documents = documentsOf(3_000, 400);
  let answered = 0;
  let isOver = false;
  // A cut for every second batch that was answered: work goes on, and something always breaks.
  const cutting = (async () => {
    let cuts = 0;
    for (let cutAt = 0; !isOver; ) {
      const found = await run(sql`
        select ${answered >= cutAt} and pg_terminate_backend(pid) as cut from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like '%alert%' and state <> 'idle' limit 1`);
      if (found[0]?.['cut'] !== true) continue;
      cuts += 1;
      cutAt = answered + 2;
    }
    return cuts;
  })();
  const note = () => {
    answered += 1;
  };
  const results = await Promise.all([deliver(documents, 100, note), deliver(documents.toReversed(), 150, note)]);
  isOver = true;
  expect(await cutting).toBeGreaterThan(5);
  expect(results[0] + results[1]).toBeGreaterThan(0);
  await check(3_000);
}, 60_000);

test('ten deliveries of the same documents at once are one', async () => {
  const documents = documentsOf(400, 60);
  await Promise.all(Array.from({ length: 10 }, (_, n) => deliver(n % 2 ? documents : documents.toReversed(), 80)));
  await check(400);
});

test('a person who closes, and takes it back, while events come in: each event is in one alert, and a closed one takes none', async () => {
  const ada = await world.person('ada', 'analyst');
  const documents = documentsOf(1_200, 20);
  let isOver = false;
  const closing = (async () => {
    let closed = 0;
    while (!isOver) {
      const done = await changeAlerts(ada, { q: 'is:open' }, { kind: 'close', verdict: 'true_positive' });
      closed += done.count;
      if (done.count > 0 && closed % 3 === 0) await undoOperation(ada, done.operationId);
    }
    return closed;
  })();
  await deliver(documents, 60);
  isOver = true;
  expect(await closing).toBeGreaterThan(0);
  await check(1_200);
  const cycle = await run(sql`select a.id from alerts a join alerts p on p.id = a.predecessor_id where p.id >= a.id`);
  expect(cycle).toEqual([]);
}, 60_000);

test('an event of the past never moves what was seen last, and one of the future never what was seen first', async () => {
  await ingestBatch(world.system, world.source, [wazuhAlert({ title: 'Late', at: '2026-06-01T10:00:00Z' })]);
  await ingestBatch(world.system, world.source, [wazuhAlert({ title: 'Late', at: '2026-05-01T10:00:00Z' })]);
  await ingestBatch(world.system, world.source, [wazuhAlert({ title: 'Late', at: '2026-06-02T10:00:00Z' })]);
  expect(await run(sql`select first_seen_at, last_seen_at, event_count from alerts`)).toEqual([
    {
      first_seen_at: new Date('2026-05-01T10:00:00Z'),
      last_seen_at: new Date('2026-06-02T10:00:00Z'),
      event_count: 3,
    },
  ]);
});

test('10,000 events of one instant are 10,000 events of one alert', async () => {
  const documents = Array.from({ length: 10_000 }, () => wazuhAlert({ title: 'Burst', at: '2026-06-01T10:00:00Z' }));
  expect(await ingestBatch(world.system, world.source, documents)).toMatchObject({ created: 1, absorbed: 9_999 });
  await check(10_000);
}, 60_000);

test('a poison document in a batch of 500 is parked, and no other is', async () => {
  const documents = documentsOf(499, 100);
  await ingestBatch(world.system, world.source, documentsOf(50, 50));
  const poison = wazuhAlert({ title: 'Deep' });
  let deep: unknown = 'x'.repeat(5_000_000);
  for (let level = 0; level < 1_000; level++) deep = { deep };
  const counts = await ingestBatch(world.system, world.source, [
    ...documents,
    { ...poison, body: { ...poison.body, timestamp: 'never', deep } },
  ]);
  expect(counts).toMatchObject({ parked: 1, read: 500 });
});
