import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { cloneDatabase } from '../database.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { chromiumPath, countedPage, missingBrowser, openBrowser } from '../journey/browser.ts';
import { openConsole } from '../journey/console.ts';
import { queueOf } from '../journey/queue.ts';
import { acceptCertificate, enterLogin, saveConnection } from '../journey/three-fields.ts';
import { ask, findShared, loadDocuments, putWazuhTemplates, readNdjson } from '../opensearch/load.ts';
import { startOpenSearch } from '../opensearch/node.ts';
import { users } from '../opensearch/security.ts';
import { linesOn } from './line.ts';
import { rowsOf, sound, tally } from './tally.ts';

// The vendor's own events and states, from a real node with TLS and a login that may only read.
const templates = findShared('contracts/wazuh-indexer/templates-4.14');
const alertFiles = ['sample-alerts', 'alerts-from-ruleset-tests'].flatMap(
  (name) => findShared(`datasets/wazuh/${name}.ndjson`) ?? [],
);
const scanFile = (scan: 1 | 2) =>
  findShared(`datasets/vulnerability-states/wazuh-states-vulnerabilities.scan${scan}.ndjson`);
const isThere = templates !== null && alertFiles.length === 2 && scanFile(1) !== null && scanFile(2) !== null;
const started = isThere ? await startOpenSearch({ secure: true }) : { unavailable: '../shared/datasets is not here' };
if ('unavailable' in started) console.log(`skipped: ${started.unavailable}, so no real input is read.`);
const node = 'unavailable' in started ? null : started;
const real = test.skipIf(node === null);

const { username, password } = users.reader;
const minute = 60_000;

async function putScan(scan: 1 | 2): Promise<void> {
  const file = scanFile(scan);
  if (node === null || file === null) return;
  await ask(node, 'DELETE', '/wazuh-states-vulnerabilities-*');
  expect(await loadDocuments(node, readNdjson(file))).toEqual({ refused: 0 });
}

async function countAlerts(): Promise<number> {
  if (node === null) return 0;
  return (await ask(node, 'GET', '/wazuh-alerts-*/_count')).count;
}

const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  if (node === null || templates === null) return;
  closers.push(() => node.stop());
  await putWazuhTemplates(node, templates);
  // The vendor asks for three shards a day; one holds the same documents and spares this machine a minute.
  const settings = { 'index.number_of_shards': 1, 'index.number_of_replicas': 0 };
  await ask(node, 'PUT', '/_template/one-shard', { index_patterns: ['wazuh-alerts-*'], order: 9, settings });
  // A few of the vendor's documents do not fit the vendor's mapping; what the node holds is what counts.
  for (const file of alertFiles) await loadDocuments(node, readNdjson(file));
}, 240_000);
beforeEach(() => putScan(1), 60_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function fingerprint(url: string): Promise<string> {
  const { connect } = await import('node:tls');
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.once('error', reject);
  });
}

