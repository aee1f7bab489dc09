import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentSnapshot, Capabilities, FindingsSummary } from '../../src/connectors/capabilities.ts';
import { createDatabase } from '../../src/db/database.ts';
import { type Context, systemContext } from '../../src/domains/access/index.ts';
import { syncFindingsNow } from '../../src/domains/vulnerabilities/index.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { rowsOf } from './tally.ts';

// A worker reads a source while it holds its turn. Turns are lost with a connection; what comes late must be refused.
let app: TestApp;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  app = await startTestApp();
  const source = await app.given.source({ purpose: 'findings' });
  await rowsOf(app.url, 'update sources set is_enabled = (id = $1)', [source]);
});
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
  const [paused, other] = [worker(), worker()];
  let goOn: () => void = () => undefined;
  const isOpen = new Promise<void>((resolve) => (goOn = resolve));
  let entered: () => void = () => undefined;
  const isEntered = new Promise<void>((resolve) => (entered = resolve));
  const sync = (context: Context, can: Capabilities) => syncFindingsNow(context, { openConnection: async () => can });

  expect(await sync(other, reading(names(0, 20)))).toMatchObject({ new: 20, errors: [] });
  const late = sync(
    paused,
    reading(names(0, 18), () => (entered(), isOpen)),
  ).catch(() => null);
  await isEntered;
  await rowsOf(
    app.url,
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and classid::bigint = hashtext('source')::bigint & 4294967295
      and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(await sync(other, reading(names(0, 22)))).toMatchObject({ new: 2, errors: [] });
  expect(await present()).toEqual(named(names(0, 22)));
  goOn();
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
