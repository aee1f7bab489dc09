import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentSnapshot, Capabilities, FindingsSummary, RemoteAgent } from '../../src/connectors/capabilities.ts';
import { createDatabase } from '../../src/db/database.ts';
import { type Context, systemContext } from '../../src/domains/access/index.ts';
import { syncAgentsNow } from '../../src/domains/agents/index.ts';
import { syncFindingsNow } from '../../src/domains/vulnerabilities/index.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { rowsOf } from './tally.ts';

// A worker reads a source while it holds its turn. Turns are lost with a connection; what comes late must be refused.
let app: TestApp;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  app = await startTestApp();
});
const only = async (purpose: 'findings' | 'agents') => {
  const source = await app.given.source({ purpose });
  await rowsOf(app.url, 'update sources set is_enabled = (id = $1)', [source]);
};
/** What a connection that breaks does: whoever holds a turn lets go of it without knowing. */
const cutTurns = () =>
  rowsOf(
    app.url,
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and classid::bigint = hashtext('source')::bigint & 4294967295
      and database = (select oid from pg_database where datname = current_database())`,
  );
function gate() {
  let open: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  return { open, isOpen };
}
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await app.close();
});

/** A worker of its own: with its own connections to the database. */
function worker(): Context {
  const db = createDatabase(app.url, { max: 4 });
  ends.push(db.close);
  return systemContext({ ...app.parts, db });
}

const snapshot = (packages: readonly string[]): AgentSnapshot => ({
  kind: 'agent',
  instance: 'north',
  agent: { id: '001', name: 'host-001', version: null },
  system: null,
  isComplete: true,
  findings: packages.map((name) => ({
    cveId: `CVE-2031-${1_000 + Number(name)}`,
    category: 'package',
    format: 'deb',
    packageName: `package-${name}`,
    architecture: 'amd64',
    path: null,
    version: '1',
    condition: null,
    fixedVersion: null,
    severity: 'high',
    score: 7.5,
    scoreVersion: '3.1',
    description: null,
    publishedAt: null,
    detectedAt: null,
    references: [],
    source: null,
  })),
});
const summary: FindingsSummary = { kind: 'summary', documents: 1, agents: 1, unusable: 0, isComplete: true };
const names = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => String(from + place));

/** An indexer whose snapshot was taken before `isRead` and is handed over after it. */
const reading = (packages: readonly string[], isRead: () => Promise<void> = async () => undefined): Capabilities => ({
  async *listFindings() {
    await isRead();
    yield snapshot(packages);
    yield summary;
  },
});

const present = async () => {
  const rows = await app.system.read((tx) =>
    sql<{
      name: string;
    }>`select p.name from findings f join packages p on p.id = f.package_id where f.presence order by p.name`.execute(
      tx,
    ),
  );
  return rows.rows.map((row) => row.name);
};
const named = (list: readonly string[]) => list.map((name) => `package-${name}`).sort();

test('a snapshot that a worker hands in after it lost its turn changes nothing, and no failure is noted of the source', async () => {
  await only('findings');
  const [paused, other] = [worker(), worker()];
  const [entered, goOn] = [gate(), gate()];
  const sync = (context: Context, can: Capabilities) => syncFindingsNow(context, { openConnection: async () => can });

  expect(await sync(other, reading(names(0, 20)))).toMatchObject({ new: 20, errors: [] });
  const late = sync(
    paused,
    reading(names(0, 18), () => (entered.open(), goOn.isOpen)),
  ).catch(() => null);
  await entered.isOpen;
  await cutTurns();
  expect(await sync(other, reading(names(0, 22)))).toMatchObject({ new: 2, errors: [] });
  expect(await present()).toEqual(named(names(0, 22)));
  goOn.open();
  await late;
  expect(await present()).toEqual(named(names(0, 22)));
  const [source] = await rowsOf<{ error: string | null }>(
    app.url,
    'select last_error as error from sources where is_enabled',
  );
  expect(source?.error).toBeNull();
  await sync(paused, reading(names(0, 22)));
  expect(await present()).toEqual(named(names(0, 22)));
});

const agent = (id: string, name: string): RemoteAgent => ({
  id,
  name,
  instance: 'south',
  ip: null,
  status: 'active',
  version: null,
  system: null,
  groups: [],
  node: null,
  lastSeenAt: null,
  addedAt: null,
});
const listing = (
  agents: readonly RemoteAgent[],
  isRead: () => Promise<void> = async () => undefined,
): Capabilities => ({
  async *listAgents() {
    await isRead();
    yield* agents;
  },
});

test('a listing of agents that comes late changes nothing either', async () => {
  await only('agents');
  const [paused, other] = [worker(), worker()];
  const [entered, goOn] = [gate(), gate()];
  const sync = (context: Context, can: Capabilities) =>
    syncAgentsNow(context, { openConnection: async () => can, onMove: async () => undefined });
  const hosts = async () =>
    (
      await rowsOf<{ name: string }>(
        app.url,
        "select external_name as name from asset_sources where instance = 'south' order by 1",
      )
    ).map(({ name }) => name);

  const late = sync(
    paused,
    listing([agent('001', 'old name'), agent('002', 'gone since')], () => (entered.open(), goOn.isOpen)),
  ).catch(() => null);
  await entered.isOpen;
  await cutTurns();
  const now = [agent('001', 'new name'), agent('003', 'new host')];
  expect(await sync(other, listing(now))).toEqual({ sources: 1, agents: 2, errors: [] });
  goOn.open();
  await late;
  expect(await hosts()).toEqual(['new host', 'new name']);
});
