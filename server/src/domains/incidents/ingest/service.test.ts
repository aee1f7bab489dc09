import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { ingestBatch } from './service.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() =>
  world.db.asOwner((owner) =>
    sql`truncate alerts, alert_events, alert_assets, alert_counts, rule_verdicts, parked_events, outbox, audit_events, assets, asset_sources, customer_numbers cascade`.execute(
      owner,
    ),
  ),
);

type Row = Record<string, unknown>;
const ask = async (text: ReturnType<typeof sql>): Promise<Row[]> =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];
const alerts = () => ask(sql`select * from alerts order by id`);
const events = () => ask(sql`select * from alert_events order by document_id`);
const parked = () => ask(sql`select * from parked_events order by document_id`);
const ingest = (documents: Parameters<typeof ingestBatch>[2], source = world.source) =>
  ingestBatch(world.system, source, documents);
const close = () =>
  ask(sql`update alerts set status = 'closed', verdict = 'true_positive', closed_at = now() where status <> 'closed'`);

test('events of one group make one alert with a count, outer times and the highest severity', async () => {
  const counts = await ingest([
    wazuhAlert({ at: '2026-06-01T10:00:00Z', level: 5 }),
    wazuhAlert({ at: '2026-06-01T11:00:00Z', level: 13 }),
    wazuhAlert({ at: '2026-06-01T09:00:00Z', level: 5 }),
  ]);
  expect(counts).toEqual({ read: 3, created: 1, absorbed: 2, parked: 0, known: 0, belowLevel: 0 });
  expect(await alerts()).toMatchObject([
    {
      title: 'Failed login',
      event_count: 3,
      severity: 4,
      rule_level: 13,
      customer_id: world.customers.own,
      number: 1,
      status: 'open',
      asset_name: 'db-1',
      asset_count: 1,
      first_seen_at: new Date('2026-06-01T09:00:00Z'),
      last_seen_at: new Date('2026-06-01T11:00:00Z'),
    },
  ]);
  expect(await events()).toHaveLength(3);
});

test('an open alert absorbs what comes later, also when it comes from another source', async () => {
  await ingest([wazuhAlert({ at: '2026-06-01T10:00:00Z' })]);
  const other = await world.addSource('second');
  expect(await ingest([wazuhAlert({ at: '2026-06-01T08:00:00Z', level: 14 })], other)).toMatchObject({
    created: 0,
    absorbed: 1,
  });
  expect(await alerts()).toMatchObject([
    {
      event_count: 2,
      severity: 4,
      version: 1,
      first_seen_at: new Date('2026-06-01T08:00:00Z'),
      last_seen_at: new Date('2026-06-01T10:00:00Z'),
    },
  ]);
});

test('a repeat after closing is a new alert that names its predecessor', async () => {
  await ingest([wazuhAlert()]);
  await close();
  expect(await ingest([wazuhAlert()])).toMatchObject({ created: 1, absorbed: 0 });
  const [first, second] = await alerts();
  expect(second).toMatchObject({ predecessor_id: first?.['id'], number: 2, status: 'open' });
});

test('a document is taken once, however often it is delivered', async () => {
  const documents = Array.from({ length: 20 }, (_, n) => wazuhAlert({ title: `t${n % 7}` }));
  await ingest(documents);
  for (let n = 0; n < 3; n++) expect(await ingest(documents)).toMatchObject({ known: 20, created: 0, absorbed: 0 });
  expect(await ingest([...documents, ...documents.slice(0, 3), wazuhAlert({ title: 't0' })])).toMatchObject({
    read: 24,
    known: 23,
    absorbed: 1,
  });
  expect((await ask(sql`select sum(event_count)::int as n from alerts`))[0]).toEqual({ n: 21 });
  expect((await ask(sql`select count(*)::int as n from audit_events`))[0]).toEqual({ n: 2 });
});

test('two workers with the same documents at once make each alert and each event once', async () => {
  const documents = Array.from({ length: 700 }, (_, n) =>
    wazuhAlert({ title: `t${n % 100}`, customer: n % 2 ? 'harbor' : 'kestrel' }),
  );
  const results = await Promise.all([ingest(documents), ingest(documents.toReversed()), ingest(documents)]);
  const sum = (pick: (one: (typeof results)[number]) => number) => results.reduce((total, one) => total + pick(one), 0);
  expect(sum((one) => one.created)).toBe(100);
  expect(sum((one) => one.created + one.absorbed)).toBe(700);
  expect(
    (
      await ask(
        sql`select count(*)::int as alerts, sum(event_count)::int as events, count(distinct (customer_id, number))::int as numbers from alerts`,
      )
    )[0],
  ).toEqual({ alerts: 100, events: 700, numbers: 100 });
});

test('two sources with events of the same groups at once share the alerts', async () => {
  const other = await world.addSource('parallel');
  const batch = () => Array.from({ length: 300 }, (_, n) => wazuhAlert({ title: `g${n % 50}` }));
  await Promise.all([ingest(batch()), ingest(batch(), other), ingest(batch()), ingest(batch(), other)]);
  expect((await ask(sql`select count(*)::int as alerts, sum(event_count)::int as events from alerts`))[0]).toEqual({
    alerts: 50,
    events: 1200,
  });
});

