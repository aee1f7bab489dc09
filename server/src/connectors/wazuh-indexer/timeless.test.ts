import { afterEach, expect, test } from 'vitest';
import { faults, type IndexerEmulator, startIndexerEmulator } from '../../../test/emulators/wazuh-indexer/emulator.ts';
import type { Stored } from '../../../test/opensearch/load.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Capabilities, CountAlerts, ReadAlerts } from '../capabilities.ts';
import { wazuhIndexer } from './connector.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const alert = (id: string, source: object): Stored => ({
  _index: 'wazuh-alerts-4.x-2026.01.01',
  _id: id,
  _source: { rule: { level: 9 }, ...source },
});
const documents = [
  alert('old', { timestamp: '2026-01-01T00:00:00.000Z' }),
  alert('new', { timestamp: '2026-01-03T00:00:00.000Z' }),
  alert('none', {}),
  alert('low', { rule: { level: 2 } }),
  alert('other-old', { '@timestamp': '2026-01-01T00:00:00.000Z' }),
  alert('other-new', { '@timestamp': '2026-01-03T00:00:00.000Z' }),
];
const since = new Date('2026-01-02T00:00:00Z');

async function connect(state: Partial<IndexerEmulator['state']> = { documents }) {
  const emulator = await startIndexerEmulator(state);
  ends.push(emulator.stop);
  const { user: username, password } = emulator.state;
  const connected = wazuhIndexer.connect(
    { config: { url: emulator.url, username }, secrets: { password } },
    { clock: systemClock, pause: async () => {} },
  );
  ends.push(connected.close);
  return { emulator, can: connected.can };
}

async function read(can: Capabilities, options: Partial<ReadAlerts>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { documents: batch } of can.readAlerts?.({ since, minLevel: 7, batchSize: 2, ...options }) ?? [])
    ids.push(...batch.map(({ id, time }) => (time === null ? `${id}?` : id)));
  return ids;
}

test.each<[string, Partial<ReadAlerts>, string[]]>([
  ['a usual run reads by time alone', {}, ['new']],
  ['who asks for them gets events without a time, last', { takesTimeless: true }, ['new', 'none?', 'other-new?']],
  ['ids alone are read for a sweep', { takesTimeless: true, idsOnly: true }, ['new', 'none?', 'other-new?']],
  ['from the beginning all come', { since: null }, ['old', 'new', 'none?', 'other-new?', 'other-old?']],
  ['at any level', { takesTimeless: true, minLevel: 0 }, ['new', 'low?', 'none?', 'other-new?']],
  ['a range with an end has no room for them', { takesTimeless: true, until: new Date('2027-01-01') }, ['new']],
])('%s', async (_, options, ids) => {
  const { can } = await connect();
  expect(await read(can, options)).toEqual(ids);
});

test.each<[string, CountAlerts, number]>([
  ['what lies below the level', { since, belowLevel: 7, takesTimeless: true }, 1],
  ['a range', { since, takesTimeless: true }, 4],
  ['a range by time', { since }, 1],
  ['the whole', { since: null, takesTimeless: true }, 6],
])('counts of %s agree with what is read', async (_, options, count) => {
  const { can } = await connect();
  expect(await can.countAlerts?.(options)).toBe(count);
});

test('an indexer where every event has a time is asked for one count, and never to sort by id', async () => {
  const { emulator, can } = await connect({ documents: documents.slice(0, 2) });
  expect(await read(can, { takesTimeless: true })).toEqual(['new']);
  const asked = emulator.state.seen.map(({ body }) => JSON.stringify(body));
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain('"size":0');
  expect(asked.some((body) => body.includes('"_id"'))).toBe(false);
});

test.each([
  ['the count of them', 1],
  ['their first page', 2],
])('a node that fails at %s ends the reading with what came by time kept, and the page named', async (_, requests) => {
  const { emulator, can } = await connect();
  emulator.state.fault = (asked, before) =>
    asked.path.endsWith('_search') && before >= requests ? faults.failedShards : null;
  const ids: string[] = [];
  const reading = (async () => {
    for await (const batch of can.readAlerts?.({ since, minLevel: 7, batchSize: 10, takesTimeless: true }) ?? [])
      ids.push(...batch.documents.map((document) => document.id));
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'connection.partial',
    message: expect.stringMatching(/^Page \d of the alerts was not read\. .*1 of 3 shards failed/),
  });
  expect(ids).toEqual(['new']);
});
