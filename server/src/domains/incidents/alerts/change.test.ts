import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isFailure } from '../../../lib/failure.ts';
import { toId } from '../../../lib/ids.ts';
import type { Context } from '../../access/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { changeAlert, changeAlerts, listVerdictReasons, undoOperation } from './change.service.ts';
import type { Wish } from './wish.ts';

let world: World;
let ada: Context;
let bea: Context;
type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];
const ingest = (...documents: ReturnType<typeof wazuhAlert>[]) => ingestBatch(world.system, world.source, documents);
const alert = async (title: string): Promise<Row> =>
  (await run(sql`select * from alerts where title = ${title} order by id desc limit 1`))[0] ?? {};
const idOf = async (title: string) => toId('alert', Number((await alert(title))['id']));
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isFailure(error) ? error.code : String(error)),
  );
const closeFp: Wish = { kind: 'close', verdict: 'false_positive', reason: 'rule_too_broad', note: 'Known scanner.' };

beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
  bea = await world.person('bea', 'analyst');
});
afterAll(() => world.close());
beforeEach(async () => {
  await run(
    sql`truncate alerts, alert_events, alert_counts, rule_verdicts, operations, outbox, audit_events, assets cascade`,
  );
  await ingest(
    ...['One', 'Two', 'Three'].map((title) =>
      wazuhAlert({ title, customer: title === 'Three' ? 'harbor' : 'kestrel' }),
    ),
  );
});

test('closing sets the verdict, makes the closer the owner and is audited and told with the change', async () => {
  const done = await changeAlert(ada, await idOf('One'), closeFp);
  expect(done).toMatchObject({
    count: 1,
    skipped: 0,
    summary: 'Closed 1 alert as false positive.',
    operationId: expect.stringMatching(/^opr_/),
  });
  expect(await alert('One')).toMatchObject({
    status: 'closed',
    verdict: 'false_positive',
    verdict_note: 'Known scanner.',
    verdict_by: ada.actor.userId,
    assignee_id: ada.actor.userId,
    closed_at: world.now,
    acknowledged_at: world.now,
    version: 2,
  });
  const mark = (
    await run(
      sql`select mark || '-' || number as number from alerts a join customers c on c.id = a.customer_id where title = 'One'`,
    )
  )[0]?.['number'];
  expect(
    await run(
      sql`select event_type, description, actor_name, resource_id from audit_events where event_type = 'alert_closed'`,
    ),
  ).toEqual([
    {
      event_type: 'alert_closed',
      description: `Closed ${mark} as false positive.`,
      actor_name: 'ada',
      resource_id: await idOf('One'),
    },
  ]);
  expect((await run(sql`select topic, customer_id, payload from outbox order by id desc limit 1`))[0]).toEqual({
    topic: 'alerts',
    customer_id: world.customers.kestrel,
    payload: { ids: [await idOf('One')] },
  });
});

test('a false positive needs one of its reasons; other verdicts need none', async () => {
  const id = await idOf('One');
  expect(await code(changeAlert(ada, id, { kind: 'close', verdict: 'false_positive' }))).toBe(
    'verdict.reason_required',
  );
  expect(await code(changeAlert(ada, id, { kind: 'close', verdict: 'false_positive', reason: 'because' }))).toBe(
    'verdict.reason_required',
  );
  expect(await code(changeAlert(ada, id, { kind: 'close', verdict: 'true_positive', reason: 'because' }))).toBe(
    'verdict.reason_required',
  );
  expect((await alert('One'))['status']).toBe('open');
  expect(await code(changeAlert(ada, id, { kind: 'close', verdict: 'inconclusive' }))).toBe('done');
  expect((await listVerdictReasons(ada)).map((reason) => [reason.code, reason.label])[0]).toEqual([
    'known_benign_tool',
    'Known admin tool',
  ]);
});

