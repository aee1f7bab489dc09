import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
// The real pipeline stands in for what main hands in: a replay is proven by the alert that comes of it.
import { ingestBatch } from '../../incidents/index.ts';
import { makeWorld, type World, wazuhAlert } from '../../incidents/testing/world.ts';
import { postgresEventStore } from '../index.ts';
import { siemJobs } from '../jobs.ts';
import { listParked, type ReplayParts, replayForCustomerKey, replayParked } from './service.ts';
import { countParked } from './store.ts';

let world: World;
let parts: ReplayParts;
let upstream: ReturnType<typeof wazuhAlert>[] = [];
beforeAll(async () => {
  world = await makeWorld();
  const getEvents = async (refs: readonly { id: string }[]) =>
    upstream
      .filter((document) => refs.some((ref) => ref.id === document.id))
      .map((document) => ({ ...document, time: null }));
  parts = {
    ingest: ingestBatch,
    openConnection: async () => ({ getEvents }),
    events: postgresEventStore(world.db, { now: () => world.now }),
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  upstream = [];
  await run(
    sql`truncate alerts, alert_events, alert_counts, parked_events, outbox, audit_events, customer_aliases, inbound_messages, settings cascade`,
  );
});

type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];
const ingest = (...documents: Parameters<typeof ingestBatch>[2]) => ingestBatch(world.system, world.source, documents);
const parked = () => listParked(world.system, { limit: 50 });
const summary = (context: Context) => context.read((tx) => countParked(tx, context.actor.scope.customers));
const alias = (value: string) =>
  run(sql`insert into customer_aliases (customer_id, value) values (${world.customers.harbor}, ${value})`);
const job = (name: string) =>
  siemJobs(parts)
    .find((one) => one.name === name)
    ?.run({
      context: world.system,
      params: {},
      signal: new AbortController().signal,
      progress: async () => {},
      log: async () => {},
      checkpoint: null,
      saveCheckpoint: async () => {},
    });

