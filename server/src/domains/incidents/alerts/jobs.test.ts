import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meet, outcomesOf } from '../../../../test/meeting.ts';
import type { Context } from '../../access/index.ts';
import type { JobContext } from '../../jobs/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { changeAlerts, undoOperation } from './change.service.ts';
import { findDrift, foldCounts, recount } from './counts.store.ts';
import { alertCountJobs } from './jobs.ts';

let world: World;
let ada: Context;
beforeAll(async () => {
  world = await makeWorld();
  ada = await world.person('ada', 'analyst');
});
afterAll(() => world.close());

const drift = () => world.system.read((tx) => findDrift(tx));
const run = (name: string) => {
  const job: JobContext = {
    context: world.system,
    params: {},
    signal: new AbortController().signal,
    progress: async () => {},
    log: async () => {},
    checkpoint: null,
    saveCheckpoint: async () => {},
  };
  return alertCountJobs()
    .find((one) => one.name === name)
    ?.run(job);
};
const ingest = (n: number, title = 't') =>
  ingestBatch(
    world.system,
    world.source,
    Array.from({ length: n }, (_, i) =>
      wazuhAlert({ title: `${title}${i % 40}`, level: i % 16, customer: i % 2 ? 'harbor' : 'kestrel' }),
    ),
  );

test('counts do not drift while alerts are made, closed, undone and folded at the same time', async () => {
  for (let round = 0; round < 4; round++) {
    await Promise.all([
      ingest(200, `r${round}`),
      world.system.write((tx) => foldCounts(tx)),
      changeAlerts(ada, { q: 'is:open severity:>=high' }, { kind: 'close', verdict: 'true_positive' }).then((done) =>
        round % 2 ? undoOperation(ada, done.operationId) : null,
      ),
      world.system.write((tx) => foldCounts(tx)),
    ]);
    expect(await drift()).toEqual({ classes: 0, alerts: 0 });
  }
});

test('folding leaves one row for each class', async () => {
  await world.system.write((tx) => foldCounts(tx));
  const again = await world.system.write((tx) => foldCounts(tx));
  expect(again.before).toBe(again.after);
  expect(again.after).toBeGreaterThan(0);
});

test('a drift is found, told and mended', async () => {
  await world.db.asOwner((owner) =>
    sql`update alert_counts set count = count + 2 where ctid in (select ctid from alert_counts limit 1)`.execute(owner),
  );
  expect(await drift()).toEqual({ classes: 1, alerts: 2 });
  expect(await run('check-alert-counts')).toEqual({ classes: 1, alerts: 2 });
  expect(await drift()).toEqual({ classes: 0, alerts: 0 });
});

test('who counts anew while counts are folded waits for the fold: nothing is counted twice', async () => {
  await ingest(1, 'anew');
  const folding = (context: Context) => context.write(foldCounts);
  const both = await meet(world.db, world.system, folding, () => world.system.write(recount));
  expect(outcomesOf(both)).toEqual(['done', 'done']);
  expect(await drift()).toEqual({ classes: 0, alerts: 0 });
});

test('little that waits is left for later', async () => {
  expect(await run('fold-alert-counts')).toMatchObject({ waiting: expect.any(Number) });
});
