import { afterEach, expect, test, vi } from 'vitest';
import { alertOf, rowOf } from '../../../test/alert-samples.ts';
import { type Answers, type Asked, fakeApi, Refusal } from '../../../test/fake-api.ts';
import { newQueryClient } from '../../lib/queries.ts';
import { filterOf, queuePages, readQueue } from './queue-pages.ts';

afterEach(() => vi.unstubAllGlobals());

const old = rowOf(1, { lastSeenAt: '2026-11-24T10:00:00.000Z' });
const young = rowOf(2, { lastSeenAt: '2026-11-24T13:00:00.000Z' });
const answers: Answers = {
  listAlerts: ({ query }: Asked) =>
    query.sort === 'newest' ? { items: [young], nextCursor: 'next' } : { items: [old, young], nextCursor: null },
  getAlert: alertOf(old),
};

function open(more: Answers = {}) {
  const api = fakeApi({ ...answers, ...more });
  vi.stubGlobal('fetch', api.fetch);
  return { api, client: newQueryClient() };
}
const filter = filterOf({ q: 'status:open', sort: 'severity', group: null }, undefined);
const asked = ({ query }: Asked) => [query.q, query.sort, query.lens];

test('the first page brings the instant of the newest alert, wherever that stands in it', async () => {
  const { client } = open();
  const { pages } = await client.fetchInfiniteQuery(queuePages(client, filter));
  expect(pages).toMatchObject([{ items: [{ id: 'alr_1' }, { id: 'alr_2' }], newestAt: young.lastSeenAt }]);
});

test('the alert on which the pane opens is read with the first page', async () => {
  const { api, client } = open();
  await client.fetchInfiniteQuery(queuePages(client, filter));
  expect(api.of('getAlert').map(({ params }) => params.alertId)).toEqual(['alr_1']);
});

test('rows are shown also when nobody can say which alert is the newest', async () => {
  const { client } = open({
    listAlerts: ({ query }: Asked) =>
      query.sort === 'newest' ? new Refusal(504, 'database.slow', 'Too slow.') : { items: [old], nextCursor: null },
  });
  const { pages } = await client.fetchInfiniteQuery(queuePages(client, filter));
  expect(pages).toMatchObject([{ items: [{ id: 'alr_1' }], newestAt: null }]);
});

test('an empty queue says that nothing is newest, not that nobody knows', async () => {
  const { client } = open({ listAlerts: { items: [], nextCursor: null } });
  const { pages } = await client.fetchInfiniteQuery(queuePages(client, filter));
  expect(pages[0]?.newestAt).toBe('');
});

test.each([
  ['the plain address reads the default view', undefined, {}, undefined, 'status:open is:unassigned', 'severity'],
  ['the name of a view reads that view', 'mine', {}, undefined, 'assignee:me -status:closed', 'severity'],
  ['edits lie over the view', 'mine', { sort: 'newest' }, 'kestrel', 'assignee:me -status:closed', 'newest'],
  ['a query of its own stands alone', undefined, { q: 'host:a' }, 'kestrel,atoll', 'host:a', 'severity'],
] as const)('reading ahead: %s', async (_case, slug, search, lens, q, sort) => {
  const { api, client } = open();
  await readQueue(client, slug, search, lens);
  expect(asked(api.of('listAlerts')[0] as Asked)).toEqual([q, sort, lens]);
});

test.each([
  ['a saved view, which is not known yet', 'my-own-view', {}],
  ['groups, which are counted and not read', undefined, { group: 'rule' }],
])('nothing is read ahead for %s', async (_case, slug, search) => {
  const { api, client } = open();
  await readQueue(client, slug, search, undefined);
  expect(api.asked).toEqual([]);
});

test('what was read ahead is not read again by the page that shows it', async () => {
  const { api, client } = open();
  await readQueue(client, undefined, { q: 'status:open' }, undefined);
  const options = queuePages(client, filter);
  const [query] = client.getQueryCache().findAll({ queryKey: options.queryKey, exact: true });
  const mount = options.refetchOnMount as (of: unknown) => unknown;
  expect(mount(query)).toBe(false);
  expect(mount({ state: { dataUpdatedAt: Date.now() - 60_000 } })).toBe('always');
  expect(api.of('listAlerts').length).toBe(2);
});
