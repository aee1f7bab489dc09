import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventStore, postgresEventStore } from '../../siem/index.ts';
import { makeWorld, wazuhAlert, type World } from '../testing/world.ts';
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
