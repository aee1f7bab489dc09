import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../src/db/database.ts';
import { type CustomerScope, type Scope, systemScope } from '../../src/db/scope.ts';
import { readTables } from '../architecture/schema.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { makeWorld, type World } from './world.ts';

let app: TestApp;
let world: World;
beforeAll(async () => {
  app = await startTestApp();
  world = await makeWorld(app);
});
afterAll(() => app.close());

const scopeOf = (customers: CustomerScope): Scope => ({ customers, tags: { kind: 'all' } });
const only = (...ids: number[]) => scopeOf({ kind: 'these', ids });
const walled = async () => (await readTables(app.db)).filter((table) => table.isWalled).map((table) => table.name);

const foreignRows = async (tx: Tx, table: string): Promise<number> => {
  const owner = table === 'customers' ? sql.ref('id') : sql.ref('customer_id');
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from ${sql.table(table)} where ${owner} is distinct from ${world.own.customer.id}`.execute(
    tx,
  );
  return rows[0]?.count ?? -1;
};

test('without any predicate, no walled table gives a scoped reader a foreign row', async () => {
  const tables = await walled();
  expect(tables.length).toBeGreaterThan(20);
  const seen = await app.db.read(only(world.own.customer.id), async (tx) => {
    const found: string[] = [];
    for (const table of tables) if ((await foreignRows(tx, table)) !== 0) found.push(table);
    return found;
  });
  expect(seen).toEqual([]);
  const there = await app.db.read(systemScope, async (tx) => {
    const found: string[] = [];
    for (const table of tables) if ((await foreignRows(tx, table)) > 0) found.push(table);
    return found;
  });
  expect(there).toEqual(
    expect.arrayContaining([
      'alerts',
      'alert_events',
      'alert_counts',
      'findings',
      'finding_counts',
      'assets',
      'connections',
      'connection_secrets',
      'sources',
      'parked_events',
      'customers',
      'customer_aliases',
      'audit_events',
      'job_runs',
      'operation_items',
    ]),
  );
});

test('views give a scoped reader no foreign row either', async () => {
  const { rows: views } = await app.db.asOwner((owner) =>
    sql<{ name: string }>`select viewname as name from pg_views where schemaname = 'public'`.execute(owner),
  );
  for (const { name } of views) {
    expect(await app.db.read(only(world.own.customer.id), (tx) => foreignRows(tx, name)), name).toBe(0);
    expect(await app.db.read(systemScope, (tx) => foreignRows(tx, name)), name).toBeGreaterThan(0);
  }
});

test('an empty list and a scope that was never set see nothing', async () => {
  for (const scope of [only(), only(0), only(-1), only(Number.NaN)])
    expect(await app.db.read(scope, (tx) => tx.selectFrom('alerts').select('id').execute())).toEqual([]);
  await app.db.asOwner((owner) =>
    owner.connection().execute(async (connection) => {
      await sql`set role wf_app`.execute(connection);
      expect(
        (
          await sql`select 1 from alerts union all select 1 from customers union all select 1 from audit_events`.execute(
            connection,
          )
        ).rows,
      ).toEqual([]);
      await sql`reset role`.execute(connection);
    }),
  );
});

test('a scoped writer cannot make, move or change a row of another customer', async () => {
  const { own, foreign } = world;
  const attempt = (work: (tx: Tx) => Promise<unknown>) => app.db.write(only(own.customer.id), work);
  await expect(
    attempt((tx) =>
      sql`insert into assets (customer_id, hostname, origin) values (${foreign.customer.id}, 'planted', 'manual')`.execute(
        tx,
      ),
    ),
  ).rejects.toThrow('row-level security');
  await expect(
    attempt((tx) => sql`update alerts set customer_id = ${foreign.customer.id} where id = ${own.alert}`.execute(tx)),
  ).rejects.toThrow('row-level security');
  await attempt((tx) => sql`update alerts set title = 'taken over' where id = ${foreign.alert}`.execute(tx));
  await attempt((tx) => sql`delete from findings where id = ${foreign.finding}`.execute(tx));
  const left = await app.db.read(systemScope, (tx) =>
    sql<{
      title: string;
      findings: number;
    }>`select title, (select count(*) from findings where id = ${foreign.finding}) as findings from alerts where id = ${foreign.alert}`.execute(
      tx,
    ),
  );
  expect(left.rows).toEqual([{ title: expect.stringContaining('kestrelsecret'), findings: 1 }]);
});

test('what concerns the installation is written by a scoped actor and read by none of them', async () => {
  const analyst = only(world.own.customer.id);
  await app.db.write(analyst, (tx) =>
    sql`insert into audit_events (at, actor_name, event_type) values (now(), 'test', 'wall_test')`.execute(tx),
  );
  const count = (scope: Scope) =>
    app.db.read(scope, (tx) =>
      tx.selectFrom('audit_events').select('id').where('event_type', '=', 'wall_test').execute(),
    );
  expect(await count(analyst)).toEqual([]);
  expect(await count(systemScope)).toHaveLength(1);
});

test('a pooled connection carries no scope over, in 10,000 switches', { timeout: 120_000 }, async () => {
  const { own, foreign } = world;
  const plans = [
    only(own.customer.id),
    only(foreign.customer.id),
    only(),
    only(own.customer.id, foreign.customer.id),
    systemScope,
  ] as const;
  const expected = ['o', 'f', '', 'fo', 'fo'];
  const name = (id: number | null) => (id === own.customer.id ? 'o' : id === foreign.customer.id ? 'f' : '');
  let wrong = 0;
  const run = async (start: number) => {
    for (let n = start; n < 10_000; n += 5) {
      const at = (n * 7) % plans.length;
      const scope = plans[at] ?? only();
      const look = (tx: Tx) =>
        sql<{ id: number }>`select distinct customer_id as id from connections where customer_id is not null`.execute(
          tx,
        );
      // Every ninth fails inside, so that rolled-back transactions are among them.
      const seen =
        n % 9 === 0
          ? await app.db
              .write(scope, async (tx) => {
                await look(tx);
                throw new Error('on purpose');
              })
              .catch(() => null)
          : await app.db.read(scope, look);
      if (
        seen &&
        seen.rows
          .map((row) => name(row.id))
          .sort()
          .join('') !== expected[at]
      )
        wrong++;
    }
  };
  await Promise.all([0, 1, 2, 3, 4].map(run));
  expect(wrong).toBe(0);
});