real(
  'wf connect, sync and list read a whole node: every event is in an alert or parked',
  { timeout: 180_000 },
  async () => {
    const database = await cloneDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'wf-line-'));
    closers.push(database.drop, () => rm(folder, { recursive: true, force: true }));
    const line = linesOn(database.url, folder);
    const secret = join(folder, 'password');
    await writeFile(secret, `${password}\n`);
    const login = ['--url', node?.url ?? '', '--user', username, '--password-file', secret];
    const everything = ['--since', 'all', '--min-level', '0'];

    const unpinned = await line('connect', 'wazuh-indexer', ...login, ...everything);
    expect(unpinned.code).toBe(1);
    const shown = unpinned.out.find((step) => step.state === 'failed');
    const pin = String(shown?.fingerprint).toUpperCase();
    expect(pin.replaceAll(':', '')).toBe((await fingerprint(node?.url ?? '')).replaceAll(':', ''));

    const dry = await line('connect', 'wazuh-indexer', ...login, ...everything, '--pin', pin, '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: [] });
    expect(dry.out.at(-1)).toMatchObject({ isOk: true, connectionId: null });
    const connected = await line('connect', 'wazuh-indexer', ...login, ...everything, '--pin', pin);
    expect(connected).toMatchObject({ code: 0, err: [] });

    const held = await countAlerts();
    const alerts = await line('sync', 'alerts');
    expect(alerts).toMatchObject({ code: 0, out: [{ read: held, known: 0, belowLevel: 0 }] });
    const sums = await tally(database.url);
    expect(sums).toMatchObject(sound);
    expect(sums.events + sums.parked).toBe(held);
    expect(alerts.out[0]).toMatchObject({
      created: sums.alerts,
      absorbed: sums.events - sums.alerts,
      parked: sums.parked,
    });
    for (const { error } of await rowsOf<{ error: string }>(database.url, 'select error from parked_events'))
      expect(error).toMatch(/\.$/);
    const again = await line('sync', 'alerts');
    expect(again.out[0]).toMatchObject({ created: 0, absorbed: 0, parked: 0 });
    expect(await tally(database.url)).toEqual(sums);

    const findings = await line('sync', 'findings');
    expect(findings).toMatchObject({ code: 0, out: [{ read: 1_717, new: 1_717, changed: 0, absent: 0, agents: 6 }] });
    const [six] = await rowsOf<{ n: number }>(database.url, 'select count(distinct asset_id)::int as n from findings');
    expect(six?.n).toBe(6);
    await putScan(2);
    expect((await line('sync', 'findings')).out[0]).toMatchObject({
      read: 1_359,
      new: 82,
      absent: 180,
      waiting: 260,
      reopened: 0,
    });
    expect((await line('sync', 'findings')).out[0]).toMatchObject({ new: 0, absent: 260, waiting: 0 });

    const listed = await line('alerts', 'list', '-q', 'severity:>=high', '--limit', '500');
    expect(listed.code).toBe(0);
    expect(listed.out.length).toBeGreaterThan(10);
    for (const row of listed.out) expect(['high', 'critical']).toContain(row.severity);
    const ranked = await line('findings', 'list', '--limit', '2000');
    expect(ranked.out).toHaveLength(1_359 + 440);
    const priorities = ranked.out.map((row) => Number(row.priority));
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
  },
);

type Counts = Record<string, number>;

async function syncFindings(app: TestApp, advanceMs: number): Promise<Counts> {
  app.clock.advance(advanceMs);
  return (await app.runJob('sync-findings')) as Counts;
}

const screen = test.skipIf(node === null || chromiumPath === null);
if (chromiumPath === null) console.log(missingBrowser);

screen(
  'a person connects it on the screen in three fields, and all it holds comes in',
  { timeout: 120_000 },
  async () => {
    const house = await openConsole();
    onTestFinished(house.close);
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const { page, errors } = await countedPage(browser);
    await house.signIn(page);
    await page.goto(`${house.address}/platform/connectors/new`);
    await enterLogin(page, { url: node?.url ?? '', user: username, password });
    expect(await acceptCertificate(page)).toBe(await fingerprint(node?.url ?? ''));
    await page.getByLabel('Read from').selectOption('all');
    await page.getByLabel('From level').selectOption('0');
    await page.getByText('at level every level').waitFor();
    await saveConnection(page);
    await page.getByRole('button', { name: 'Read now' }).first().click();

    const held = await countAlerts();
    await expect
      .poll(async () => (({ events, parked }) => events + parked)(await tally(house.url)), { timeout: 60_000 })
      .toBe(held);
    await expect.poll(async () => (await tally(house.url)).findings, { timeout: 60_000 }).toBe(1_717);
    const sums = await tally(house.url);
    expect(sums).toMatchObject(sound);
    await page.goto(`${house.address}/alerts?q=*`);
    await queueOf(page).rows.first().waitFor();
    await page.getByText(sums.alerts.toLocaleString('en')).first().waitFor();
    await page.goto(`${house.address}/findings?by=asset`);
    await page.getByText('1,717 findings on 6 assets').waitFor();
    expect(errors).toEqual([]);
  },
);

