import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventStore, postgresEventStore } from '../../siem/index.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { storeAndIngest } from './service.ts';

let world: World;
let events: EventStore;
beforeAll(async () => {
  world = await makeWorld();
  events = postgresEventStore(world.db, { now: () => world.now });
});
afterAll(() => world.close());

const own = (document: ReturnType<typeof wazuhAlert>) => ({ ...document, index: 'watchfloor-alerts-1' });
const search = (ids: number[] | null) =>
  events.search({
    indices: ['watchfloor-*'],
    customers: ids === null ? { kind: 'all' } : { kind: 'these', ids },
    limit: 100,
    sort: 'desc',
  });

test('events are kept for their customer, those of nobody for all-customers actors only, and each once', async () => {
  const documents = [
    wazuhAlert({ customer: 'kestrel' }),
    wazuhAlert({ customer: 'nobody' }),
    wazuhAlert({}),
    wazuhAlert({ at: 'soon' }),
  ].map(own);
  for (let n = 0; n < 2; n++) await storeAndIngest(world.system, events, world.source, documents);
  expect((await search(null)).hits).toHaveLength(4);
  expect((await search([world.customers.kestrel])).hits.map((hit) => hit.id)).toEqual([documents[0]?.id]);
  expect((await search([world.customers.own])).hits.map((hit) => hit.id)).toEqual([documents[2]?.id]);
});

test('an event that the store cannot hold whole is kept in a copy that fits, and still becomes an alert', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 500; level++) deep = [deep];
  const document = own(wazuhAlert({ title: 'Deep', more: { data: { deep } } }));
  expect(await storeAndIngest(world.system, events, world.source, [document])).toMatchObject({ created: 1 });
  expect((await search(null)).hits.map((hit) => hit.id)).toContain(document.id);
});

test('what is no object is parked and not stored', async () => {
  expect(
    await storeAndIngest(world.system, events, world.source, [{ index: 'watchfloor-alerts-1', id: 'list', body: [1] }]),
  ).toMatchObject({ parked: 1 });
  const { rows } = await world.db.asOwner((owner) =>
    sql`select 1 from events where document_id = 'list'`.execute(owner),
  );
  expect(rows).toEqual([]);
});

const alertCount = async () =>
  Number(
    (await world.db.asOwner((owner) => sql<{ n: number }>`select count(*)::int as n from alerts`.execute(owner)))
      .rows[0]?.n,
  );

test('a store that is away leaves no alert either, so that the sender’s repeat finds nothing half done', async () => {
  const before = await alertCount();
  const away = { ...events, write: async () => Promise.reject(new Error('The store is away.')) };
  const document = own(wazuhAlert({ title: 'Repeated' }));
  await expect(storeAndIngest(world.system, away, world.source, [document])).rejects.toThrow('away');
  expect(await alertCount()).toBe(before);
  expect(await storeAndIngest(world.system, events, world.source, [document])).toMatchObject({ created: 1, known: 0 });
});

test('an event that the store refuses in every form becomes an alert all the same, and the log says which', async () => {
  const warned: object[] = [];
  const context = { ...world.system, log: { ...world.system.log, warn: (found: object) => void warned.push(found) } };
  const refusing: EventStore = {
    ...events,
    write: async (documents) => documents.map(() => ({ kind: 'refused', reason: 'No room.' })),
  };
  const document = own(wazuhAlert({ title: 'No room' }));
  expect(await storeAndIngest(context, refusing, world.source, [document])).toMatchObject({ created: 1 });
  expect(warned).toEqual([{ index: document.index, id: document.id, reason: 'No room.' }]);
});

test('store and alert know an event by the same id, also where that had to be replaced', async () => {
  const document = { ...own(wazuhAlert({ title: 'Odd id' })), id: `x\u0000${'y'.repeat(600)}` };
  for (let n = 0; n < 2; n++) await storeAndIngest(world.system, events, world.source, [document]);
  const { rows } = await world.db.asOwner((owner) =>
    sql<{ id: string }>`select document_id as id from alert_events where document_id like 'sha256-%'`.execute(owner),
  );
  expect(rows).toHaveLength(1);
  expect((await search(null)).hits.filter((hit) => hit.id === rows[0]?.id)).toHaveLength(1);
});

test('more events than a request holds are sent in portions, all of them', async () => {
  const sizes: number[] = [];
  const counting: EventStore = {
    ...events,
    write: (documents) => {
      sizes.push(documents.length);
      return events.write(documents);
    },
  };
  const many = Array.from({ length: 1_001 }, () => own(wazuhAlert({ title: 'Many' })));
  expect(await storeAndIngest(world.system, counting, world.source, many)).toMatchObject({
    read: 1_001,
    created: 1,
    absorbed: 1_000,
  });
  expect(sizes).toEqual([500, 500, 1]);
});

test('events of a person’s request are stored by the program: a narrow scope hides none of them from the next run', async () => {
  const bea = await world.person('bea', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  const document = own(wazuhAlert({ title: 'By a person', customer: 'kestrel' }));
  expect(await storeAndIngest(bea, events, world.source, [document])).toMatchObject({ created: 1 });
  expect((await search([world.customers.kestrel])).hits.map((hit) => hit.id)).toContain(document.id);
});