test('parked events are listed newest first, by reason, page by page, each once', async () => {
  await ingest(
    ...Array.from({ length: 5 }, (_, n) => wazuhAlert({ title: `c${n}`, customer: 'nobody' })),
    wazuhAlert({ at: 'soon' }),
    wazuhAlert({ title: ' ' }),
  );
  expect(await summary(world.system)).toMatchObject([
    { reason: 'customer_unknown', count: 5 },
    { count: 1 },
    { count: 1 },
  ]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listParked(world.system, { reason: 'customer_unknown', limit: 2, cursor });
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(5);
  expect(seen).toEqual([...new Set(seen)]);
  expect((await parked()).items[0]).toMatchObject({
    sourceName: 'alerts',
    customer: null,
    attempts: 1,
    index: 'wazuh-alerts-4.x-2026.06.01',
    body: { rule: { id: '5710' } },
  });
  await expect(listParked(world.system, { limit: 2, cursor: 'x' })).rejects.toThrow(/cursor/);
});

test('events of no customer are shown to those only who see every customer', async () => {
  await ingest(wazuhAlert({ customer: 'nobody' }));
  const bea = await world.person('bea', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  expect((await listParked(bea, { limit: 50 })).items).toEqual([]);
  expect(await summary(bea)).toEqual([]);
  const { items } = await parked();
  const error = await replayParked(bea, parts, { ids: [items[0]?.id ?? ''] }).catch((thrown: unknown) => thrown);
  expect(isFailure(error, 'parked.not_found')).toBe(true);
  expect(await replayParked(bea, parts, { reason: 'customer_unknown' })).toEqual({
    tried: 0,
    replayed: 0,
    stillParked: 0,
  });
});

test('an alias frees the events of its key and leaves those of others', async () => {
  await ingest(
    ...Array.from({ length: 620 }, (_, n) => wazuhAlert({ title: `a${n % 3}`, customer: 'Aurora' })),
    wazuhAlert({ customer: 'other' }),
  );
  await alias('aurora');
  expect(await replayForCustomerKey(world.system, parts, 'AURORA')).toEqual({
    tried: 620,
    replayed: 620,
    stillParked: 0,
  });
  expect((await parked()).items.map((one) => one.error)).toEqual([expect.stringContaining('"other"')]);
  expect(
    await run(sql`select customer_id, count(*)::int as n, sum(event_count)::int as events from alerts group by 1`),
  ).toEqual([{ customer_id: world.customers.harbor, n: 3, events: 620 }]);
});

test('the job frees what is known by now, however it came to be known', async () => {
  await ingest(wazuhAlert({ customer: 'aurora' }), wazuhAlert({ customer: 'still "nobody"' }));
  expect(await job('replay-parked')).toEqual({ tried: 0, replayed: 0, stillParked: 0 });
  await alias('Aurora');
  expect(await job('replay-parked')).toEqual({ tried: 1, replayed: 1, stillParked: 0 });
});

test('what still cannot be taken stays and counts the attempt; the level of the source does not hold it back', async () => {
  await ingest(wazuhAlert({ at: 'soon' }), wazuhAlert({ customer: 'aurora', level: 2 }));
  await run(sql`update sources set min_level = 12`);
  await alias('aurora');
  const ids = (await parked()).items.map((one) => one.id);
  expect(await replayParked(world.system, parts, { ids })).toEqual({ tried: 2, replayed: 1, stillParked: 1 });
  expect((await parked()).items).toMatchObject([{ reason: 'time_invalid', attempts: 2 }]);
  await run(sql`update sources set min_level = 0`);
});

test('a document that was not kept is fetched again from the product, and stays parked while it cannot be had', async () => {
  const large = wazuhAlert({ title: 'Large' });
  await ingest({ index: large.index, id: large.id, body: null, problem: 'too_large' });
  expect(await replayParked(world.system, parts, { reason: 'too_large' })).toEqual({
    tried: 1,
    replayed: 0,
    stillParked: 1,
  });
  const away = {
    ...parts,
    openConnection: async () => {
      throw new Error('away');
    },
  };
  expect(await replayParked(world.system, away, { reason: 'too_large' })).toEqual({
    tried: 1,
    replayed: 0,
    stillParked: 1,
  });
  upstream = [large];
  expect(await replayParked(world.system, parts, { reason: 'too_large' })).toEqual({
    tried: 1,
    replayed: 1,
    stillParked: 0,
  });
});

test('one id that is gone refuses the whole call; without the right nothing is tried', async () => {
  await ingest(wazuhAlert({ at: 'soon' }));
  const [one] = (await parked()).items;
  await expect(replayParked(world.system, parts, { ids: [one?.id ?? '', toId('parked', 999_999)] })).rejects.toThrow(
    /gone/,
  );
  const ron = await world.person('ron', 'readonly');
  await expect(replayParked(ron, parts, { reason: 'time_invalid' })).rejects.toThrow(/right/);
  expect((await parked()).items[0]?.attempts).toBe(1);
});

test('retention forgets what is older than the settings say, and nothing younger', async () => {
  await ingest(wazuhAlert({ at: 'soon' }), wazuhAlert({ at: 'later' }));
  await run(
    sql`update parked_events set parked_at = ${new Date(world.now.getTime() - 31 * 86_400_000)} where error like '%soon%'`,
  );
  const event = (id: string, days: number) => ({
    index: 'watchfloor-alerts-1',
    id,
    time: new Date(world.now.getTime() - days * 86_400_000),
    customerId: null,
    body: { id },
  });
  await parts.events.write([event('old', 100), event('young', 80)]);
  await run(sql`insert into inbound_messages (source_id, message_id, body, received_at, processed_at) values
    (${world.source.id}, 'old', '[]', ${new Date(world.now.getTime() - 8 * 86_400_000)}, now()), (${world.source.id}, 'unfinished', '[]', ${new Date(world.now.getTime() - 8 * 86_400_000)}, null), (${world.source.id}, 'young', '[]', ${world.now}, now())`);
  expect(await job('expire-events')).toEqual({ events: 1, parked: 1, messages: 1 });
  expect((await parked()).items).toHaveLength(1);
  expect(await parts.events.get({ index: 'watchfloor-alerts-1', id: 'young' }, { kind: 'all' })).not.toBeNull();
  expect((await run(sql`select message_id from inbound_messages order by 1`)).map((row) => row['message_id'])).toEqual([
    'unfinished',
    'young',
  ]);
});
