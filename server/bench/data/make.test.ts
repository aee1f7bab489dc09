import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/database.ts';
import { makeData } from './make.ts';

// The generators of the measured data, at a thousandth of the size: the same shares, the same every time.
const size = { alerts: 4_000, findings: 6_000, assets: 40, customers: 12, tags: 20 };
type Made = { clone: TestDatabase; client: pg.Client; shape: Record<string, unknown>[] };

const shapeSql = `select 'index' as kind, indexname as name, indexdef as state from pg_indexes where tablename in ('alerts', 'findings')
  union all select 'trigger', tgrelid::regclass || ' ' || tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2`;

async function make(): Promise<Made> {
  const clone = await cloneDatabase();
  const client = new pg.Client({ connectionString: clone.url });
  await client.connect();
  await client.query(`insert into roles (name) values ('admin'), ('analyst') on conflict do nothing`);
  const { rows: shape } = await client.query<Record<string, unknown>>(shapeSql);
  await makeData(client, size);
  return { clone, client, shape };
}

let one: Made;
let two: Made;
beforeAll(async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  [one, two] = await Promise.all([make(), make()]);
});
afterAll(async () => {
  vi.restoreAllMocks();
  for (const { client, clone } of [one, two]) {
    await client.end();
    await clone.drop();
  }
});

const ask = async (text: string, from = one) => (await from.client.query<Record<string, number>>(text)).rows;
const first = async (text: string) => (await ask(text))[0] ?? {};

test('as many rows as the scale names, each finding and each alert of a customer numbered once', async () => {
  expect(
    await first(`select (select count(*) from alerts)::int as alerts, (select count(*) from findings)::int as findings,
      (select count(*) from customers where code like 'bench-%')::int as customers, (select count(*) from tags)::int as tags,
      (select count(*) from assets where hostname like 'host-%')::int as assets`),
  ).toEqual(size);
  expect(
    await ask(`select n.kind, n.customer_id from customer_numbers n
      where n.next <= coalesce((select max(number) from alerts a where n.kind = 'alert' and a.customer_id = n.customer_id), 0)
        or n.next <= coalesce((select max(number) from findings f where n.kind = 'finding' and f.customer_id = n.customer_id), 0)`),
  ).toEqual([]);
});

test('the same rows come out every time, save for the hour', async () => {
  const words = `select md5(string_agg(concat_ws('|', customer_id, title, rule_id, severity, status, tag_ids, asset_name), E'\\n' order by dedupe_key)) as alerts from alerts`;
  const findings = `select md5(string_agg(concat_ws('|', customer_id, asset_id, cve_id, package_id, status, severity, base_priority), E'\\n' order by asset_id, cve_id)) as findings from findings`;
  for (const text of [words, findings]) expect(await ask(text, one)).toEqual(await ask(text, two));
});

const share = (count: number | undefined, of: number): number => (count ?? 0) / of;

test('alerts have their shares: 15 % not closed, 5 % without a tag, spread over 90 days and all customers', async () => {
  const found =
    await first(`select count(*) filter (where status <> 'closed')::int as waiting, count(*) filter (where tag_ids = '{}')::int as untagged,
      count(*) filter (where status = 'in_progress' and assignee_id is null)::int as ownerless, count(distinct customer_id)::int as customers,
      count(distinct date_trunc('day', last_seen_at))::int as days, count(*) filter (where last_seen_at > now())::int as ahead,
      count(*) filter (where (status = 'closed') <> (verdict is not null))::int as odd, max(cardinality(tag_ids))::int as tags from alerts`);
  expect(share(found.waiting, size.alerts)).toBeCloseTo(0.15, 1);
  expect(share(found.untagged, size.alerts)).toBeCloseTo(0.05, 2);
  expect(found).toMatchObject({ ownerless: 0, ahead: 0, odd: 0, tags: 3, customers: size.customers });
  expect(found.days).toBeGreaterThanOrEqual(90);
});

test('findings have their shares: 60 % open, a tenth of the CVEs exploited, two thirds older than 30 days', async () => {
  const found =
    await first(`select count(*) filter (where status = 'open')::int as open, count(*) filter (where exploit = 2)::int as exploited,
      count(*) filter (where is_aged)::int as aged, count(*) filter (where is_aged <> (detected_at < now() - interval '30 days'))::int as misaged,
      count(*) filter (where presence = (status = 'patched'))::int as odd, count(*) filter (where base_priority <> score_tenths * 50 + exploit * 1500)::int as misrated,
      count(distinct (asset_id, cve_id))::int as pairs from findings`);
  expect(share(found.open, size.findings)).toBeCloseTo(0.6, 1);
  expect(share(found.exploited, size.findings)).toBeCloseTo(0.1, 1);
  expect(share(found.aged, size.findings)).toBeCloseTo(2 / 3, 1);
  expect(found).toMatchObject({ misaged: 0, odd: 0, misrated: 0, pairs: size.findings });
});

test('kept counts equal a recount, so that what is measured is what people would see', async () => {
  const differences = (kept: string, columns: string, table: string, sum = 'sum(count)::int') =>
    ask(`select * from ((select ${columns}, ${sum} as n from ${kept} group by ${columns} except select ${columns}, count(*)::int from ${table} group by ${columns})
      union all (select ${columns}, count(*)::int from ${table} group by ${columns} except select ${columns}, ${sum} from ${kept} group by ${columns})) d`);
  expect(await differences('alert_counts', 'customer_id, tag_ids, status, severity, source', 'alerts')).toEqual([]);
  expect(await differences('finding_counts', 'customer_id, status, severity, exploit', 'findings')).toEqual([]);
  const closed = `(select * from alerts where status = 'closed') c`;
  expect(await differences('rule_verdicts', 'customer_id, rule_id, verdict', closed)).toEqual([]);
});

test('indexes and triggers are as the migrations made them: what was put off while loading is back', async () => {
  expect(await ask(shapeSql)).toEqual(one.shape);
  expect(one.shape.length).toBeGreaterThan(20);
});

test('three people look at it: one sees all, one five tags, one a single customer', async () => {
  expect(
    await ask(`select username, (select count(*) from user_tags t where t.user_id = u.id)::int as tags,
      (select count(*) from user_customers c where c.user_id = u.id)::int as customers from users u order by 1`),
  ).toEqual([
    { username: 'bench-admin', tags: 0, customers: 0 },
    { username: 'bench-analyst', tags: 5, customers: 0 },
    { username: 'bench-scoped', tags: size.tags, customers: 1 },
  ]);
});

test('what is there is not made again', async () => {
  await makeData(one.client, { ...size, alerts: 9_999 });
  expect((await first('select count(*)::int as n from alerts')).n).toBe(size.alerts);
});
