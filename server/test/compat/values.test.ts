import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDatabase } from '../database-server.ts';
import { startTestApp, type TestApp } from '../harness.ts';

let app: TestApp;
let kestrel: Awaited<ReturnType<TestApp['given']['customer']>>;
let aurora: Awaited<ReturnType<TestApp['given']['customer']>>;
let alertId = 0;
let findingId = 0;
let connectionId = 0;

beforeAll(async () => {
  app = await startTestApp();
  const { given } = app;
  kestrel = await given.customer({ code: 'kestrel', name: 'Kestrel Logistics' });
  aurora = await given.customer({ code: 'aurora', name: 'Aurora Water' });
  const analyst = await given.user({
    role: 'analyst',
    username: 'ines',
    customers: [kestrel.id],
    passwordHash: 'a hash that nobody may read',
  });
  const tag = await given.tag('night-shift');
  connectionId = await given.connection({ customerId: kestrel.id, name: 'Indexer of Kestrel' });
  const sourceId = await given.source({ connectionId, customerId: kestrel.id });
  const assetId = await given.asset({ customerId: kestrel.id, hostname: 'ws-7' });
  alertId =
    (
      await given.alerts(1, {
        customerId: kestrel.id,
        sourceId,
        title: 'Brute force',
        assetName: 'ws-7',
        assetId,
        assigneeId: analyst.id,
        status: 'in_progress',
        tags: [tag],
      })
    )[0] ?? 0;
  findingId =
    (
      await given.findings(1, {
        customerId: kestrel.id,
        assetId,
        severity: null,
        scoreTenths: null,
        fixedVersion: null,
      })
    )[0] ?? 0;
  await given.findings(2, {
    customerId: aurora.id,
    assetId: await given.asset({ customerId: aurora.id }),
    severity: 4,
    scoreTenths: 98,
  });
  await given.alerts(2, { customerId: aurora.id });
  await given.parked({ sourceId });
});
afterAll(() => app.close());

/** Reads as a dashboard would: a login of its own that holds wf_reader, its scope fixed by the administrator. */
async function asReader<T extends pg.QueryResultRow>(scope: string | null, text: string): Promise<T[]> {
  const name = `reader_${process.pid}_${Math.abs(text.length)}_${scope ?? 'none'}`.replace(/\W/g, '_');
  const owner = new pg.Client({ connectionString: app.url });
  await owner.connect();
  await owner.query(
    `drop role if exists ${name}; create role ${name} login superuser; alter role ${name} nosuperuser; grant wf_reader to ${name}`,
  );
  if (scope !== null) await owner.query(`alter role ${name} set wf.scope = '${scope}'`);
  const reader = new pg.Client({ connectionString: readerUrl(name) });
  try {
    await reader.connect();
    return (await reader.query<T>(text)).rows;
  } finally {
    await reader.end().catch(() => undefined);
    await owner.query(`drop role ${name}`);
    await owner.end();
  }
}

/** The same server for another login; the test server trusts local ones. */
function readerUrl(name: string): string {
  const url = new URL(app.url.replace('@/', '@localhost/'));
  url.username = name;
  url.password = '';
  const changed = withDatabase(url.href, url.pathname.slice(1));
  return app.url.includes('@/') ? changed.replace('@localhost/', '@/') : changed;
}

test('an alert reads as the documents say', async () => {
  const [row] = await asReader('all', `select * from compat.incident_management_alert where id = ${alertId}`);
  expect(row).toMatchObject({
    alert_name: 'Brute force',
    status: 'IN_PROGRESS',
    customer_code: 'kestrel',
    assigned_to: 'ines',
    escalated: false,
    severity: 'high',
    time_closed: null,
  });
});

test('an alert joins its context, its host and its tag under the documented columns', async () => {
  const rows = await asReader(
    'all',
    `select s.asset_name, s.index_id, x.context -> 'agent' ->> 'name' as named, t.tag, g.hostname
     from compat.incident_management_asset s join compat.incident_management_alertcontext x on x.id = s.alert_context_id
     join compat.incident_management_alert_to_tag l on l.alert_id = s.alert_linked join compat.incident_management_alerttag t on t.id = l.tag_id
     join compat.agents g on g.agent_id = s.agent_id and g.customer_code = s.customer_code where s.alert_linked = ${alertId}`,
  );
  expect(rows).toEqual([
    { asset_name: 'ws-7', index_id: `doc-${alertId}`, named: 'ws-7', tag: 'night-shift', hostname: 'ws-7' },
  ]);
});

