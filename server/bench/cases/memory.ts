import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { findingsEach } from '../data/snapshots.ts';
import { peakMb } from '../process-memory.ts';
import { type Row, rowOf } from '../row.ts';
import { startChild } from '../server.ts';

const script = fileURLToPath(new URL('../children/fleet-sync.ts', import.meta.url));
const Done = z.object({ seconds: z.number(), fresh: z.int() });

async function makeSource(url: string): Promise<{ id: number; connection: number }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: number; connection: number }>(
      `with made as (insert into connections (kind, name, base_url, instance) values ('wazuh-indexer', 'fleet', 'https://fleet.invalid', 'fleet') returning id)
       insert into sources (connection_id, purpose, delivery, name, product, index_pattern, is_enabled)
       select id, 'findings', 'pull', 'fleet', 'wazuh', 'wazuh-states-vulnerabilities-*', false from made returning id::int, connection_id::int as connection`,
    );
    return rows[0] ?? { id: 0, connection: 0 };
  } finally {
    await client.end();
  }
}

/** The most memory of the whole program while it loads a fleet's findings for the first time; 3 M of them at base. */
async function run(bench: Bench): Promise<Row[]> {
  const agents = bench.sizes.findings / findingsEach;
  const fresh = await bench.freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'wf-bench-fleet-'));
  try {
    const source = await makeSource(fresh.url);
    const args = [dataDir, source.id, source.connection, agents].map(String);
    const served = await startChild(script, args, { DATABASE_URL: fresh.url, WF_LOG: 'error' });
    try {
      const [message] = await once(served.child, 'message');
      const done = Done.parse(message);
      if (done.fresh !== bench.sizes.findings)
        throw new Error(`${done.fresh} findings were new, not ${bench.sizes.findings}.`);
      const base = { case: 'P22', scale: bench.scale };
      return [
        rowOf(
          { ...base, metric: `peak memory, sync of ${bench.sizes.findings} findings`, unit: 'MB', goal: '<= 700 MB' },
          [await peakMb(served.pid)],
          null,
          (mb) => mb <= 700,
        ),
        rowOf(
          { ...base, metric: 'findings/s of that first load, dictionaries included', unit: 'findings/s', goal: 'none' },
          [done.fresh / done.seconds],
          null,
          () => true,
        ),
      ];
    } finally {
      await served.stop();
    }
  } finally {
    await fresh.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export const memory: Case = { id: 'P22', title: 'memory while a fleet is loaded', run };
