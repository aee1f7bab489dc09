import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../../lib/failure.ts';
import type { OpenConnection } from '../../integrations/index.ts';
import type { JobContext } from '../../jobs/index.ts';
import { makeWorld, type World, wazuhAlert } from '../testing/world.ts';
import { collect } from './collect.ts';
import { collectJobs, makeCollector } from './jobs.ts';
import { listPullSources, syncAlerts } from './sources.ts';

type Capabilities = Awaited<ReturnType<OpenConnection>>;
type Document = ReturnType<typeof wazuhAlert>;

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await run(sql`truncate alerts, alert_events, alert_counts, parked_events, outbox, audit_events cascade`);
  await run(
    sql`update sources set watermark_at = null, last_ok_at = null, last_run_at = null, last_error = null, last_event_at = null, last_swept_at = null, since_at = null, min_level = 0, is_enabled = id = ${world.source.id}`,
  );
  world.now = new Date('2026-06-01T12:00:00Z');
});

type Row = Record<string, unknown>;
const run = async (text: ReturnType<typeof sql>) =>
  (await world.db.asOwner((owner) => text.execute(owner))).rows as Row[];
const source = async (id = world.source.id) => {
  const found = (await listPullSources(world.system)).find((row) => row.id === id);
  if (!found) throw new Error('No source.');
  return found;
};
const timeOf = (document: Document) => {
  const time = new Date(String(document.body.timestamp));
  return Number.isNaN(time.getTime()) ? null : time;
};
const count = async () => Number((await run(sql`select count(*)::int as n from alert_events`))[0]?.['n']);

/** An indexer with these documents; it breaks off with `connection.partial` before the batch numbered `breaksAt`. */
function fake(documents: Document[], over: { breaksAt?: number; size?: number; gate?: Promise<void> } = {}) {
  const asked: { since: Date | null; idsOnly: boolean; takesTimeless: boolean }[] = [];
  const levelOf = (document: Document) => Number(document.body.rule.level);
  const isIn = (document: Document, since: Date | null, takesTimeless: boolean | undefined, until?: Date) => {
    const time = timeOf(document)?.getTime() ?? (since === null || takesTimeless ? Infinity : -1);
    return time >= (since?.getTime() ?? 0) && (until === undefined || time < until.getTime());
  };
  const can: Capabilities = {
    async *readAlerts({ since, until, minLevel, idsOnly, takesTimeless, signal }) {
      asked.push({ since, idsOnly: idsOnly === true, takesTimeless: takesTimeless === true });
      await over.gate;
      const matching = documents.filter(
        (document) => levelOf(document) >= minLevel && isIn(document, since, takesTimeless, until),
      );
      matching.sort((a, b) => (timeOf(a)?.getTime() ?? 1e15) - (timeOf(b)?.getTime() ?? 1e15));
      const size = over.size ?? 2;
      for (let batch = 0; batch * size < matching.length; batch++) {
        signal?.throwIfAborted();
        if (batch === over.breaksAt)
          throw new Failure('connection.partial', 'The indexer answered in part: it is tried again.');
        yield {
          documents: matching.slice(batch * size, (batch + 1) * size).map((document) => ({
            index: document.index,
            id: document.id,
            time: timeOf(document),
            body: idsOnly ? null : document.body,
          })),
        };
      }
    },
    countAlerts: async ({ since, belowLevel, takesTimeless }) =>
      documents.filter((document) => levelOf(document) < (belowLevel ?? 99) && isIn(document, since, takesTimeless))
        .length,
    getEvents: async (refs) =>
      documents
        .filter((document) => refs.some((ref) => ref.id === document.id))
        .map((document) => ({ index: document.index, id: document.id, time: timeOf(document), body: document.body })),
  };
  return { asked, parts: { openConnection: async () => can } };
}

const at = (minute: number, title = `m${minute}`, level = 8) =>
  wazuhAlert({ title, level, at: `2026-06-01T10:${String(minute).padStart(2, '0')}:00.000Z` });

