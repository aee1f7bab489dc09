import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../test/database.ts';
import type { AgentSnapshot, FindingsSummary } from '../../../connectors/capabilities.ts';
import { toFinding, toSystem } from '../../../connectors/wazuh-indexer/map.ts';
import { StateDocument } from '../../../connectors/wazuh-indexer/wire.ts';
import { createDatabase, type Database } from '../../../db/database.ts';
import { type Context, systemContext } from '../../access/index.ts';
import { ensureDefaultCustomer } from '../../customers/index.ts';
import { syncFindings } from './service.ts';
import { insertSource } from './world.fixture.ts';

const folder = new URL('../../../../../../shared/datasets/vulnerability-states/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere)
  console.log('skipped: ../shared/datasets/vulnerability-states is not here, so the two scans are not compared.');

const minute = 60_000;
const start = new Date('2025-02-01T08:00:00.000Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * minute);

async function* scan(name: string): AsyncGenerator<AgentSnapshot | FindingsSummary> {
  const text = await readFile(new URL(`wazuh-states-vulnerabilities.${name}.ndjson`, folder), 'utf8');
  const documents = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => StateDocument.parse(JSON.parse(line)._source));
  const byAgent = Map.groupBy(documents, (document) => document.agent?.id ?? '');
  for (const [id, own] of byAgent) {
    const [first] = own;
    if (!first) continue;
    yield {
      kind: 'agent',
      instance: first.wazuh?.cluster?.name ?? null,
      agent: { id, name: first.agent?.name ?? null, version: first.agent?.version ?? null },
      system: toSystem(first),
      findings: own.flatMap((document) => toFinding(document) ?? []),
      isComplete: true,
    };
  }
  yield { kind: 'summary', documents: documents.length, agents: byAgent.size, unusable: 0, isComplete: true };
}

let clone: TestDatabase;
let db: Database;
let context: Context;
let source: Awaited<ReturnType<typeof insertSource>>;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  context = systemContext({ db, clock: { now: () => start }, log: silent });
  await ensureDefaultCustomer(context);
  source = await insertSource(context);
});

afterAll(async () => {
  await db.close();
  await clone.drop();
});

const count = async (condition: string): Promise<number> => {
  const { rows } = await context.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from findings where ${sql.raw(condition)}`.execute(tx),
  );
  return rows[0]?.n ?? -1;
};
const synced = (name: string, minutes: number) => syncFindings(context, source, scan(name), { now: after(minutes) });

test.skipIf(!isThere)(
  'two real scans are told apart by identity, and the wiped agent is believed only at the second look',
  async () => {
    expect(await synced('scan1', 0)).toMatchObject({ read: 1_717, new: 1_717, unchanged: 0, absent: 0, agents: 6 });
    expect(await count('severity is null')).toBe(521);
    expect(await count('severity is null and score_tenths is null and base_priority = 0')).toBe(521);

    const same = await synced('scan1', 15);
    expect(same).toMatchObject({ read: 1_717, new: 0, changed: 0, unchanged: 1_717, absent: 0, waiting: 0, agents: 6 });

    const second = await synced('scan2', 30);
    expect(second).toMatchObject({ read: 1_359, new: 82, absent: 180, waiting: 260, reopened: 0, patched: 0 });
    expect(second.changed + second.unchanged).toBe(1_277);
    const { rows: versions } = await context.read((tx) =>
      sql<{
        n: number;
      }>`select count(*)::int as n from finding_events where kind = 'changed' and before->>'version' <> after->>'version'`.execute(
        tx,
      ),
    );
    expect(versions[0]?.n).toBe(33);

    const third = await synced('scan2', 45);
    expect(third).toMatchObject({ new: 0, changed: 0, absent: 260, waiting: 0, patched: 0 });
    const fourth = await synced('scan2', 95);
    expect(fourth).toMatchObject({ new: 0, absent: 0, patched: 440 });
    expect(
      await count(
        `status = 'patched' and status_reason = 'scanner_cleared' and patched_at = '${after(95).toISOString()}'`,
      ),
    ).toBe(440);
    // A severity that the scanner leaves open stays unknown: 485 of those that the second scan states.
    expect(await count(`status = 'open' and severity is null`)).toBe(485);
    expect(await count(`detected_at = '${start.toISOString()}'`)).toBe(1_717);
    expect(await count(`detected_at = '${after(30).toISOString()}'`)).toBe(82);
    expect(await synced('scan2', 110)).toMatchObject({ unchanged: 1_359, patched: 0, absent: 0 });

    const back = await synced('scan1', 120);
    expect(back).toMatchObject({ read: 1_717, new: 0, reopened: 440 });
    expect(await count(`status = 'open' and reopened_count = 1 and patched_at is null`)).toBe(440);
    expect(await count(`detected_at = '${start.toISOString()}'`)).toBe(1_717);
  },
);

test.skipIf(!isThere)('the counters of the hosts and the groups add up to the findings', async () => {
  const { rows } = await context.read((tx) =>
    sql<Record<string, number>>`select
      (select count(*) from findings where status = 'open')::int as open, (select sum(open_findings) from assets)::int as assets,
      (select sum(count) from finding_counts where status = 'open')::int as kept, (select sum(finding_count) from upgrade_groups)::int as fixes,
      (select sum(finding_count) from cve_groups)::int as cves, (select sum(finding_count) from asset_groups)::int as hosts,
      (select count(*) from stale_groups)::int as stale`.execute(tx),
  );
  const { open, stale, ...sums } = rows[0] ?? {};
  expect(stale).toBe(0);
  expect(open).toBeGreaterThan(1_000);
  for (const [name, sum] of Object.entries(sums)) expect([name, sum]).toEqual([name, open]);
});
