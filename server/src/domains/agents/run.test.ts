import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../test/database.ts';
import type { Capabilities } from '../../connectors/capabilities.ts';
import { createDatabase, type Database } from '../../db/database.ts';
import { type Context, systemContext } from '../access/index.ts';
import { ensureDefaultCustomer } from '../customers/index.ts';
import { isDue, runSources } from '../integrations/index.ts';
import type { JobContext } from '../jobs/index.ts';
import { agentJobs } from './jobs.ts';

const start = new Date('2025-02-01T10:00:00.000Z');
let now = start;
let clone: TestDatabase;
let db: Database;
let context: Context;

beforeAll(async () => {
  clone = await cloneDatabase();
  db = createDatabase(clone.url);
  context = systemContext({ db, clock: { now: () => now }, log: { info: () => {}, warn: () => {}, error: () => {} } });
  await ensureDefaultCustomer(context);
});
afterAll(async () => {
  await db.close();
  await clone.drop();
});

let connectionId = 0;
beforeEach(async () => {
  now = start;
  connectionId = await context.write(async (tx) => {
    await sql`delete from connections`.execute(tx);
    const { rows } = await sql<{
      id: number;
    }>`insert into connections (kind, name, instance) values ('wazuh-manager', 'Manager', 'north') returning id`.execute(
      tx,
    );
    for (const name of ['one', 'two'])
      await sql`insert into sources (connection_id, purpose, delivery, name, product, index_pattern, every_s) values (${rows[0]?.id}, 'agents', 'pull', ${name}, 'wazuh', '', 60)`.execute(
        tx,
      );
    return rows[0]?.id ?? 0;
  });
});

const can: Capabilities = {
  async *listAgents() {
    yield {
      id: '001',
      name: 'host-001',
      instance: null,
      ip: null,
      status: 'active',
      version: null,
      system: null,
      groups: [],
      node: null,
      lastSeenAt: null,
      addedAt: null,
    };
  },
};
const openConnection = async (_: Context, id: number) => {
  expect(id).toBe(connectionId);
  return can;
};
const run = (which: 'due' | 'all', work: (name: string) => Promise<string>, signal?: AbortSignal) =>
  runSources(context, { purpose: 'agents', which, openConnection, signal }, (source) => work(source.name));

test('a source is due when it was never read or not for its interval', () => {
  const at = (seconds: number) => isDue({ lastRunAt: start, everyS: 60 }, new Date(start.getTime() + seconds * 1_000));
  expect([isDue({ lastRunAt: null, everyS: 60 }, start), at(59), at(60)]).toEqual([true, false, true]);
});

test('each source is run and its end is noted; the next loop leaves it until it is due', async () => {
  expect((await run('due', async (name) => name)).map((outcome) => outcome.counts)).toEqual(['one', 'two']);
  expect(await run('due', async (name) => name)).toEqual([]);
  expect(await run('all', async (name) => name)).toHaveLength(2);
  now = new Date(start.getTime() + 60_000);
  expect(await run('due', async (name) => name)).toHaveLength(2);
});

test('one that fails says why and the others go on', async () => {
  const outcomes = await run('due', async (name) => {
    if (name === 'one') throw new Error('no answer');
    return name;
  });
  expect(outcomes.map((outcome) => [outcome.counts, outcome.error])).toEqual([
    [null, 'no answer'],
    ['two', null],
  ]);
  const { rows } = await context.read((tx) =>
    sql<{ name: string; error: string | null }>`select name, last_error as error from sources order by id`.execute(tx),
  );
  expect(rows).toEqual([
    { name: 'one', error: 'no answer' },
    { name: 'two', error: null },
  ]);
});

test('a loop skips a source that somebody else reads', async () => {
  const inner: number[] = [];
  await run('due', async (name) => {
    if (name === 'one') inner.push((await run('due', async () => 'inner')).length);
    return name;
  });
  // Only "two" was free, and it was then no longer due for the outer loop's list, which had chosen it before.
  expect(inner).toEqual([1]);
});

test('an aborted run throws and notes nothing on the source', async () => {
  const stop = new AbortController();
  const running = run(
    'all',
    async () => {
      stop.abort(new Error('stopped'));
      throw new Error('cut off');
    },
    stop.signal,
  );
  await expect(running).rejects.toThrow('cut off');
  const { rows } = await context.read((tx) =>
    sql<{ n: number }>`select count(*)::int as n from sources where last_run_at is not null`.execute(tx),
  );
  expect(rows).toEqual([{ n: 0 }]);
});

const job = (params: JobContext['params'] = {}): JobContext => ({
  context,
  params,
  signal: new AbortController().signal,
  checkpoint: null,
  progress: async () => {},
  log: async () => {},
  saveCheckpoint: async () => {},
});
const jobs = (open: typeof openConnection) => {
  const [onDemand, loop] = agentJobs({ openConnection: open, onMove: async () => {} });
  return { onDemand, loop };
};

test('the jobs read agents: all on demand or the one that is named, the due ones by loop', async () => {
  const { onDemand, loop } = jobs(openConnection);
  const [one] = (await context.read((tx) => sql<{ id: number }>`select id from sources where name = 'one'`.execute(tx)))
    .rows;
  expect(await onDemand?.run(job({ sourceId: one?.id }))).toEqual({ sources: 1, agents: 1 });
  expect(await loop?.run(job())).toEqual({ sources: 1, agents: 1 });
  expect(await loop?.run(job())).toEqual({ sources: 0, agents: 0 });
  expect(await onDemand?.run(job())).toEqual({ sources: 2, agents: 2 });
});

test('a manager that cannot be read fails the run on demand, and not the loop, whose source tells it', async () => {
  const { onDemand, loop } = jobs(async () => {
    throw new Error('The manager did not answer.');
  });
  await expect(onDemand?.run(job())).rejects.toThrow('Manager: The manager did not answer.');
  now = new Date(start.getTime() + 60_000);
  expect(await loop?.run(job())).toEqual({ sources: 2, agents: 0 });
  const { rows } = await context.read((tx) =>
    sql<{ error: string }>`select distinct last_error as error from sources`.execute(tx),
  );
  expect(rows).toEqual([{ error: 'The manager did not answer.' }]);
});

test('what an attempt before has behind it is left out, and each end is told once it is noted', async () => {
  const rows = async () =>
    (
      await context.read((tx) =>
        sql<{ id: number; name: string; isNoted: boolean }>`
          select id, name, last_run_at is not null as "isNoted" from sources order by id`.execute(tx),
      )
    ).rows;
  const [one] = await rows();
  const ended: unknown[] = [];
  await runSources(
    context,
    {
      purpose: 'agents',
      which: 'all',
      openConnection,
      behind: [one?.id ?? 0],
      onEnd: async ({ source, counts }) => {
        const noted = (await rows()).filter((row) => row.isNoted).map((row) => row.name);
        ended.push([source.name, counts, noted]);
      },
    },
    async (source) => source.name,
  );
  expect(ended).toEqual([['two', 'two', ['two']]]);
});
