import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import type { GivenUser } from '../../test/given.ts';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { signWebhook } from '../../test/sign-webhook.ts';
import { hashPassword } from '../domains/access/password.ts';

// The replica is a copy of the empty database and stands still: whatever is asked of it, nothing was ever written.
let app: TestApp;
let stale: TestDatabase;
let admin: GivenUser;
beforeAll(async () => {
  stale = await cloneDatabase();
  app = await startTestApp({ environment: { DATABASE_READ_URL: stale.url } });
  admin = await app.given.user();
});
afterAll(async () => {
  await app.close();
  await stale.drop();
});

test('who signs in is signed in', async () => {
  const password = 'four words of a phrase';
  await app.given.user({ username: 'ines', passwordHash: await hashPassword(password) });
  const answer = await app.call(null, 'login', { body: { username: 'ines', password } });
  expect(answer.reply.username).toBe('ines');
  const session = { cookie: answer.headers['set-cookie']?.split(';')[0] ?? '' };
  expect((await app.call(session, 'getSession')).reply.username).toBe('ines');
});

test('a connection that was saved is found, and so is what a change made of it', async () => {
  const made = (await app.call(admin, 'createWebhook', { body: { name: 'Shuffle', minLevel: 0 } })).reply;
  const params = { connectionId: made.connection.id };
  expect((await app.call(admin, 'getConnection', { params })).reply.name).toBe('Shuffle');
  expect((await app.call(admin, 'listConnections')).reply.items.map(({ id }) => id)).toContain(made.connection.id);
});

test('a message that was taken becomes an alert that can be opened, and a run that was started can be followed', async () => {
  const hook = (await app.call(admin, 'createWebhook', { body: { name: 'Pushed', minLevel: 0 } })).reply;
  const event = {
    timestamp: app.clock.now().toISOString(),
    rule: { id: '5710', level: 9, description: 'Unknown user' },
  };
  const body = JSON.stringify([event]);
  const sent = await app.http.inject({
    method: 'POST',
    url: new URL(hook.url).pathname,
    headers: { ...signWebhook(hook.secret, 'm1', app.clock.now(), body), 'content-type': 'application/json' },
    body,
  });
  expect(sent.json()).toEqual({ accepted: 1 });
  const [alert] = await app.system.read((tx) => tx.selectFrom('alerts').select('id').execute());
  const opened = await app.call(admin, 'getAlert', { params: { alertId: app.given.wire('alert', alert?.id ?? 0) } });
  expect(opened.reply.title).toBe('Unknown user');
  const run = (await app.call(admin, 'startJob', { params: { job: 'tidy-runs' } })).reply;
  expect((await app.call(admin, 'getRun', { params: { runId: run.id } })).reply.state).toBe('waiting');
});

test('a job finds what was written before it', async () => {
  await app.call(admin, 'createWebhook', { body: { name: 'Left', minLevel: 0 } });
  const event = { timestamp: app.clock.now().toISOString(), rule: { id: '9', level: 9, description: 'Left behind' } };
  const message = JSON.stringify([{ index: 'watchfloor-alerts-1', id: 'one', body: event }]);
  await app.db.asOwner((owner) =>
    sql`insert into inbound_messages (source_id, message_id, body, received_at)
      select max(id), 'left', ${message}::jsonb, '2000-01-01' from sources`.execute(owner),
  );
  expect(await app.runJob('finish-webhook-messages')).toEqual({ finished: 1 });
});

test('lists of alerts and findings, their counts and exports are what the replica is for', async () => {
  const { id: customerId } = await app.given.customer();
  await app.given.alerts(1, { customerId });
  await app.given.findings(1, { customerId, assetId: await app.given.asset({ customerId }) });
  const query = { q: '' };
  const listed = async (from: TestApp) => ({
    alerts: (await from.call(admin, 'listAlerts', { query })).reply.items.length,
    alertCount: (await from.call(admin, 'countAlerts', { query })).reply.total.value,
    alertLines: (await from.call(admin, 'exportAlerts', { query })).text.trim().split('\n').length - 1,
    findings: (await from.call(admin, 'listFindings', { query })).reply.items.length,
    groups: (await from.call(admin, 'listFindingGroups', { query: { q: 'package:openssl', by: 'cve' } })).reply.items
      .length,
    findingCount: (await from.call(admin, 'countFindings', { query })).reply.total.value,
    findingLines: (await from.call(admin, 'exportFindings', { query })).text.trim().split('\n').length - 1,
  });
  const onReplica = await listed(app);
  expect(Object.values(onReplica)).toEqual(Object.values(onReplica).map(() => 0));
  const withoutReplica = await startTestApp({ url: app.url });
  expect(Object.entries(await listed(withoutReplica)).filter(([, count]) => count === 0)).toEqual([]);
  await withoutReplica.close();
});
