import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { meet, outcomesOf } from '../../../../test/meeting.ts';
import { isFailure } from '../../../lib/failure.ts';
import { anonymous, type Context, makeContext } from '../../access/index.ts';
import { findSourceRow } from '../../integrations/index.ts';
import { postgresEventStore } from '../../siem/index.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { finishMessages, receiveWebhook, type WebhookParts } from './service.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
let world: World;
let parts: WebhookParts;
let sender: Context;
let isSecretSet = true;

beforeAll(async () => {
  world = await makeWorld();
  const source = await world.system.read((tx) => findSourceRow(tx, world.source.id));
  if (!source) throw new Error('No source.');
  parts = {
    findWebhook: async (_, key) => (key === 'right' ? { source, secret: isSecretSet ? secret : null } : null),
    events: postgresEventStore(world.db, { now: () => world.now }),
  };
  sender = makeContext(
    { db: world.db, clock: { now: () => world.now }, log: world.system.log },
    anonymous('192.0.2.1', null),
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  isSecretSet = true;
  await run(sql`truncate alerts, alert_events, alert_counts, parked_events, inbound_messages, events cascade`);
});

type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];
const send = (
  body: string | Buffer,
  over: { id?: string; key?: string; at?: number; sign?: string } = {},
  using = parts,
) => {
  const raw = Buffer.from(body);
  const id = over.id ?? 'm1';
  const at = String(over.at ?? Math.floor(world.now.getTime() / 1_000));
  const signature =
    over.sign ?? `v1,${createHmac('sha256', Buffer.alloc(32, 7)).update(`${id}.${at}.`).update(raw).digest('base64')}`;
  const headers: Record<string, string> = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature };
  return receiveWebhook(sender, using, { key: over.key ?? 'right', rawBody: raw, header: (name) => headers[name] });
};
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isFailure(error) ? error.code : String(error)),
  );
const body = (...documents: object[]) => JSON.stringify(documents);
const count = async (table: string) =>
  Number((await run(sql`select count(*)::int as n from ${sql.ref(table)}`))[0]?.['n']);

test('a signed message becomes alerts, and its events are kept in the event store', async () => {
  expect(
    await send(body(wazuhAlert({ title: 'A', customer: 'kestrel' }).body, wazuhAlert({ title: 'B' }).body)),
  ).toEqual({ accepted: 2 });
  expect(await run(sql`select title, customer_id from alerts order by title`)).toEqual([
    { title: 'A', customer_id: world.customers.kestrel },
    { title: 'B', customer_id: world.customers.own },
  ]);
  const found = await parts.events.search({
    indices: ['watchfloor-alerts-*'],
    customers: { kind: 'these', ids: [world.customers.kestrel] },
    limit: 10,
    sort: 'desc',
  });
  expect(found.hits.map((hit) => hit.customerId)).toEqual([world.customers.kestrel]);
  expect(await run(sql`select processed_at is not null as done, body from inbound_messages`)).toEqual([
    { done: true, body: [] },
  ]);
});

test('a message that is unsigned, signed otherwise, changed, old or without a stored secret is refused and leaves nothing', async () => {
  const one = body(wazuhAlert().body);
  expect(await code(send(one, { sign: '' }))).toBe('webhook.unsigned');
  expect(await code(send(one, { sign: `v1,${Buffer.alloc(32).toString('base64')}` }))).toBe('webhook.unsigned');
  expect(await code(send(one, { key: 'wrong' }))).toBe('webhook.unknown');
  expect(await code(send(one, { at: Math.floor(world.now.getTime() / 1_000) - 600 }))).toBe('webhook.replayed');
  isSecretSet = false;
  expect(await code(send(one))).toBe('webhook.unsigned');
  for (const table of ['alerts', 'events', 'inbound_messages', 'parked_events']) expect(await count(table)).toBe(0);
});

test('a message is taken once; the same event under another message id is still one event', async () => {
  const one = body(wazuhAlert({ title: 'Once' }).body);
  expect(await code(send(one))).toBe('done');
  expect(await code(send(one))).toBe('webhook.replayed');
  expect(await code(send(one, { id: 'm2' }))).toBe('done');
  expect(await count('alert_events')).toBe(1);
  expect(await count('events')).toBe(1);
});

