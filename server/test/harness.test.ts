import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from './harness.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('a given person calls a route with the types of the contract', async () => {
  const kestrel = await app.given.customer({ code: 'kestrel', name: 'Kestrel Logistics' });
  const analyst = await app.given.user({ role: 'analyst', customers: [kestrel.id] });
  const me = (await app.call(analyst, 'getSession')).reply;
  expect(me.customers.map((customer) => customer.code)).toEqual(['kestrel']);
  expect((await app.call(null, 'getSession')).problem.code).toBe('session.missing');
});

test('given rows satisfy the schema and belong to whom they should', async () => {
  const aurora = await app.given.customer({ name: 'Aurora Water' });
  const assetId = await app.given.asset({ customerId: aurora.id, hostname: 'scada-1' });
  const tag = await app.given.tag();
  const alerts = await app.given.alerts(3, { customerId: aurora.id, assetId, assetName: 'scada-1', tags: [tag] });
  const closed = await app.given.alerts(1, { customerId: aurora.id, status: 'closed' });
  const findings = await app.given.findings(5, { customerId: aurora.id, assetId });
  expect([alerts.length, closed.length, findings.length]).toEqual([3, 1, 5]);
  const owners = await app.system.read((tx) =>
    sql<{
      owner: number;
    }>`select customer_id as owner from alerts where id = any (${alerts}::bigint[]) union select customer_id from findings where id = any (${findings}::bigint[])`.execute(
      tx,
    ),
  );
  expect(owners.rows).toEqual([{ owner: aurora.id }]);
});

test('the clock moves only when it is turned, and sessions end by it', async () => {
  const admin = await app.given.user();
  expect((await app.call(admin, 'getSession')).status).toBe(200);
  app.clock.advance(31 * 60_000);
  expect((await app.call(admin, 'getSession')).outcome).toBe('session.missing');
});

test('a job runs by its name', async () => {
  expect(await app.runJob('tidy-runs')).toMatchObject({ runs: 0 });
  await expect(app.runJob('nothing')).rejects.toThrow('There is no job nothing');
});