real('a connection made by the API reads the same, and two scans are told apart', { timeout: 180_000 }, async () => {
  const app = await startTestApp({ start: new Date().toISOString() });
  closers.push(app.close);
  const admin = await app.given.user();
  const fields = { kind: 'auto', url: node?.url ?? '', config: { username }, secrets: { password } };
  const looked = (await app.call(admin, 'probeDraft', { body: fields })).reply;
  expect(looked.isOk).toBe(false);
  const { fingerprint } = looked.steps.find((step) => step.state === 'failed') ?? {};
  if (!fingerprint) throw new Error(`no fingerprint: ${JSON.stringify(looked.steps)}`);
  const pinned = { ...fields, tls: { verify: 'pin', fingerprint } as const };
  const trusted = (await app.call(admin, 'probeDraft', { body: { ...pinned, minLevel: 0 } })).reply;
  expect(trusted).toMatchObject({ isOk: true, kind: 'wazuh-indexer' });
  const made = await app.call(admin, 'createConnection', { body: { ...pinned, since: 'all', minLevel: 0 } });
  expect(made.reply).toMatchObject({ kind: 'wazuh-indexer', status: 'ok' });
  expect(JSON.stringify(made.reply)).not.toContain(password);

  await app.runJob('sync-alerts');
  const sums = await tally(app.url);
  expect(sums).toMatchObject(sound);
  expect(sums.events + sums.parked).toBe(await countAlerts());
  expect((await app.call(admin, 'listAlerts', { query: { limit: 200 } })).reply.items.length).toBe(
    Math.min(200, sums.alerts),
  );

  const count = async (condition: string) =>
    (await rowsOf<{ n: number }>(app.url, `select count(*)::int as n from findings where ${condition}`))[0]?.n;
  expect(await syncFindings(app, 0)).toMatchObject({ read: 1_717, new: 1_717, agents: 6 });
  const firstSeen = await rowsOf(app.url, 'select id, detected_at from findings order by id');
  expect(await count("severity is null and status = 'open'")).toBe(521);

  await putScan(2);
  const second = await syncFindings(app, 15 * minute);
  expect(second).toMatchObject({ read: 1_359, new: 82, absent: 180, waiting: 260, reopened: 0, patched: 0 });
  expect((second.changed ?? 0) + (second.unchanged ?? 0)).toBe(1_277);
  const [versions] = await rowsOf<{ n: number }>(
    app.url,
    "select count(*)::int as n from finding_events where kind = 'changed' and before->>'version' <> after->>'version'",
  );
  expect(versions?.n).toBe(33);
  expect(await count('not presence')).toBe(180);
  expect(await syncFindings(app, 15 * minute)).toMatchObject({ new: 0, absent: 260, waiting: 0, patched: 0 });
  expect(await count('not presence')).toBe(440);
  expect(await syncFindings(app, 60 * minute)).toMatchObject({ new: 0, absent: 0, patched: 440 });
  expect(await count("status = 'patched' and status_reason = 'scanner_cleared'")).toBe(440);
  expect(await count('presence and severity is null')).toBe(485);
  const now = new Map(
    (await rowsOf(app.url, 'select id, detected_at from findings')).map((row) => [row.id, row.detected_at]),
  );
  for (const row of firstSeen) expect(now.get(row.id)).toEqual(row.detected_at);
  expect(await tally(app.url)).toMatchObject({ ...sound, findings: 1_717 + 82 });

  // The first session has ended by this clock.
  const query = { q: 'is:open severity:unknown', limit: 200 };
  const listed = await app.call(await app.given.user(), 'listFindings', { query });
  expect(listed.reply.items.length).toBe(200);
  for (const item of listed.reply.items) expect(item.severity).toBeNull();
});
