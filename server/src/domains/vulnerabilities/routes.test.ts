import { findingRoutes as contract } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../http/binding.ts';
import { isFailure } from '../../lib/failure.ts';
import type { Context } from '../access/index.ts';
import { openWorld, type World } from './list/world.fixture.ts';
import { findingRoutes } from './routes.ts';
import { syncFindings } from './sync/service.ts';
import { findings, listing, snapshot } from './sync/snapshots.fixture.ts';
import { insertSource } from './sync/world.fixture.ts';

const now = new Date('2025-02-01T08:00:00.000Z');
let world: World;
let context: Context;

const exchange: Exchange = {
  ip: null,
  agent: null,
  session: null,
  publicUrl: 'http://127.0.0.1:8080',
  ifMatch: null,
  setVersion: () => {},
  setSession: () => {},
  clearSession: () => {},
  header: () => undefined,
  rawBody: null,
  signal: new AbortController().signal,
  tell: () => {},
};

beforeAll(async () => {
  world = await openWorld({ now: () => now });
  context = world.system;
  const source = await insertSource(context);
  await syncFindings(context, source, listing([snapshot('001', findings(3))]), { now });
});
afterAll(() => world.close());

/** Calls a route as the HTTP layer does: what comes in and what goes out is read by the contract. */
async function call(name: keyof typeof contract, query: object = {}, params: object = {}): Promise<unknown> {
  const route = contract[name];
  const binding = findingRoutes({ clock: world.parts.clock }).find((one) => one.route.operationId === name);
  const input = {
    query: 'query' in route ? route.query.parse(query) : undefined,
    params: 'params' in route ? route.params.parse(params) : undefined,
    body: undefined,
  };
  const reply = await binding?.handle(context, input, exchange);
  return 'reply' in route ? route.reply.parse(reply) : reply;
}

test('every route of the contract has a handler whose answer the contract reads', async () => {
  expect(
    findingRoutes({ clock: world.parts.clock })
      .map((one) => one.route.operationId)
      .sort(),
  ).toEqual(Object.keys(contract).sort());
  const list = contract.listFindings.reply.parse(await call('listFindings', { q: 'status:open', limit: '2' }));
  expect(list.items.length).toBe(2);
  const [first] = list.items;
  expect(await call('getFinding', {}, { findingId: first?.id })).toMatchObject({
    id: first?.id,
    number: first?.number,
  });
  expect(await call('findFindingByNumber', {}, { number: first?.number })).toEqual({ id: first?.id });
  expect(await call('countFindings', {})).toMatchObject({
    total: { value: 3, isCapped: false },
    inventory: { assets: 1, scannedAt: now.toISOString() },
  });
  for (const by of ['fix', 'cve', 'asset'])
    expect(await call('listFindingGroups', { by })).toMatchObject({ nextCursor: null, isCapped: false });
});

test('an id of no finding is answered like an absent one', async () => {
  for (const findingId of ['fnd_zzzzzzzzzzz', 'fnd_7zzz']) {
    const refused = await call('getFinding', {}, { findingId }).catch((error: unknown) => error);
    expect([findingId, isFailure(refused, 'finding.not_found')]).toEqual([findingId, true]);
  }
});

test('the export is a stream of lines', async () => {
  let text = '';
  for await (const part of (await call('exportFindings', {})) as AsyncIterable<string>) text += part;
  expect(text.trimEnd().split('\r\n')).toHaveLength(4);
});
