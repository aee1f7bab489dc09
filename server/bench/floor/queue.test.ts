import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../test/harness.ts';
import { makeData } from '../data/make.ts';
import { countSql, pageSql, tagsOf } from './queue.ts';

let app: TestApp;
let client: pg.Client;
let caller: { cookie: string };
beforeAll(async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  app = await startTestApp({ start: new Date().toISOString() });
  client = new pg.Client({ connectionString: app.url });
  await client.connect();
  await makeData(client, { alerts: 4_000, findings: 400, assets: 20, customers: 12, tags: 20 });
  const { rows } = await client.query<{ id: number }>(`select id from users where username = 'bench-analyst'`);
  caller = { cookie: await app.given.session(rows[0]?.id ?? 0) };
});
afterAll(async () => {
  vi.restoreAllMocks();
  await client.end();
  await app.close();
});

test('the floor reads the page that the product shows: the same alerts in the same order', async () => {
  const { rows } = await client.query<{ number: number; mark: string }>(pageSql, [await tagsOf(client)]);
  const { reply } = await app.call(caller, 'listAlerts', { query: { q: 'status:open', limit: 50 } });
  expect(rows).toHaveLength(50);
  expect(reply.items.map((item) => item.number)).toEqual(rows.map((row) => `${row.mark}-${row.number}`));
});

test('the floor counts what the product counts, for every severity', async () => {
  const { rows } = await client.query<{ status: string; severity: number; sum: string }>(countSql, [
    await tagsOf(client),
  ]);
  const bare = [1, 2, 3, 4].map((severity) =>
    rows
      .filter((row) => row.status === 'open' && row.severity === severity)
      .reduce((sum, row) => sum + Number(row.sum), 0),
  );
  const { reply } = await app.call(caller, 'countAlerts', { query: { q: 'status:open' } });
  const facet = reply.facets.find(({ field }) => field === 'severity');
  const count = (word: string) => facet?.values.find(({ value }) => value === word)?.count;
  expect(bare[0]).toBeGreaterThan(10);
  expect(['low', 'medium', 'high', 'critical'].map(count)).toEqual(bare);
});