test('a run takes everything and moves the watermark to the newest event; the next one begins there', async () => {
  const documents = [at(1), at(2), at(3), at(4), at(5)];
  const { asked, parts } = fake(documents);
  expect((await collect(world.system, parts, await source(), { mode: 'tail' })).counts).toMatchObject({
    read: 5,
    created: 5,
  });
  expect(await source()).toMatchObject({
    watermarkAt: new Date('2026-06-01T10:05:00Z'),
    lastOkAt: world.now,
    lastEventAt: new Date('2026-06-01T10:05:00Z'),
    lastError: null,
  });
  documents.push(at(6));
  expect((await collect(world.system, parts, await source(), { mode: 'tail' })).counts).toMatchObject({
    created: 1,
    known: 1,
  });
  expect(asked.map((one) => one.since?.toISOString() ?? null)).toEqual([null, '2026-06-01T10:05:00.000Z']);
});

test('what came late, a little behind the watermark, is found by id, and only that is read', async () => {
  const documents = [at(1), at(8), at(10)];
  const { asked, parts } = fake(documents);
  await collect(world.system, parts, await source(), { mode: 'tail' });
  documents.push(at(2, 'too late for this'), at(7, 'late'));
  const { counts } = await collect(world.system, parts, await source(), { mode: 'overlap' });
  expect(counts).toMatchObject({ read: 1, created: 1, known: 0 });
  expect(asked.at(-1)).toMatchObject({ since: new Date('2026-06-01T10:05:00Z'), idsOnly: true, takesTimeless: false });
  expect(await source()).toMatchObject({ watermarkAt: new Date('2026-06-01T10:10:00Z'), lastSweptAt: null });
});

test('the overlap is looked at by the first run of a program, then once a minute', async () => {
  const { asked, parts } = fake([at(1)]);
  const collector = makeCollector(parts);
  const tick = async () => {
    asked.length = 0;
    await collector.tick(world.system, AbortSignal.timeout(10_000));
    await collector.settled();
    return asked.filter((one) => one.idsOnly && !one.takesTimeless).length;
  };
  const later = (seconds: number) => {
    world.now = new Date(world.now.getTime() + seconds * 1_000);
  };
  await collect(world.system, parts, await source(), { mode: 'tail' });
  later(10);
  expect(await tick()).toBe(1);
  later(50);
  expect(await tick()).toBe(0);
  later(10);
  expect(await tick()).toBe(1);
});

test('a reply that is not whole moves the watermark to the last whole batch only, and nothing is lost or doubled', async () => {
  const documents = [at(1), at(2), at(3), at(4), at(5)];
  const broken = await collect(world.system, fake(documents, { breaksAt: 1 }).parts, await source(), { mode: 'tail' });
  expect(broken.error?.code).toBe('connection.partial');
  expect(broken.counts).toMatchObject({ read: 2, created: 2 });
  expect(await source()).toMatchObject({
    watermarkAt: new Date('2026-06-01T10:02:00Z'),
    lastOkAt: null,
    lastError: expect.stringContaining('in part'),
  });
  expect((await collect(world.system, fake(documents).parts, await source(), { mode: 'tail' })).counts).toMatchObject({
    created: 3,
    known: 2,
  });
  expect(await count()).toBe(5);
  expect((await source()).lastError).toBeNull();
});

test('documents without a time come last and are parked, also when the first run broke off before them', async () => {
  const documents = [at(1), at(2), at(3), wazuhAlert({ at: 'never' })];
  await collect(world.system, fake(documents, { breaksAt: 1 }).parts, await source(), { mode: 'tail' });
  expect((await collect(world.system, fake(documents).parts, await source(), { mode: 'tail' })).counts).toMatchObject({
    parked: 1,
    created: 1,
  });
});