test('the same message at the same time from several connections makes each event once', async () => {
  const many = body(
    ...Array.from({ length: 50 }, (_, n) => wazuhAlert({ title: `t${n % 5}`, more: { id: `${n}` } }).body),
  );
  const results = await Promise.all(Array.from({ length: 5 }, () => code(send(many))));
  expect(results).toContain('done');
  expect(results.every((result) => result === 'done' || result === 'webhook.replayed')).toBe(true);
  expect(await count('alert_events')).toBe(50);
  expect(await count('alerts')).toBe(5);
});

test('a process that dies between leaves the message to be finished, by the sender’s repeat or by the job', async () => {
  const dying: WebhookParts = {
    ...parts,
    events: {
      ...parts.events,
      write: async () => {
        throw new Error('killed');
      },
    },
  };
  const [first, second] = [body(wazuhAlert({ title: 'First' }).body), body(wazuhAlert({ title: 'Second' }).body)];
  expect(await code(send(first, { id: 'd1' }, dying))).toContain('killed');
  expect(await code(send(second, { id: 'd2' }, dying))).toContain('killed');
  expect(await count('alerts')).toBe(0);
  expect(await code(send(first, { id: 'd1' }))).toBe('done');
  const signal = new AbortController().signal;
  expect(await finishMessages(world.system, parts, signal)).toEqual({ finished: 0 });
  world.now = new Date(world.now.getTime() + 61_000);
  expect(await finishMessages(world.system, parts, signal)).toEqual({ finished: 1 });
  expect(await finishMessages(world.system, parts, signal)).toEqual({ finished: 0 });
  expect((await run(sql`select title from alerts order by title`)).map((row) => row['title'])).toEqual([
    'First',
    'Second',
  ]);
});

test('poison in a message is parked or tamed, and its neighbours become alerts', async () => {
  const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
  const good = JSON.stringify(wazuhAlert({ title: 'Good' }).body);
  const wide = JSON.stringify(
    wazuhAlert({
      title: 'Wide',
      more: { data: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n])) },
    }).body,
  );
  const text = JSON.stringify(
    wazuhAlert({ title: 'NUL', more: { full_log: 'x\u0000y\ud800', ['__proto__x']: 1 } }).body,
  );
  const nested = `{"timestamp":"2026-06-01T11:00:00Z","rule":{"id":"1","level":5,"description":"Deep"},"data":${deep}}`;
  expect(
    await send(`[5, null, "x", {"timestamp":"9999-01-01T00:00:00Z"}, ${good}, ${wide}, ${text}, ${nested}]`),
  ).toEqual({ accepted: 8 });
  expect((await run(sql`select title from alerts order by title`)).map((row) => row['title'])).toEqual([
    'Deep',
    'Good',
    'NUL',
    'Wide',
  ]);
  expect((await run(sql`select reason from parked_events order by reason`)).map((row) => row['reason'])).toEqual([
    'not_an_object',
    'not_an_object',
    'not_an_object',
    'time_invalid',
  ]);
});

test('bytes that are no UTF-8 come in as U+FFFD, and what is no JSON is refused', async () => {
  const raw = Buffer.concat([
    Buffer.from('{"timestamp":"2026-06-01T11:00:00Z","rule":{"id":"1","level":5,"description":"Bad '),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}}'),
  ]);
  expect(await code(send(raw))).toBe('done');
  expect((await run(sql`select title from alerts`))[0]).toEqual({ title: 'Bad \ufffd\ufffd' });
  expect(await code(send('{"a":', { id: 'm2' }))).toBe('request.invalid');
  expect(await code(send('a\u0000', { id: 'm3' }))).toBe('request.invalid');
});

async function shortLived() {
  const { id } = await world.addSource('short-lived');
  const source = await world.system.read((tx) => findSourceRow(tx, id));
  if (!source) throw new Error('No source.');
  const remove = (context: Context) => context.write((tx) => sql`delete from sources where id = ${id}`.execute(tx));
  return { remove, parts: { ...parts, findWebhook: async () => ({ source, secret }) } };
}

test('a webhook that is removed before its message is written down is unknown', async () => {
  const hook = await shortLived();
  const message = () => send(body(wazuhAlert().body), {}, hook.parts);
  const both = await meet(world.db, world.system, hook.remove, message);
  expect(outcomesOf(both)).toEqual(['done', 'webhook.unknown']);
});

test('a webhook that is removed before its message is an alert is unknown', async () => {
  const hook = await shortLived();
  const write: WebhookParts['events']['write'] = async (events) => {
    await hook.remove(world.system);
    return parts.events.write(events);
  };
  const using = { ...hook.parts, events: { ...parts.events, write } };
  expect(await code(send(body(wazuhAlert().body), {}, using))).toBe('webhook.unknown');
});
