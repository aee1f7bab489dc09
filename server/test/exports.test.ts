import { type Route, routes } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from './call.ts';
import { csvRows } from './csv-rows.ts';
import type { GivenUser } from './given.ts';
import { startTestApp, type TestApp } from './harness.ts';

const exports = Object.values(routes).filter((route: Route) => route.stream === 'csv');
const harm = '=cmd|"calc",\r\n';
/** The text of the outside as a spreadsheet holds it: whole, and not a formula. */
const harmless = `'${harm}`;

let app: TestApp;
let admin: GivenUser;
let scoped: GivenUser;
let mine: { id: number; code: string };
beforeAll(async () => {
  app = await startTestApp();
  const { given } = app;
  admin = await given.user();
  mine = await given.customer({ code: 'harbor', name: harm, aliases: ['harbor-b', 'harbor-a'] });
  const other = await given.customer({ code: 'kestrel', name: 'Kestrel Logistics' });
  scoped = await given.user({ role: 'readonly', customers: [mine.id] });
  for (const customerId of [mine.id, other.id]) {
    const connection = await given.connection({ customerId, name: harm });
    const sourceId = await given.source({ connectionId: connection, customerId });
    const assetId = await given.asset({ customerId });
    await given.alerts(3, { customerId, sourceId, title: harm });
    await given.findings(2, { customerId, assetId, packageName: harm });
    await given.parked({ sourceId, customerId, reason: 'time_invalid' });
  }
  await given.connection({ customerId: null, name: 'Reads nothing yet' });
  await given.run({ job: 'sync-findings' });
  await given.run({ job: 'tidy-runs', state: 'running' });
});
afterAll(() => app.close());

// Groups that can tell the two customers apart, counted from the rows themselves.
const queries: Record<string, Record<string, string>> = {
  exportAlertGroups: { by: 'customer' },
  exportFindingGroups: { by: 'asset', q: 'package:*' },
};

const get = async (caller: GivenUser, route: Route, query = {}) =>
  csvRows((await send(app.http, caller, route, { query })).text);

describe.each(exports.map((route) => [route.operationId, route] as const))('%s', (name, route) => {
  const query = queries[name] ?? {};
  test('answers in the one style of all exports, as a file that is named after the list', async () => {
    const { status, headers, text } = await send(app.http, admin, route, { query });
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[a-z]+(-[a-z]+)*\.csv"$/);
    const rows = csvRows(text);
    expect(rows.length).toBeGreaterThan(1);
    for (const head of Object.keys(rows[0] ?? {})) expect(head).toMatch(/^[a-z]+(_[a-z]+)*$/);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^\s*[=+@-]/);
  });

  test('gives who sees one customer nothing of another', async () => {
    const rows = await get(scoped, route, query);
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('kestrel');
    expect(rows.length).toBeLessThan((await get(admin, route, query)).length);
  });
});

test('customers come as their list finds them, aliases in one cell', async () => {
  const all = await get(admin, routes.exportCustomers);
  const listed = (await app.call(admin, 'listCustomers')).reply.items;
  expect(all.map((row) => row.customer)).toEqual(listed.map((customer) => customer.code));
  expect(await get(admin, routes.exportCustomers, { q: 'harbor-a' })).toMatchObject([
    { customer: 'harbor', customer_name: harmless, aliases: 'harbor-a; harbor-b', is_default: 'no', open_alerts: '3' },
  ]);
});

test('a connection has a line for each source, and one of its own when it reads nothing', async () => {
  const rows = await get(admin, routes.exportConnections);
  expect(rows.map((row) => `${row.connection}${row.customer} ${row.reads}`).sort()).toEqual([
    `${harmless}harbor alerts`,
    `${harmless}kestrel alerts`,
    'Reads nothing yet ',
  ]);
  expect(rows.find((row) => row.customer === 'harbor')).toMatchObject({
    is_enabled: 'yes',
    parked: '1',
    delivery: 'pull',
  });
});

test('parked events go by their reason, and leave their bodies behind', async () => {
  const [row, ...more] = await get(scoped, routes.exportParked, { reason: 'time_invalid' });
  expect(row).toMatchObject({ customer: 'harbor', reason: 'time_invalid', attempts: '1' });
  expect(Object.keys(row ?? {})).not.toContain('body');
  expect(more).toEqual([]);
  expect(await get(admin, routes.exportParked, { reason: 'customer_unknown' })).toEqual([]);
});

test('runs go by their job, newest first, with what they did', async () => {
  const all = await get(admin, routes.exportRuns);
  const listed = (await app.call(admin, 'listRuns')).reply.items;
  expect(all.map((row) => row.id)).toEqual(listed.map((run) => run.id));
  expect(await get(admin, routes.exportRuns, { job: 'tidy-runs' })).toMatchObject([
    { job: 'tidy-runs', state: 'running', did: expect.stringMatching(/^\{.*\}$/) },
  ]);
});

test('a list of more than a page is exported whole, each row once', async () => {
  await app.db.asOwner((owner) =>
    sql`insert into job_runs (job, trigger, state, created_at)
      select 'many', 'system', 'done', now() from generate_series(1, 1200)`.execute(owner),
  );
  const ids = (await get(admin, routes.exportRuns, { job: 'many' })).map((row) => row.id);
  expect(ids).toHaveLength(1_200);
  expect(new Set(ids).size).toBe(1_200);
});