test('what is closed is not closed or assigned again, what is open is not reopened', async () => {
  const id = await idOf('One');
  expect(await code(changeAlert(ada, id, { kind: 'reopen' }))).toBe('alert.not_closed');
  await changeAlert(ada, id, closeFp);
  expect(await code(changeAlert(ada, id, closeFp))).toBe('alert.already_closed');
  expect(await code(changeAlert(ada, id, { kind: 'assign', assignee: 'me' }))).toBe('alert.already_closed');
  await changeAlert(ada, id, { kind: 'reopen' });
  expect(await alert('One')).toMatchObject({
    status: 'in_progress',
    verdict: null,
    verdict_note: null,
    verdict_by: null,
    closed_at: null,
    reopened_count: 1,
    assignee_id: ada.actor.userId,
  });
});

test('an open alert is in progress when somebody has it; giving it to whom has it already skips', async () => {
  const id = await idOf('One');
  expect(await changeAlert(ada, id, { kind: 'assign', assignee: toId('user', bea.actor.userId ?? 0) })).toMatchObject({
    count: 1,
    summary: 'Gave 1 alert to bea.',
  });
  expect(await alert('One')).toMatchObject({
    status: 'in_progress',
    assignee_id: bea.actor.userId,
    acknowledged_at: world.now,
  });
  expect(await changeAlert(bea, id, { kind: 'assign', assignee: 'me' })).toMatchObject({ count: 0, skipped: 1 });
  expect(await changeAlert(bea, id, { kind: 'assign', assignee: null })).toMatchObject({ count: 1 });
  expect(await alert('One')).toMatchObject({ assignee_id: null });
});

test('a note keeps its place for each character that PostgreSQL cannot hold', async () => {
  await changeAlert(ada, await idOf('One'), { ...closeFp, note: 'a\u0000b\ud800c' });
  expect((await alert('One'))['verdict_note']).toBe('a\ufffdb\ufffdc');
});

test('work is given only to active people whose role works on alerts', async () => {
  const ron = await world.person('ron', 'readonly');
  const id = await idOf('One');
  for (const assignee of [toId('user', ron.actor.userId ?? 0), toId('user', 999_999), 'usr_'])
    expect(await code(changeAlert(ada, id, { kind: 'assign', assignee }))).toBe('user.not_found');
  expect(await code(changeAlert(ron, id, { kind: 'assign', assignee: 'me' }))).toBe('permission.missing');
  expect(await code(changeAlert(world.system, id, closeFp))).toBe('permission.missing');
});

