import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestBatch } from '../../src/domains/incidents/index.ts';
import { makeWorld, type World } from '../../src/domains/incidents/testing/world.ts';
import { alertDocuments } from '../data/documents.ts';
import { factsOf, ingestFloor } from './ingest.ts';

let world: World;
let client: pg.Client;
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString());
  client = new pg.Client({ connectionString: world.db.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await world.close();
});

const rowsOf = async (sourceId: number) =>
  (
    await client.query<{ alerts: number; events: number; assets: number }>(
      `select (select count(*)::int from alerts where source_id = $1) as alerts, (select count(*)::int from alert_events where source_id = $1) as events,
        (select count(*)::int from alert_assets s join alerts a on a.id = s.alert_id where a.source_id = $1) as assets`,
      [sourceId],
    )
  ).rows[0];

const wordsOf = async (sourceId: number) =>
  (
    await client.query(
      `select title, source, rule_id, rule_level, tactics, techniques, asset_name, event_count, last_seen_at from alerts where source_id = $1 order by title`,
      [sourceId],
    )
  ).rows;

test('every measured document becomes an alert of its own, by product and floor alike', async () => {
  const names = Array.from({ length: 50 }, (_, place) => `bench-${place + 1}`);
  await client.query(
    `insert into customers (code, name, mark, hue) select c, c, 'B' || chr(65 + n::int / 26) || chr(65 + n::int % 26), '#112233' from unnest($1::text[]) with ordinality g (c, n)`,
    [names],
  );
  const documents = alertDocuments('unit', 0, 100);
  const bare = await world.addSource('floor');
  const counts = await ingestBatch(world.system, world.source, documents);
  await ingestFloor(client, bare.id, [world.customers.harbor, world.customers.kestrel], factsOf(documents));
  expect(counts).toMatchObject({ read: 100, created: 100, absorbed: 0, parked: 0 });
  expect(await rowsOf(world.source.id)).toEqual({ alerts: 100, events: 100, assets: 100 });
  expect(await rowsOf(bare.id)).toEqual({ alerts: 100, events: 100, assets: 100 });
  expect(await wordsOf(bare.id)).toEqual(await wordsOf(world.source.id));
});
