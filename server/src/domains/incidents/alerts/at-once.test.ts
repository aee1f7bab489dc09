import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countBlocked, meet } from '../../../../test/meeting.ts';
import { systemScope } from '../../../db/scope.ts';
import { isFailure } from '../../../lib/failure.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { insertAssets } from '../../agents/store.ts';
import { ingestBatch } from '../ingest/service.ts';
import type { IngestSource } from '../ingest/source.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { changeAlerts, undoOperation } from './change.service.ts';
import { lockAlerts } from './change.store.ts';
import { findDrift } from './counts.store.ts';

let world: World;
let person: Context;
let other: IngestSource;
type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];

beforeAll(async () => {
  world = await makeWorld();
  person = await world.person('ada', 'analyst');
  other = await world.addSource('other');
  const host = { externalId: '004', name: 'db-1', customerId: world.customers.own, groups: null, status: 'active' };
  const unknown = { version: null, ip: null, system: null, platform: null, systemVersion: null, kernel: null };
  const asset = { ...host, ...unknown, assetStatus: 'active', lastSeenAt: null };
  await world.system.write((tx) => insertAssets(tx, 'main', [asset], world.now));
});
afterAll(() => world.close());

const ingest = (context: Context, source: IngestSource, title: string) =>
  ingestBatch(context, source, [wazuhAlert({ title })]);
const idOf = async (title: string) =>
  Number((await run(sql`select id from alerts where title = ${title} order by id limit 1`))[0]?.['id']);
const change = async (context: Context, title: string, kind: 'close' | 'reopen') => {
  const ids = [toId('alert', await idOf(title))];
  return changeAlerts(context, { ids }, kind === 'close' ? { kind, verdict: 'inconclusive' } : { kind });
};

let closing = '';
beforeEach(async () => {
  await run(
    sql`truncate alerts, alert_events, alert_counts, rule_verdicts, operations, outbox, audit_events, customer_numbers cascade`,
  );
  await run(sql`update assets set open_alerts = 0`);
  for (const title of ['Open', 'Closed']) await ingest(world.system, world.source, title);
  closing = (await change(person, 'Closed', 'close')).operationId;
});

/** As a person and as the program: whose transactions `meet` holds. */
const writers: Record<string, { by(): Context; does(context: Context): Promise<unknown> }> = {
  'a source opens an alert': { by: () => world.system, does: (context) => ingest(context, world.source, 'New') },
  'another source opens one': { by: () => world.system, does: (context) => ingest(context, other, 'Other') },
  'an open alert absorbs': { by: () => world.system, does: (context) => ingest(context, other, 'Open') },
  'a closed alert happens again': { by: () => world.system, does: (context) => ingest(context, other, 'Closed') },
  'a person closes one': { by: () => person, does: (context) => change(context, 'Open', 'close') },
  'a person opens one again': { by: () => person, does: (context) => change(context, 'Closed', 'reopen') },
  'a person undoes': { by: () => person, does: (context) => undoOperation(context, closing) },
};
const names = Object.keys(writers);
const pairs = names.flatMap((first) => names.map((second) => [first, second] as const));

test.for(pairs)('while %s, %s: nothing is lost, and every count is right', async ([first, second]) => {
  const [one, two] = [writers[first], writers[second]];
  if (!one || !two) throw new Error('Two meet.');
  const both = await meet(world.db, one.by(), one.does, () => two.does(two.by()));
  for (const end of both) if (end.status === 'rejected') expect(isFailure(end.reason), String(end.reason)).toBe(true);
  expect(both[0].status).toBe('fulfilled');
  const [row] = await run(sql`select
    (select open_alerts from assets) as told, (select count(*)::int from alerts where status <> 'closed') as open,
    (select sum(event_count)::int from alerts) as counted, (select count(*)::int from alert_events) as events`);
  expect(row).toMatchObject({ told: row?.['open'], counted: row?.['events'] });
  expect(await world.system.read(findDrift)).toEqual({ classes: 0, alerts: 0 });
});

test('who works on a closed alert keeps nobody from opening the next of its kind', async () => {
  const id = await idOf('Closed');
  await world.system.write(async (tx) => {
    await lockAlerts(tx, systemScope, [id]);
    let isOpened = false;
    const opening = ingest(world.system, world.source, 'Closed').then(() => {
      isOpened = true;
    });
    opening.catch(() => undefined);
    await expect.poll(async () => isOpened || (await countBlocked(world.db)) > 0, { interval: 10 }).toBe(true);
    expect(isOpened).toBe(true);
  });
});