test('work is given only to who may see it: their customer and their tags, also where the giver sees less', async () => {
  const wire = (person: Context) => toId('user', person.actor.userId ?? 0);
  const give = (from: Context, id: string, to: Context) =>
    code(changeAlert(from, id, { kind: 'assign', assignee: wire(to) }));
  const dan = await world.person('dan', 'analyst');
  await run(
    sql`insert into user_customers (user_id, customer_id) values (${dan.actor.userId}, ${world.customers.kestrel})`,
  );
  const [ofKestrel, ofHarbor] = [await idOf('One'), await idOf('Three')];
  expect(await give(ada, ofKestrel, dan)).toBe('done');
  await expect(changeAlert(ada, ofHarbor, { kind: 'assign', assignee: wire(dan) })).rejects.toMatchObject({
    code: 'request.invalid',
    message: expect.stringMatching(
      /^dan may not see HARB-\d+\. Choose somebody who sees that customer, or grant it first: /,
    ),
    fields: [{ pointer: '/assignee', message: expect.stringContaining('--customer CODE') }],
  });
  expect(await alert('Three')).toMatchObject({ status: 'open', assignee_id: null });
  // One of many that they may not see stops all.
  const all = { kind: 'assign', assignee: wire(dan) } as const;
  expect(await code(changeAlerts(ada, { q: '' }, all))).toBe('request.invalid');
  expect(await alert('Two')).toMatchObject({ assignee_id: null });
  // One that stays as it is stops nothing.
  await changeAlert(ada, ofHarbor, closeFp);
  expect(await changeAlerts(ada, { ids: [await idOf('Two'), ofHarbor] }, all)).toMatchObject({ count: 1, skipped: 1 });
  await changeAlert(ada, ofHarbor, { kind: 'reopen' });
  // Whoever sees Harbor alone does not see that Dan is granted Kestrel, and must not take him for one without limits.
  const eve = await world.person('eve', 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  expect(await give(eve, ofHarbor, dan)).toBe('request.invalid');
  expect(await give(eve, ofHarbor, bea)).toBe('done');
});

test('an alert is not given to somebody whose tags hide it', async () => {
  const fay = await world.person('fay', 'analyst');
  await run(sql`insert into tags (id, name) overriding system value values (71, 'north'), (72, 'south')`);
  await run(sql`insert into user_tags (user_id, tag_id) values (${fay.actor.userId}, 71)`);
  await run(
    sql`insert into settings (key, value) values ('tagAccess', '{"isEnabled": true, "untagged": "admin_only"}')`,
  );
  try {
    const give = async () =>
      changeAlert(ada, await idOf('One'), { kind: 'assign', assignee: toId('user', fay.actor.userId ?? 0) });
    await expect(give()).rejects.toMatchObject({ message: expect.stringContaining('--tag TAG') });
    await run(sql`update alerts set tag_ids = '{72}' where title = 'One'`);
    expect(await code(give())).toBe('request.invalid');
    await run(sql`update alerts set tag_ids = '{71,72}' where title = 'One'`);
    expect(await code(give())).toBe('done');
  } finally {
    await run(sql`delete from settings where key = 'tagAccess'`);
  }
});

test('alerts outside the scope are absent for every change, and one foreign id stops the whole selection', async () => {
  const cid = await world.person(`cid`, 'analyst', {
    customers: { kind: 'these', ids: [world.customers.harbor] },
    tags: { kind: 'all' },
  });
  const [mine, foreign] = [await idOf('Three'), await idOf('One')];
  for (const wish of [closeFp, { kind: 'assign', assignee: 'me' }, { kind: 'reopen' }] as Wish[]) {
    expect(await code(changeAlert(cid, foreign, wish))).toBe('alert.not_found');
    expect(await code(changeAlerts(cid, { ids: [mine, foreign] }, wish))).toBe('alert.not_found');
  }
  for (const duplicateOf of [foreign, 'alr_zzzzz'])
    await expect(changeAlert(cid, mine, { kind: 'close', verdict: 'duplicate', duplicateOf })).rejects.toMatchObject({
      code: 'request.invalid',
      message: 'There is no alert that this one could repeat by that id.',
      fields: [{ pointer: '/duplicateOf' }],
    });
  expect(await changeAlerts(cid, { q: '' }, closeFp)).toMatchObject({ count: 1 });
  expect(await run(sql`select title from alerts where status = 'closed'`)).toEqual([{ title: 'Three' }]);
});

test('one action on all that match leaves out what arrived after the count was shown', async () => {
  await ingest(wazuhAlert({ title: 'Later', customer: 'kestrel', at: '2026-06-01T11:30:00Z' }));
  expect(
    await changeAlerts(ada, { q: 'is:open customer:kestrel', lastSeenUntil: '2026-06-01T11:00:00.000Z' }, closeFp),
  ).toMatchObject({ count: 2, skipped: 0, summary: 'Closed 2 alerts as false positive.' });
  expect((await alert('Later'))['status']).toBe('open');
  expect(await changeAlerts(ada, { q: 'customer:kestrel', lens: 'kestrel' }, { kind: 'reopen' })).toMatchObject({
    count: 2,
    skipped: 1,
  });
  expect(await code(changeAlerts(ada, { q: 'sevrity:x' }, closeFp))).toBe('query.invalid');
});

test('a duplicate names its original, and never itself', async () => {
  const [one, two] = [await idOf('One'), await idOf('Two')];
  expect(
    await changeAlerts(ada, { ids: [one, two] }, { kind: 'close', verdict: 'duplicate', duplicateOf: one }),
  ).toMatchObject({ count: 1, skipped: 1 });
  expect(await alert('Two')).toMatchObject({ verdict: 'duplicate', duplicate_of_id: (await alert('One'))['id'] });
});

test('a duplicate of nothing or of itself is refused at the field, one or many, and nothing is closed', async () => {
  const [one, two] = [await idOf('One'), await idOf('Two')];
  const refusal = (message: RegExp) => ({
    code: 'request.invalid',
    message: expect.stringMatching(message),
    fields: [{ pointer: '/duplicateOf', message: expect.stringMatching(message) }],
  });
  const duplicate = { kind: 'close', verdict: 'duplicate' } as const;
  await expect(changeAlert(ada, one, duplicate)).rejects.toMatchObject(refusal(/^Name the alert/));
  await expect(changeAlerts(ada, { ids: [one, two] }, duplicate)).rejects.toMatchObject(refusal(/^Name the alert/));
  await expect(changeAlert(ada, one, { ...duplicate, duplicateOf: one })).rejects.toMatchObject(refusal(/itself/));
  expect(await run(sql`select title from alerts where status = 'closed'`)).toEqual([]);
  // The original of another verdict is of no interest.
  expect(await changeAlert(ada, one, { ...closeFp, duplicateOf: one })).toMatchObject({ count: 1 });
});

test('undo gives back exactly what was there, once, and only to whoever did it', async () => {
  const id = await idOf('One');
  await changeAlert(ada, id, { kind: 'assign', assignee: 'me' });
  const before = await alert('One');
  const { operationId } = await changeAlert(bea, id, closeFp);
  expect(await code(undoOperation(ada, operationId))).toBe('operation.not_found');
  expect(await undoOperation(bea, operationId)).toMatchObject({ count: 1, skipped: 0 });
  expect(await alert('One')).toEqual({ ...before, version: 4 });
  expect(await code(undoOperation(bea, operationId))).toBe('operation.undone');
  expect(await code(undoOperation(bea, 'opr_zzzz'))).toBe('operation.not_found');
});

test('undo of reopening closes again with the verdict of before', async () => {
  const id = await idOf('One');
  await changeAlert(ada, id, closeFp);
  const closed = await alert('One');
  const { operationId } = await changeAlert(bea, id, { kind: 'reopen' });
  await undoOperation(bea, operationId);
  expect(await alert('One')).toEqual({ ...closed, version: 4 });
});

test('an alert that somebody changed since is left and counted, the others are restored', async () => {
  const { operationId } = await changeAlerts(ada, { q: 'is:open' }, closeFp);
  await changeAlert(bea, await idOf('Two'), { kind: 'reopen' });
  expect(await undoOperation(ada, operationId)).toMatchObject({ count: 2, skipped: 1 });
  expect((await alert('One'))['status']).toBe('open');
  expect(await alert('Two')).toMatchObject({ status: 'in_progress', reopened_count: 1 });
});

test('two undos at once: one does it, the other hears that it is done', async () => {
  const { operationId } = await changeAlerts(ada, { q: 'is:open' }, closeFp);
  const results = await Promise.all([
    code(undoOperation(ada, operationId)),
    code(undoOperation(ada, operationId)),
    code(undoOperation(ada, operationId)),
  ]);
  expect(results.sort()).toEqual(['done', 'operation.undone', 'operation.undone']);
  expect((await alert('One'))['version']).toBe(3);
});

test('an undo and somebody else’s change at once never mix', async () => {
  const { operationId } = await changeAlerts(ada, { q: 'is:open' }, closeFp);
  const [undone, reopened] = await Promise.all([
    undoOperation(ada, operationId),
    changeAlerts(bea, { q: 'is:closed' }, { kind: 'reopen' }),
  ]);
  expect(undone.count + reopened.count).toBe(3);
  const rows = await run(sql`select status, reopened_count, version from alerts`);
  for (const row of rows)
    expect([
      { status: 'open', reopened_count: 0, version: 3 },
      { status: 'in_progress', reopened_count: 1, version: 3 },
    ]).toContainEqual(row);
});

test('an alert that opens again beside a newer one of its group leaves the repeats to the newer', async () => {
  await changeAlert(ada, await idOf('One'), closeFp);
  const old = await alert('One');
  await ingest(wazuhAlert({ title: 'One', customer: 'kestrel' }));
  await changeAlert(ada, toId('alert', Number(old['id'])), { kind: 'reopen' });
  expect(await ingest(wazuhAlert({ title: 'One', customer: 'kestrel' }))).toMatchObject({ absorbed: 1 });
  expect(
    await run(sql`select event_count, status <> 'closed' as is_open from alerts where title = 'One' order by id`),
  ).toEqual([
    { event_count: 1, is_open: true },
    { event_count: 2, is_open: true },
  ]);
});

test('two closed alerts of one group open together without a clash', async () => {
  await changeAlert(ada, await idOf('One'), closeFp);
  await ingest(wazuhAlert({ title: 'One', customer: 'kestrel' }));
  const { operationId } = await changeAlert(ada, await idOf('One'), closeFp);
  expect(await changeAlerts(ada, { q: 'title:One' }, { kind: 'reopen' })).toMatchObject({ count: 2 });
  expect(await undoOperation(ada, operationId)).toMatchObject({ count: 0, skipped: 1 });
});

test('10,000 alerts at once are one operation, 10,001 are too many; counts stay true', async () => {
  await run(sql`insert into alerts (customer_id, number, title, source, rule_id, severity, dedupe_key, first_seen_at, last_seen_at)
    select ${world.customers.own}, 100 + n, 'Bulk ' || n, 'wazuh', '9', 2, md5('b' || n)::uuid, now(), now() from generate_series(1, 10001) n`);
  expect(await code(changeAlerts(ada, { q: 'bulk' }, closeFp))).toBe('bulk.too_many');
  await run(sql`delete from alerts where title = 'Bulk 1'`);
  const done = await changeAlerts(ada, { q: 'bulk' }, closeFp);
  expect(done.count).toBe(10_000);
  expect((await run(sql`select count(*)::int as n from audit_events where event_type = 'alert_closed'`))[0]).toEqual({
    n: 10_000,
  });
  expect((await run(sql`select sum(count)::int as n from alert_counts where status = 'closed'`))[0]).toEqual({
    n: 10_000,
  });
  expect(
    (
      await run(sql`select sum(count)::int as n from rule_verdicts where rule_id = '9' and verdict = 'false_positive'`)
    )[0],
  ).toEqual({ n: 10_000 });
  expect((await undoOperation(ada, done.operationId)).count).toBe(10_000);
  expect((await run(sql`select coalesce(sum(count), 0)::int as n from rule_verdicts`))[0]).toEqual({ n: 0 });
});

test('the open alerts of an asset are counted on it through close, reopen and undo', async () => {
  await run(
    sql`insert into assets (customer_id, hostname, origin) values (${world.customers.kestrel}, 'db-1', 'wazuh')`,
  );
  await run(sql`update alerts set asset_id = (select id from assets) where title in ('One', 'Two')`);
  const open = async () => (await run(sql`select open_alerts from assets`))[0]?.['open_alerts'];
  const { operationId } = await changeAlert(ada, await idOf('One'), closeFp);
  expect(await open()).toBe(1);
  await undoOperation(ada, operationId);
  expect(await open()).toBe(2);
});
