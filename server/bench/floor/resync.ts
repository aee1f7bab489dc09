import type pg from 'pg';
import type { AgentSnapshot, RawFinding } from '../../src/connectors/capabilities.ts';
import { contentHashOf } from '../../src/domains/vulnerabilities/sync/content.ts';

/** Row numbers by name; read before the clock starts, as a long-lived process would hold them. */
export type Names = {
  assets: ReadonlyMap<string, number>;
  cves: ReadonlyMap<string, number>;
  packages: ReadonlyMap<string, number>;
};

export async function readNames(client: pg.Client): Promise<Names> {
  const map = async (text: string) =>
    new Map((await client.query<{ name: string; id: number }>(text)).rows.map((row) => [row.name, row.id]));
  return {
    assets: await map(`select external_id as name, asset_id::int as id from asset_sources where instance = 'resync'`),
    cves: await map('select cve_id as name, id from cves'),
    packages: await map('select name, min(id) as id from packages group by 1'),
  };
}

const agentsAtOnce = 100;
const room = 16_777_216;

/**
 * Reads keys and content marks, compares here and writes only what differs, with the driver only: no digest, no ledger,
 * no audit, no counters of hosts, no wall between customers.
 * @returns how many findings were written.
 */
export async function resyncFloor(
  client: pg.Client,
  names: Names,
  snapshots: readonly AgentSnapshot[],
): Promise<number> {
  let written = 0;
  for (let start = 0; start < snapshots.length; start += agentsAtOnce) {
    const some = snapshots.slice(start, start + agentsAtOnce);
    await client.query('begin');
    const known = await readKnown(
      client,
      some.map((one) => names.assets.get(one.agent.id) ?? 0),
    );
    const changed: { id: number; hash: number; raw: RawFinding }[] = [];
    for (const snapshot of some) {
      const stored = known.get(names.assets.get(snapshot.agent.id) ?? 0);
      for (const raw of snapshot.findings) {
        const key = (names.cves.get(raw.cveId) ?? 0) * room + (names.packages.get(raw.packageName) ?? 0);
        const hash = contentHashOf(raw);
        const row = stored?.get(key);
        if (row && row.hash !== hash) changed.push({ id: row.id, hash, raw });
      }
    }
    if (changed.length > 0) await write(client, changed);
    await client.query('commit');
    written += changed.length;
  }
  return written;
}

async function readKnown(client: pg.Client, assets: readonly number[]) {
  const { rows } = await client.query<{ asset: number; told: string }>(
    `select asset_id::int as asset, string_agg((cve_id::bigint * ${room} + package_id) || ',' || id || ',' || content_hash, ',') as told
     from findings where asset_id = any ($1::bigint[]) group by 1`,
    [assets],
  );
  return new Map(rows.map((row) => [row.asset, parse(row.told)]));
}

function parse(told: string): Map<number, { id: number; hash: number }> {
  const words = told.split(',');
  const known = new Map<number, { id: number; hash: number }>();
  for (let i = 0; i + 2 < words.length; i += 3)
    known.set(Number(words[i]), { id: Number(words[i + 1]), hash: Number(words[i + 2]) });
  return known;
}

async function write(
  client: pg.Client,
  changed: readonly { id: number; hash: number; raw: RawFinding }[],
): Promise<void> {
  await client.query(
    `insert into package_versions (value) select distinct v from unnest($1::text[]) v on conflict do nothing`,
    [changed.map((one) => one.raw.version ?? '')],
  );
  await client.query(
    `update findings f set content_hash = h, installed_version_id = v.id
     from unnest($1::bigint[], $2::bigint[], $3::text[]) g (i, h, word) join package_versions v on v.value = word where f.id = i`,
    [changed.map((one) => one.id), changed.map((one) => one.hash), changed.map((one) => one.raw.version ?? '')],
  );
}