test('an event of the year 9999 is parked and does not carry the watermark away', async () => {
  const documents = [at(1), wazuhAlert({ at: '9999-12-31T00:00:00Z' })];
  const { parts } = fake(documents);
  await collect(world.system, parts, await source(), { mode: 'tail' });
  expect((await source()).watermarkAt).toEqual(new Date('2026-06-01T10:01:00Z'));
  documents.push(at(2));
  expect((await collect(world.system, parts, await source(), { mode: 'tail' })).counts).toMatchObject({
    created: 1,
    parked: 0,
  });
});

test('a run that is cancelled notes nothing', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(
    collect(world.system, fake([at(1)]).parts, await source(), { mode: 'tail', signal: stop.signal }),
  ).rejects.toThrow();
  expect((await source()).lastRunAt).toBeNull();
});

test('a sweep finds what came late, reads only that, and leaves the watermark', async () => {
  const documents = [at(1), at(30)];
  const { asked, parts } = fake(documents);
  await collect(world.system, parts, await source(), { mode: 'tail' });
  documents.push(at(2, 'late'));
  expect((await collect(world.system, parts, await source(), { mode: 'tail' })).counts).toMatchObject({ created: 0 });
  expect((await collect(world.system, parts, await source(), { mode: 'sweep' })).counts).toEqual({
    read: 1,
    created: 1,
    absorbed: 0,
    parked: 0,
    known: 0,
    belowLevel: 0,
  });
  expect(asked.at(-1)).toEqual({ since: new Date('2026-05-31T10:00:00Z'), idsOnly: true, takesTimeless: true });
  expect(await source()).toMatchObject({ watermarkAt: new Date('2026-06-01T10:30:00Z'), lastSweptAt: world.now });
});

test('a document without a time that comes after the first complete run is parked by the sweep, once', async () => {
  const documents = [at(1)];
  const { asked, parts } = fake(documents);
  await collect(world.system, parts, await source(), { mode: 'tail' });
  documents.push(wazuhAlert({ at: 'never' }));
  // A usual run does not search every index for them.
  await collect(world.system, parts, await source(), { mode: 'tail' });
  expect(asked.map((one) => one.takesTimeless)).toEqual([true, false]);
  for (const parked of [1, 0])
    expect((await collect(world.system, parts, await source(), { mode: 'sweep' })).counts).toMatchObject({
      read: parked,
      parked,
    });
});

test('a run on demand accounts for documents without a time too, also for a source that begins at an instant', async () => {
  await run(sql`update sources set since_at = '2026-06-01T10:00:00Z', min_level = 7 where id = ${world.source.id}`);
  const documents = [at(1), wazuhAlert({ at: 'never' })];
  const { parts } = fake(documents);
  expect(await syncAlerts(world.system, parts)).toMatchObject({ read: 2, created: 1, parked: 1, belowLevel: 0 });
  documents.push(wazuhAlert({ at: 'nor this' }), wazuhAlert({ at: 'never', level: 3 }));
  expect(await syncAlerts(world.system, parts)).toMatchObject({ read: 3, known: 2, parked: 1, belowLevel: 1 });
});

test('a complete run accounts for every document: in an alert, parked, or below the level', async () => {
  await run(sql`update sources set min_level = 7 where id = ${world.source.id}`);
  const documents = [
    at(1, 'a', 9),
    at(2, 'a', 9),
    at(3, 'b', 3),
    at(4, 'c', 0),
    wazuhAlert({ at: 'never', level: 12 }),
    at(5, 'd', 7),
  ];
  const result = await syncAlerts(world.system, fake(documents).parts);
  expect(result).toEqual({
    read: 4,
    created: 2,
    absorbed: 1,
    parked: 1,
    known: 0,
    belowLevel: 2,
    sources: 1,
    errors: [],
  });
  expect(result.created + result.absorbed + result.parked + result.belowLevel).toBe(documents.length);
});

