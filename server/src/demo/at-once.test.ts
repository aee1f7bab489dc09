import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { countBlocked, meet, outcomesOf } from '../../test/meeting.ts';
import { findDrift, foldCounts } from '../domains/incidents/alerts/counts.store.ts';
import { buildDemoWorld } from './generator/index.ts';
import { type DemoPipelines, loadDemo, removeDemo } from './load.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const countsOf = async (table: string, customerId: number) => {
  const { rows } = await app.system.read((tx) =>
    sql<{
      sum: number;
    }>`select coalesce(sum(count), 0)::int as sum from ${sql.table(table)} where customer_id = ${customerId}`.execute(
      tx,
    ),
  );
  return rows[0]?.sum;
};

test('who removes the demo while counts are folded leaves none of its counts behind', async () => {
  const customer = await app.given.customer();
  await app.given.alerts(3, { customerId: customer.id });
  await app.given.findings(3, { customerId: customer.id, assetId: await app.given.asset({ customerId: customer.id }) });
  await app.system.write((tx) => sql`update customers set is_demo = true where id = ${customer.id}`.execute(tx));
  const folded = meet(
    app.db,
    app.system,
    (context) => context.write(foldCounts),
    () => removeDemo(app.system),
  );
  expect(outcomesOf(await folded)).toEqual(['done', 'done']);
  expect(await app.system.read(findDrift)).toEqual({ classes: 0, alerts: 0 });
  expect(await countsOf('alert_counts', customer.id)).toBe(0);
  expect(await countsOf('finding_counts', customer.id)).toBe(0);
});

const none = async () => undefined;
const pipelines: DemoPipelines = { ingest: none, syncSnapshot: none, recordExploits: none, settle: none };
const small = (many: number) => (now: Date) => {
  const world = buildDemoWorld({ seed: 1, now });
  return { ...world, groups: world.groups.slice(0, many) };
};

test('a load whose transactions are run again after a deadlock counts each event once', async () => {
  let writes = 0;
  const unlucky: typeof app.system = {
    ...app.system,
    asSystem: () => unlucky,
    write: async (work) => {
      // The first holds the lock for all of the load.
      if (++writes > 1)
        await app.system
          .write(async (tx) => {
            await work(tx);
            throw new Error('sacrificed');
          })
          .catch(none);
      return app.system.write(work);
    },
  };
  const counts = await loadDemo(unlucky, pipelines, none, new AbortController().signal, small(20));
  const events = small(20)(app.clock.now()).groups.reduce((sum, group) => sum + group.events, 0);
  expect(counts).toMatchObject({ customers: 3, events });
  await removeDemo(app.system);
});

test('who removes the demo while it is loaded waits for the load, and removes all of it', async () => {
  const order: string[] = [];
  let removing: Promise<unknown> | undefined;
  const tell = async () => {
    removing ??= removeDemo(app.system).then(({ customers }) => order.push(`removed ${customers}`));
    await expect.poll(async () => order.length > 0 || (await countBlocked(app.db)) > 0, { interval: 10 }).toBe(true);
  };
  await loadDemo(app.system, pipelines, tell, new AbortController().signal, small(0)).then(() => order.push('loaded'));
  await removing;
  expect(order).toEqual(['loaded', 'removed 3']);
  expect(await app.system.read((tx) => sql`select from customers where is_demo`.execute(tx))).toMatchObject({
    rows: [],
  });
});
