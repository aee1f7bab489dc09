import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { createDatabase, type Database } from './database.ts';
import { ensurePartitions } from './partitions.ts';
import { systemScope } from './scope.ts';

let own: TestDatabase;
let db: Database;
beforeAll(async () => {
  own = await cloneDatabase();
  db = createDatabase(own.url, { max: 4 });
});
afterAll(async () => {
  await db.close();
  await own.drop();
});

const partitionsOf = async (table: string) =>
  (
    await db.asOwner((owner) =>
      sql<{
        name: string;
      }>`select inhrelid::regclass::text as name from pg_inherits where inhparent = ${table}::regclass order by 1`.execute(
        owner,
      ),
    )
  ).rows.map((row) => row.name);

test('this month and the next have partitions, also over the end of a year, and a second call changes nothing', async () => {
  await ensurePartitions(db, new Date('2026-12-31T23:59:59.999Z'));
  expect(await partitionsOf('audit_events')).toEqual([
    'audit_events_202612',
    'audit_events_202701',
    'audit_events_default',
  ]);
  await ensurePartitions(db, new Date('2026-12-31T23:59:59.999Z'));
  expect(await partitionsOf('finding_events')).toEqual([
    'finding_events_202612',
    'finding_events_202701',
    'finding_events_default',
  ]);
});

test('several programs may do it at the same time', async () => {
  const now = new Date('2031-05-05T00:00:00.000Z');
  await Promise.all([
    ensurePartitions(db, now),
    ensurePartitions(db, now),
    ensurePartitions(db, now),
    ensurePartitions(db, now),
  ]);
  expect(await partitionsOf('audit_events')).toEqual(
    expect.arrayContaining(['audit_events_203105', 'audit_events_203106']),
  );
});

test('a row lies in the partition of its time, and behind the same wall', async () => {
  await db.write(systemScope, (tx) =>
    sql`insert into audit_events (at, actor_name, event_type, customer_id) values ('2026-12-31T23:59:59.999Z', 'a', 'placed', 1), ('2027-01-01T00:00:00Z', 'a', 'placed', 2)`.execute(
      tx,
    ),
  );
  const { rows } = await db.asOwner((owner) =>
    sql<{
      place: string;
    }>`select tableoid::regclass::text as place from audit_events where event_type = 'placed' order by 1`.execute(
      owner,
    ),
  );
  expect(rows.map((row) => row.place)).toEqual(['audit_events_202612', 'audit_events_202701']);
  const direct = db.read({ customers: { kind: 'these', ids: [1] }, tags: { kind: 'all' } }, (tx) =>
    sql`select customer_id from audit_events where event_type = 'placed'`.execute(tx),
  );
  expect((await direct).rows).toEqual([{ customer_id: 1 }]);
});

test('no partition can be asked for by its own name, past the wall', async () => {
  await db.write(systemScope, (tx) => sql`select ensure_event_partition('2026-05-01')`.execute(tx));
  const names = (await Promise.all(['audit_events', 'finding_events', 'events'].map(partitionsOf))).flat();
  expect(names.length).toBeGreaterThanOrEqual(8);
  for (const name of names)
    await expect(
      db.read(systemScope, (tx) => sql`select 1 from ${sql.table(name)}`.execute(tx)),
      name,
    ).rejects.toThrow('permission denied');
});

test('a month whose rows lie in the default partition stays there, and the next start works', async () => {
  await db.write(systemScope, (tx) =>
    sql`insert into audit_events (at, actor_name, event_type) values ('2040-01-15', 'a', 'early')`.execute(tx),
  );
  await ensurePartitions(db, new Date('2040-01-20T00:00:00.000Z'));
  expect(await partitionsOf('audit_events')).toEqual(expect.arrayContaining(['audit_events_204002']));
  expect(await partitionsOf('audit_events')).not.toContain('audit_events_204001');
});
