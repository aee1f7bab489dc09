import { type Route, routes } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LooseInput, send } from './call.ts';
import type { GivenUser } from './given.ts';
import { startTestApp, type TestApp } from './harness.ts';

type Page = { items: unknown[]; nextCursor: string | null };

const lists = Object.values(routes).filter(
  (route: Route) => route.query !== undefined && 'cursor' in route.query.shape,
);

let app: TestApp;
let admin: GivenUser;
let other: GivenUser;
let alert = '';
beforeAll(async () => {
  app = await startTestApp();
  const { given } = app;
  admin = await given.user();
  other = await given.user();
  const customerId = (await given.customer()).id;
  const sourceId = await given.source({ connectionId: await given.connection({ customerId }), customerId });
  const assetId = await given.asset({ customerId });
  const [first = 0] = await given.alerts(3, { customerId, sourceId });
  alert = given.wire('alert', first);
  for (let n = 0; n < 3; n++) {
    await given.findings(1, { customerId, assetId, packageName: `package-${n}` });
    await given.parked({ sourceId, customerId });
    await given.run({ job: 'tidy-runs' });
  }
  await app.db.asOwner((owner) =>
    sql`insert into alert_events (source_id, index_name, document_id, alert_id, customer_id, occurred_at, context)
      select source_id, index_name, document_id || '-' || n, alert_id, customer_id, occurred_at, context
      from alert_events, generate_series(1, 2) as n where alert_id = ${first}`.execute(owner),
  );
});
afterAll(() => app.close());

/** What a list has to be asked with beside its page, and another question to it. */
const asked: Record<string, { is?: LooseInput; another: LooseInput }> = {
  listAlerts: { another: { query: { q: 'severity:critical' } } },
  listAlertEvents: { another: { params: { alertId: 'alr_2' } } },
  listFindings: { another: { query: { q: 'severity:critical' } } },
  listFindingGroups: {
    is: { query: { by: 'cve', q: 'package:*' } },
    another: { query: { by: 'fix', q: 'package:*' } },
  },
  listParked: { another: { query: { reason: 'time_invalid' } } },
  listRuns: { another: { query: { job: 'tidy-runs' } } },
};

describe.each(lists.map((route) => [route.operationId, route] as const))('%s', (name, route) => {
  const { is = {}, another = {} } = asked[name] ?? {};
  const ask = (caller: GivenUser, query: Record<string, unknown>, input: LooseInput = is) =>
    send(app.http, caller, route, {
      params: { alertId: alert, ...input.params },
      query: { ...input.query, limit: 1, ...query },
    });
  const page = async (query: Record<string, unknown>) => (await ask(admin, query)).reply as Page;
  const nextCursor = async () => (await page({})).nextCursor ?? '';

  test('gives each row once, page by page', async () => {
    const seen: string[] = [];
    let { items, nextCursor: cursor } = await page({});
    for (;;) {
      seen.push(...items.map((item) => JSON.stringify(item)));
      if (cursor === null) break;
      ({ items, nextCursor: cursor } = await page({ cursor }));
    }
    expect([seen.length, new Set(seen).size]).toEqual([3, 3]);
  });

  test('goes on with the same question of the same person alone', async () => {
    const cursor = await nextCursor();
    expect((await ask(admin, { cursor, limit: 2 })).outcome).toBe('200');
    expect((await ask(other, { cursor })).outcome).toBe('cursor.invalid');
    expect((await ask(admin, { cursor }, another)).outcome).toBe('cursor.invalid');
    expect((await ask(admin, { cursor: `${cursor}A` })).outcome).toBe('cursor.invalid');
  });
});
