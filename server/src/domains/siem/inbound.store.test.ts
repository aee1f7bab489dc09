import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeWorld, type World } from '../incidents/testing/world.ts';
import * as store from './inbound.store.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(() => world.db.asOwner((owner) => sql`truncate inbound_messages`.execute(owner)));

const documents = [{ index: 'i', id: 'd', body: { text: 'a"b\\c' } }];
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const insert = (messageId: string, hour = 0, sourceId = world.source.id) =>
  world.system.write((tx) => store.insertInbound(tx, { sourceId, customerId: null, messageId, documents }, at(hour)));
const find = (messageId: string, sourceId = world.source.id) =>
  world.system.read((tx) => store.findInbound(tx, sourceId, messageId));
const unfinished = (before: Date, limit = 10) => world.system.read((tx) => store.listUnfinished(tx, before, limit));
const finish = (id: number | null) => world.system.write((tx) => store.finishInbound(tx, id ?? 0, at(9)));

test('a message is written down once for a source, also when it comes twice at the same moment', async () => {
  const made = await Promise.all([insert('m'), insert('m'), insert('m')]);
  expect(made.filter((id) => id !== null)).toHaveLength(1);
  const other = await world.addSource('other');
  expect(await insert('m', 0, other.id)).not.toBeNull();
  expect(await find('absent')).toBeNull();
});

test('what a process took in and did not live to finish is found, whole and oldest first', async () => {
  for (const [place, id] of ['a', 'b', 'c'].entries()) await insert(id, place);
  expect((await unfinished(at(2))).map((message) => message.documents)).toEqual([documents, documents]);
  const [first] = await unfinished(at(9), 1);
  expect(first).toMatchObject({ sourceId: world.source.id, documents });
  expect((await find('a'))?.id).toBe(first?.id);
});

test('a message that is finished keeps its id against a repeat and lets its copy go', async () => {
  const id = await insert('m');
  expect(await find('m')).toEqual({ id, isProcessed: false });
  await finish(id);
  expect(await find('m')).toEqual({ id, isProcessed: true });
  expect(await insert('m')).toBeNull();
  expect(await unfinished(at(9))).toEqual([]);
  const { rows } = await world.db.asOwner((owner) =>
    sql<{ body: unknown; at: Date }>`select body, processed_at as at from inbound_messages`.execute(owner),
  );
  await finish(id);
  expect(rows).toEqual([{ body: [], at: at(9) }]);
});

test('only finished messages are forgotten, in portions, and none that is young', async () => {
  for (const id of ['a', 'b', 'c']) await finish(await insert(id, 1));
  await insert('waits', 1);
  await finish(await insert('young', 5));
  const forget = () => world.system.write((tx) => store.deleteOldInbound(tx, at(5), 2));
  expect([await forget(), await forget(), await forget()]).toEqual([2, 1, 0]);
  expect(await find('waits')).not.toBeNull();
  expect(await find('young')).not.toBeNull();
});