test('a key names the customer; numbers run for each customer', async () => {
  await ingest([
    wazuhAlert({ customer: 'HARBOR' }),
    wazuhAlert({ customer: 'kestrel' }),
    wazuhAlert({ customer: 'kestrel', title: 'Other' }),
    wazuhAlert(),
  ]);
  const rows = await ask(
    sql`select c.code, a.number from alerts a join customers c on c.id = a.customer_id order by 1, 2`,
  );
  expect(rows).toEqual([
    { code: 'harbor', number: 1 },
    { code: 'kestrel', number: 1 },
    { code: 'kestrel', number: 2 },
    { code: 'own', number: 1 },
  ]);
});

test('a key that nobody has parks the event until it is known, and an event is then known by its document, not by its customer', async () => {
  const document = wazuhAlert({ customer: 'aurora' });
  expect(await ingest([document])).toMatchObject({ parked: 1, created: 0 });
  expect(await ingest([document])).toMatchObject({ parked: 0, known: 1 });
  expect(await parked()).toMatchObject([
    { reason: 'customer_unknown', customer_id: null, attempts: 1, error: expect.stringContaining('"aurora"') },
  ]);
  await ask(
    sql`insert into customer_aliases (customer_id, value) select id, 'Aurora' from customers where code = 'harbor'`,
  );
  expect(await ingest([document])).toMatchObject({ created: 1 });
  expect(await parked()).toEqual([]);
  await ask(sql`update customer_aliases set customer_id = (select id from customers where code = 'kestrel')`);
  expect(await ingest([document])).toMatchObject({ known: 1 });
  expect(await alerts()).toHaveLength(1);
});

test('what cannot be read is parked with its reason and stops nobody', async () => {
  const counts = await ingest([
    wazuhAlert({ at: '9999-12-31T00:00:00Z' }),
    wazuhAlert({ title: '' }),
    { index: 'i', id: 'list', body: [] },
    { index: 'i', id: 'large', body: null, problem: 'too_large' },
    wazuhAlert({ title: 'Good one' }),
    wazuhAlert({ title: 'NUL\u0000 \ud800', more: { data: { '\u0000': 'x\u0000', big: 'y'.repeat(1_000_000) } } }),
  ]);
  expect(counts).toEqual({ read: 6, created: 2, absorbed: 0, parked: 4, known: 0, belowLevel: 0 });
  expect(new Set((await parked()).map((row) => row['reason']))).toEqual(
    new Set(['time_invalid', 'title_missing', 'not_an_object', 'too_large']),
  );
});

test('a document that the database refuses is parked alone, and its neighbours become alerts', async () => {
  await ask(sql`create function refuse_poison() returns trigger language plpgsql as $$ begin
    if new.title = 'Poison' then raise exception 'value out of range' using errcode = '22003'; end if; return new; end $$`);
  await ask(sql`create trigger refuse_poison before insert on alerts for each row execute function refuse_poison()`);
  const documents = Array.from({ length: 40 }, (_, n) =>
    wazuhAlert({ title: n === 17 || n === 31 ? 'Poison' : `Good ${n}` }),
  );
  const counts = await ingest(documents);
  await ask(sql`drop trigger refuse_poison on alerts`);
  expect(counts).toMatchObject({ read: 40, created: 38, parked: 2 });
  expect((await parked()).map((row) => row['reason'])).toEqual(['refused_by_database', 'refused_by_database']);
});

test('a failure that is not in the data is thrown and leaves nothing of its batch behind', async () => {
  await ask(sql`alter table alert_events rename to alert_events_away`);
  await expect(ingest([wazuhAlert()])).rejects.toThrow();
  await ask(sql`alter table alert_events_away rename to alert_events`);
  expect(await alerts()).toEqual([]);
  expect(await parked()).toEqual([]);
});

test('documents below the level of the source are counted and left; one without a level is taken', async () => {
  const source = { ...world.source, minLevel: 7 };
  const counts = await ingest(
    [
      wazuhAlert({ level: 6 }),
      wazuhAlert({ level: 7 }),
      wazuhAlert({ more: { rule: { id: '1', description: 'No level' } } }),
    ],
    source,
  );
  expect(counts).toMatchObject({ read: 3, belowLevel: 1, created: 2 });
});

