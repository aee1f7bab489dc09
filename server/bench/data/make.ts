import type pg from 'pg';
import type { sizes } from '../row.ts';
import { makeAlerts } from './alerts.ts';
import { makeFindings } from './findings.ts';
import { makePeople, makeResyncAgents } from './people.ts';

/** Fills an empty database with seeded rows of the wanted sizes; does nothing when they are there. */
export async function makeData(client: pg.Client, size: (typeof sizes)[keyof typeof sizes]): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `select exists (select 1 from settings where key = 'benchData') as there`,
  );
  if (rows[0]?.there) return;
  const started = Date.now();
  await client.query(`select setseed(0.42)`);
  await makePeople(client, size);
  await withoutIndexes(client, 'alerts', () => makeAlerts(client, size));
  await withoutIndexes(client, 'findings', () => makeFindings(client, size));
  // After the findings, which are spread over all assets that exist.
  await makeResyncAgents(client, size);
  await client.query(`insert into settings (key, value) values ('benchData', 'true')`);
  await client.query('vacuum analyze');
  console.error(`made the data in ${Math.round((Date.now() - started) / 1_000)} s`);
}

/** Loads a table without its indexes and triggers and builds them afterwards; the table is empty, so nobody waits. */
async function withoutIndexes(client: pg.Client, table: string, load: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.relname as name, pg_get_indexdef(x.indexrelid) as definition from pg_index x join pg_class i on i.oid = x.indexrelid
     where x.indrelid = $1::regclass and not x.indisprimary`,
    [table],
  );
  await client.query(`alter table ${table} disable trigger user`);
  for (const index of rows) await client.query(`drop index ${index.name}`);
  await load();
  await client.query(`set maintenance_work_mem = '1GB'`);
  for (const index of rows) await client.query(index.definition);
  await client.query(`alter table ${table} enable trigger user`);
}
