import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { slugOf } from './rules.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const view = (name: string, more: { isShared?: boolean; q?: string } = {}) => ({
  body: { screen: 'alerts' as const, name, state: { q: more.q ?? 'status:open' }, isShared: more.isShared ?? false },
});
const names = async (caller: { cookie: string }, screen: 'alerts' | 'findings' = 'alerts') =>
  (await app.call(caller, 'listViews', { query: { screen } })).reply.items.map((item) => item.name);

test.each([
  ['High and open', 'high-and-open'],
  ['  Zürich — Nachtschicht ', 'zu-rich-nachtschicht'],
  ['///', 'view'],
  ['株式', 'view'],
  ['x'.repeat(80), 'x'.repeat(64)],
])('%s becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test.each(['A-', `${'a'.repeat(63)} b`, '-x-', 'Ünïcödé', '1', '___'])(
  'the address of %s is one that the schema takes',
  (name) => {
    expect(slugOf(name)).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
  },
);

test('a view is saved, and saving the same name again overwrites it', async () => {
  const ines = await app.given.user({ role: 'analyst' });
  const first = (await app.call(ines, 'saveView', view('My queue'))).reply;
  expect(first).toMatchObject({ slug: 'my-queue', isMine: true, isShared: false, state: { q: 'status:open' } });
  const second = (await app.call(ines, 'saveView', view('My Queue', { q: 'severity:high' }))).reply;
  expect([second.id, second.name, second.state]).toEqual([first.id, 'My Queue', { q: 'severity:high' }]);
  expect(await names(ines)).toEqual(['My Queue']);
  expect(await names(ines, 'findings')).toEqual([]);
});

test('shared views are seen by others after their own, and changed by their owner alone', async () => {
  const [ines, marta] = [await app.given.user({ role: 'analyst' }), await app.given.user({ role: 'analyst' })];
  const shared = (await app.call(ines, 'saveView', view('A shared one', { isShared: true }))).reply;
  await app.call(ines, 'saveView', view('B private'));
  await app.call(marta, 'saveView', view('Z own'));
  expect(await names(marta)).toEqual(['Z own', 'A shared one']);
  expect((await app.call(marta, 'deleteView', { params: { viewId: shared.id } })).outcome).toBe('view.not_found');
  await app.call(marta, 'saveView', view('A shared one', { q: 'mine' }));
  expect(
    (await app.call(ines, 'listViews', { query: { screen: 'alerts' } })).reply.items.find(
      (item) => item.id === shared.id,
    )?.state,
  ).toEqual({ q: 'status:open' });
  expect((await app.call(ines, 'deleteView', { params: { viewId: shared.id } })).status).toBe(204);
  expect((await app.call(ines, 'deleteView', { params: { viewId: shared.id } })).outcome).toBe('view.not_found');
});

test('who sees one customer only, or none, keeps views too', async () => {
  const customer = await app.given.customer();
  for (const customers of [[customer.id], []]) {
    const contact = await app.given.user({ role: 'customer', customers });
    expect((await app.call(contact, 'saveView', view('Mine'))).status).toBe(200);
    expect(await names(contact)).toContain('Mine');
  }
});

test('nobody has views without being signed in', async () => {
  expect((await app.call(null, 'listViews', { query: { screen: 'alerts' } })).outcome).toBe('session.missing');
  expect((await app.call(null, 'saveView', view('x'))).outcome).toBe('session.missing');
});