test('a source that fails is told and keeps none of the others back', async () => {
  const second = await world.addSource('second');
  const good = fake([at(1)]);
  const parts = {
    openConnection: async () => {
      const rows = await run(sql`select last_run_at from sources where id = ${world.source.id}`);
      if (rows[0]?.['last_run_at'] === null)
        throw new Failure('connection.unauthorized', 'The indexer refused the login. Enter it again.');
      return good.parts.openConnection();
    },
  };
  const result = await syncAlerts(world.system, parts);
  expect(result).toMatchObject({
    created: 1,
    sources: 2,
    errors: [expect.stringMatching(/: The indexer refused the login\. Enter it again\.$/)],
  });
  expect(await source()).toMatchObject({
    lastError: 'The indexer refused the login. Enter it again.',
    lastOkAt: null,
    watermarkAt: null,
  });
  expect((await source(second.id)).lastOkAt).not.toBeNull();
  expect((await run(sql`select status from connections`))[0]).toEqual({ status: 'failing' });
});

test('an error of our own is told without its inside', async () => {
  const { error } = await collect(
    world.system,
    {
      openConnection: async () => {
        throw new TypeError('x of undefined at /secret/path');
      },
    },
    await source(),
    { mode: 'tail' },
  );
  expect(error?.message).not.toContain('secret');
  expect((await source()).lastError).not.toContain('undefined');
});

test('two workers at once: one collects, the other lets it', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  // A source that is still being read would be kept from the next test.
  onTestFinished(() => open());
  const slow = fake([at(1)], { gate });
  const signal = new AbortController().signal;
  const [one, two] = [makeCollector(slow.parts), makeCollector(slow.parts)];
  expect(await one.tick(world.system, signal)).toBe(1);
  await expect.poll(() => slow.asked.length).toBe(1);
  expect(await one.tick(world.system, signal)).toBe(0);
  expect(await two.tick(world.system, signal)).toBe(1);
  await two.settled();
  expect(slow.asked).toHaveLength(1);
  open();
  await one.settled();
  expect(await count()).toBe(1);
});

test('a slow source does not delay another', async () => {
  const second = await world.addSource('quick');
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  // A source that is still being read would be kept from the next test.
  onTestFinished(() => open());
  const [slow, quick] = [fake([at(1)], { gate }), fake([at(2)])];
  await run(sql`insert into connections (kind, name) values ('wazuh-indexer', 'Quick') on conflict do nothing`);
  await run(sql`update sources set connection_id = (select max(id) from connections) where id = ${second.id}`);
  const collector = makeCollector({
    openConnection: async (_, id) => (id === 1 ? slow : quick).parts.openConnection(),
  });
  const signal = new AbortController().signal;
  expect(await collector.tick(world.system, signal)).toBe(2);
  await expect.poll(async () => (await source(second.id)).lastOkAt).not.toBeNull();
  expect((await source()).lastOkAt).toBeNull();
  world.now = new Date(world.now.getTime() + 60_000);
  expect(await collector.tick(world.system, signal)).toBe(1);
  open();
  await collector.settled();
  expect((await source()).lastOkAt).not.toBeNull();
});

test('a run on demand fails with the sentence of the source, and says what it counted when it does not', async () => {
  const job = (params: object): JobContext => ({
    context: world.system,
    params: { ...params },
    signal: new AbortController().signal,
    progress: async () => {},
    log: async () => {},
    checkpoint: null,
    saveCheckpoint: async () => {},
  });
  const sync = (parts: Parameters<typeof collectJobs>[0]) =>
    collectJobs(parts).find((one) => one.name === 'sync-alerts');
  expect(await sync(fake([at(1)]).parts)?.run(job({ sourceId: world.source.id }))).toMatchObject({
    created: 1,
    sources: 1,
  });
  expect(await sync(fake([at(1)]).parts)?.run(job({ sourceId: 999_999 }))).toMatchObject({ sources: 0 });
  await expect(sync(fake([at(1)], { breaksAt: 0 }).parts)?.run(job({}))).rejects.toThrow(/in part/);
});