test('an alert is linked where instance, id, name and customer agree, and only there', async () => {
  await ask(sql`insert into assets (customer_id, hostname, origin) values (${world.customers.own}, 'db-1', 'wazuh')`);
  await ask(
    sql`insert into asset_sources (asset_id, customer_id, instance, external_id, external_name) select id, customer_id, 'main', '004', 'DB-1' from assets`,
  );
  await ingest([
    wazuhAlert(),
    wazuhAlert({ host: 'db-2' }),
    wazuhAlert({ customer: 'harbor' }),
    wazuhAlert({ title: 'Elsewhere', more: { cluster: { name: 'other' } } }),
  ]);
  const rows = await ask(
    sql`select title, asset_name, customer_id, asset_id is not null as linked from alerts where asset_id is not null`,
  );
  expect(rows).toEqual([{ title: 'Failed login', asset_name: 'db-1', customer_id: world.customers.own, linked: true }]);
  expect(await ask(sql`select count(*)::int as n from alert_events where asset_id is not null`)).toEqual([{ n: 1 }]);
  expect(await ask(sql`select open_alerts from assets`)).toEqual([{ open_alerts: 1 }]);
});

test('audit and stream rows commit with the alerts: one for each customer', async () => {
  await ingest([
    wazuhAlert({ customer: 'harbor' }),
    wazuhAlert({ customer: 'kestrel' }),
    wazuhAlert({ customer: 'kestrel', title: 'Other' }),
  ]);
  expect(
    await ask(
      sql`select customer_id, after from audit_events where event_type = 'alerts_ingested' order by customer_id`,
    ),
  ).toEqual([
    { customer_id: world.customers.harbor, after: { created: 1, absorbed: 0 } },
    { customer_id: world.customers.kestrel, after: { created: 2, absorbed: 0 } },
  ]);
  const told = await ask(sql`select topic, customer_id, payload from outbox order by customer_id`);
  expect(told).toMatchObject([
    { topic: 'alerts', payload: { created: 1, ids: [expect.stringMatching(/^alr_/)] } },
    { topic: 'alerts', payload: { created: 2 } },
  ]);
});

test('kept counts equal a recount after alerts are made, absorbed and closed', async () => {
  await ingest(
    Array.from({ length: 30 }, (_, n) =>
      wazuhAlert({ title: `t${n % 9}`, level: n % 16, customer: n % 2 ? 'harbor' : 'kestrel' }),
    ),
  );
  await close();
  await ingest(Array.from({ length: 10 }, (_, n) => wazuhAlert({ title: `t${n}`, customer: 'harbor' })));
  const kept = await ask(
    sql`select customer_id, status, severity, source, sum(count)::int as n from alert_counts group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4`,
  );
  const counted = await ask(
    sql`select customer_id, status, severity, source, count(*)::int as n from alerts group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
  );
  expect(kept).toEqual(counted);
});

test('whatever the order, the batches and the repeats, the same events make the same alerts', async () => {
  const event = fc.record({ n: fc.nat(30), title: fc.nat(4), minute: fc.nat(59), level: fc.nat(16) });
  const round = fc.uniqueArray(event, { selector: (one) => one.n, minLength: 1, maxLength: 25 });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      round,
      fc.array(fc.nat(30), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (made, order, size) => {
        runs += 1;
        const documents = made.map((one) =>
          wazuhAlert({
            id: `run${runs}-${one.n}`,
            title: `run ${runs} title ${one.title}`,
            level: one.level,
            at: `2026-06-01T10:${String(one.minute).padStart(2, '0')}:00Z`,
          }),
        );
        const delivered = [...order.flatMap((place) => documents[place] ?? []), ...documents];
        for (let start = 0; start < delivered.length; start += size) await ingest(delivered.slice(start, start + size));
        const expected = [...Map.groupBy(made, (one) => one.title)].map(([title, group]) => ({
          title: `run ${runs} title ${title}`,
          events: group.length,
          level: Math.max(...group.map((one) => one.level)),
          first: Math.min(...group.map((one) => one.minute)),
          last: Math.max(...group.map((one) => one.minute)),
        }));
        const found = await ask(sql`
        select title, event_count as events, rule_level as level, extract(minute from first_seen_at)::int as first, extract(minute from last_seen_at)::int as last
        from alerts where title like ${`run ${runs} title %`} order by title`);
        expect(found).toEqual(expected.sort((a, b) => (a.title < b.title ? -1 : 1)));
      },
    ),
    { numRuns: 20 },
  );
});

const folder = new URL('../../../../../../shared/datasets/wazuh/', import.meta.url);
test.skipIf(!existsSync(folder))(
  'every document of the Wazuh data sets is in an alert, once (skipped without ../shared)',
  async () => {
    const documents = ['sample-alerts.ndjson', 'alerts-from-ruleset-tests.ndjson'].flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { _index: string; _id: string; _source: unknown })
        .map((hit) => ({ index: hit._index, id: hit._id, body: hit._source })),
    );
    const distinct = new Set(documents.map((document) => `${document.index} ${document.id}`)).size;
    const counts = await ingest(documents);
    expect(counts.parked).toBe(0);
    expect(counts.created + counts.absorbed).toBe(distinct);
    expect(counts.known).toBe(documents.length - distinct);
    expect((await ask(sql`select sum(event_count)::int as n from alerts`))[0]).toEqual({ n: distinct });
    expect((await ask(sql`select count(*)::int as n from alert_events`))[0]).toEqual({ n: distinct });
  },
);
