import type { AgentSnapshot } from '../../src/connectors/capabilities.ts';
import { type FindingSource, syncFindings } from '../../src/domains/vulnerabilities/index.ts';
import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import { changedSnapshots, findingsEach, listingOf, resyncAgents, snapshotOf } from '../data/snapshots.ts';
import { readNames, resyncFloor } from '../floor/resync.ts';
import { median, type Row, rowOf } from '../row.ts';

const runs = 9;

async function prepare(bench: Bench): Promise<{ source: FindingSource; snapshots: AgentSnapshot[] }> {
  const { rows } = await bench.floor.query<{ id: number; connection: number; cves: number; packages: number }>(
    `select s.id::int, s.connection_id::int as connection, (select count(*)::int from cves) as cves, (select count(*)::int from packages) as packages
     from sources s where s.name = 'resync'`,
  );
  const found = rows[0] ?? { id: 0, connection: 0, cves: 1, packages: 1 };
  const source = { id: found.id, connectionId: found.connection, customerId: null, instance: 'resync' };
  const snapshots = Array.from({ length: resyncAgents }, (_, place) => snapshotOf(place + 1, found));
  // The first time this is the load of the 300,000; later it takes back what the last run changed.
  await syncFindings(bench.system, source, listingOf(snapshots));
  await bench.floor.query('vacuum analyze findings');
  return { source, snapshots };
}

/** 300,000 parsed findings of which 3,000 have another version, beside a bare comparison with the driver. */
async function resync(bench: Bench): Promise<Row[]> {
  const { source, snapshots } = await prepare(bench);
  const names = await readNames(bench.floor);
  const mine: number[] = [];
  const bare: number[] = [];
  let before = snapshots;
  const run = `${Date.now() % 1_000_000}`;
  for (let round = 0; round < runs + 2; round++) {
    const next = changedSnapshots(before, round, `${run}.${round}`);
    const again = changedSnapshots(next, round, `${run}.${round}.floor`);
    globalThis.gc?.();
    const started = performance.now();
    const outcome = await syncFindings(bench.system, source, listingOf(next));
    const between = performance.now();
    const written = await resyncFloor(bench.floor, names, again);
    const ended = performance.now();
    const wanted = (resyncAgents * findingsEach) / 100;
    if (outcome.changed !== wanted || written !== wanted)
      throw new Error(`The product changed ${outcome.changed} findings and the floor ${written}, not ${wanted}.`);
    // The floor changed rows behind the digests; the next comparison has to begin from what the tables hold.
    before = again;
    await syncFindings(bench.system, source, listingOf(again));
    if (round < 2) continue;
    mine.push((between - started) / 1_000);
    bare.push((ended - between) / 1_000);
  }
  return [
    rowOf(
      {
        case: 'P7',
        scale: bench.scale,
        metric: 're-sync of 300,000 findings, 1 % changed',
        unit: 's',
        goal: '<= 1.5 s, >= 55 % of floor',
      },
      mine,
      median(bare),
      // Twice the time is half the speed: 55 % of the floor's speed is its time divided by 0.55.
      (s, ratio) => s <= 1.5 && (ratio ?? 9) <= 1 / 0.55,
    ),
  ];
}

/** Bytes of write-ahead log that a sync writes when nothing changed. */
async function unchanged(bench: Bench): Promise<Row[]> {
  const { source, snapshots } = await prepare(bench);
  const position = async () =>
    (await bench.floor.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at')).rows[0]?.at ?? '0/0';
  const written: number[] = [];
  for (let round = 0; round < runs; round++) {
    const before = await position();
    const outcome = await syncFindings(bench.system, source, listingOf(snapshots));
    if (outcome.unchanged !== resyncAgents * findingsEach)
      throw new Error('The sync found changes where there are none.');
    const { rows } = await bench.floor.query<{ bytes: number }>(
      'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1::pg_lsn)::float8 as bytes',
      [before],
    );
    written.push((rows[0]?.bytes ?? Number.NaN) / 1_048_576);
  }
  return [
    rowOf(
      { case: 'P8', scale: bench.scale, metric: 'WAL of an unchanged sync of 300,000', unit: 'MiB', goal: '<= 1 MB' },
      written,
      null,
      (mb) => mb <= 1,
    ),
  ];
}

export const resyncCases: Case[] = [
  { id: 'P7', title: 're-sync of findings', run: resync },
  { id: 'P8', title: 'write volume of an unchanged sync', run: unchanged },
];