test('a severity nobody knows stays null for one document and UNKNOWN for the other', async () => {
  const rows = await asReader(
    'all',
    `select v.severity, v.cvss_score, v.fixed_version, v."references", a.severity as of_agent, a.status from compat.vulnerabilities v join compat.agent_vulnerabilities a on a.id = v.id where v.id = ${findingId}`,
  );
  expect(rows).toEqual([
    { severity: null, cvss_score: null, fixed_version: null, references: '[]', of_agent: 'UNKNOWN', status: 'Active' },
  ]);
});

test('the dashboard counts what is open now', async () => {
  const [row] = await asReader(
    'all',
    'select open_vulnerabilities::int, critical_count::int, affected_assets::int, avg_cvss::float from compat.dashboard_stats',
  );
  expect(row).toEqual({ open_vulnerabilities: 3, critical_count: 2, affected_assets: 2, avg_cvss: 9.8 });
});

test('secrets read as null, and the columns beneath them are refused', async () => {
  expect(await asReader('all', `select distinct password from compat."user"`)).toEqual([{ password: null }]);
  expect(await asReader('all', 'select distinct password_hash from compat.users')).toEqual([{ password_hash: null }]);
  expect(await asReader('all', 'select distinct auth_key_name, auth_value from compat.integration_auth_keys')).toEqual([
    { auth_key_name: 'password', auth_value: null },
  ]);
  await expect(asReader('all', 'select password_hash from public.users')).rejects.toThrow('permission denied');
  await expect(asReader('all', 'select sealed from public.connection_secrets')).rejects.toThrow('permission denied');
  await expect(asReader('all', 'select * from public.sessions')).rejects.toThrow('permission denied');
});

test('a reader sees the customers of its scope and no other', async () => {
  const codes = `select distinct customer_code from compat.incident_management_alert order by 1`;
  expect(await asReader('all', codes)).toEqual([{ customer_code: 'aurora' }, { customer_code: 'kestrel' }]);
  expect(await asReader(String(kestrel.id), codes)).toEqual([{ customer_code: 'kestrel' }]);
  expect(await asReader(`${kestrel.id},${aurora.id}`, codes)).toHaveLength(2);
  expect(await asReader(null, codes)).toEqual([]);
  await expect(asReader('none of it', codes)).rejects.toThrow('invalid input syntax');
});

test('a reader cannot widen its own scope', async () => {
  const widened = `select distinct customer_code from (select set_config('wf.scope', 'all', false)) as s, compat.incident_management_alert`;
  expect(await asReader(String(kestrel.id), widened)).toEqual([{ customer_code: 'kestrel' }]);
});

test('no view tells a scoped reader of another customer', async () => {
  const views = await app.db.asOwner((owner) =>
    owner
      .selectFrom('pg_views' as never)
      .select('viewname' as never)
      .where('schemaname' as never, '=', 'compat' as never)
      .execute(),
  );
  const names = (views as { viewname: string }[]).map((view) => view.viewname);
  expect(names.length).toBeGreaterThan(25);
  const texts = await asReader<{ name: string; text: string }>(
    String(kestrel.id),
    names
      .map((name) => `select '${name}' as name, coalesce(string_agg(v::text, ' '), '') as text from compat."${name}" v`)
      .join(' union all '),
  );
  expect(texts.filter(({ text }) => /aurora/i.test(text)).map(({ name }) => name)).toEqual([]);
  expect(texts.filter(({ text }) => /kestrel/i.test(text)).length).toBeGreaterThan(5);
});

test('nothing can be written through the views', async () => {
  await expect(asReader('all', `update compat.incident_management_alert set status = 'CLOSED'`)).rejects.toThrow(
    /permission denied|cannot update view/,
  );
  await expect(asReader('all', 'delete from compat.incident_management_alerttag')).rejects.toThrow('permission denied');
});

test('the number in a wire id can be read in SQL', async () => {
  const ids = [1, 31, 32, 1_234_567];
  const rows = await asReader(
    'all',
    `select ${ids.map((id, n) => `compat.row_of('${app.given.wire('connection', id)}')::int as n${n}`).join(', ')}, compat.row_of('nonsense') as none`,
  );
  expect(rows).toEqual([{ n0: 1, n1: 31, n2: 32, n3: 1_234_567, none: null }]);
});

test('the minutes between runs are told for the schedules that we write', async () => {
  const [row] = await asReader(
    'all',
    `select compat.interval_minutes('every 10 s') a, compat.interval_minutes('*/15 * * * *') b, compat.interval_minutes('17 3 * * *') c, compat.interval_minutes('0 0 1 * *') d`,
  );
  expect(row).toEqual({ a: 1, b: 15, c: 1440, d: null });
});
