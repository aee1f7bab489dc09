import { builtInViews, routes } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../../../test/call.ts';
import { startTestApp, type TestApp } from '../../../test/harness.ts';
import { slugOf } from './rules.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const view = (name: string, more: { screen?: 'alerts' | 'findings'; q?: string } = {}) => ({
  body: { screen: more.screen ?? ('alerts' as const), name, state: { q: more.q ?? 'status:open' } },
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
  expect(slugOf('alerts', name)).toBe(slug);
});

test.each(['A-', 'Open', `${'a'.repeat(63)} b`, '-x-', 'Ünïcödé', '1', '___'])(
  'the address of %s is one that the schema takes',
  (name) => {
    expect(slugOf('alerts', name)).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
  },
);

test('a view is saved, and saving the same name again overwrites it', async () => {
  const ines = await app.given.user({ role: 'analyst' });
  const first = (await app.call(ines, 'saveView', view('My queue'))).reply;
  expect(first).toMatchObject({ slug: 'my-queue', state: { q: 'status:open' } });
  const second = (await app.call(ines, 'saveView', view('My Queue', { q: 'severity:high' }))).reply;
  expect([second.id, second.name, second.state]).toEqual([first.id, 'My Queue', { q: 'severity:high' }]);
  expect(await names(ines)).toEqual(['My Queue']);
  expect(await names(ines, 'findings')).toEqual([]);
});

test.each(['Open', ' mine! ', 'UNASSIGNED', 'open', 'Unassigned', 'Mine'])(
  'a view named %s is reached beside the built-in one, and overwrites no other',
  async (name) => {
    const ines = await app.given.user({ role: 'analyst' });
    const others = ['2', 'saved', 'view'].map((more) => `${name} ${more}`);
    for (const other of others) await app.call(ines, 'saveView', view(other, { q: 'other' }));
    const made = (await app.call(ines, 'saveView', view(name))).reply;
    expect(builtInViews.alerts).not.toContain(made.slug);
    const again = (await app.call(ines, 'saveView', view(name, { q: 'again' }))).reply;
    expect([again.id, again.slug, again.name]).toEqual([made.id, made.slug, name.trim()]);
    const { items } = (await app.call(ines, 'listViews', { query: { screen: 'alerts' } })).reply;
    expect(items.map((item) => item.name)).toEqual([name, ...others].map((one) => one.trim()));
  },
);

test('findings bring no views along: a name there is as good as another', async () => {
  const ines = await app.given.user({ role: 'analyst' });
  expect((await app.call(ines, 'saveView', view('Open', { screen: 'findings' }))).reply.slug).toBe('open');
});

test.each(['customer', 'readonly', 'analyst', 'admin'] as const)(
  'a view is of its owner alone: a %s neither sees, overwrites nor deletes it',
  async (role) => {
    const [ines, other] = [await app.given.user({ role: 'analyst' }), await app.given.user({ role })];
    const kept = (await app.call(ines, 'saveView', view('Kestrel breach'))).reply;
    expect(await names(other)).toEqual([]);
    expect((await app.call(other, 'deleteView', { params: { viewId: kept.id } })).outcome).toBe('view.not_found');
    await app.call(other, 'saveView', view('Kestrel breach', { q: 'mine' }));
    const { items } = (await app.call(ines, 'listViews', { query: { screen: 'alerts' } })).reply;
    expect(items).toEqual([kept]);
  },
);

test('a deleted view is gone, and is not deleted twice', async () => {
  const ines = await app.given.user({ role: 'analyst' });
  const { id } = (await app.call(ines, 'saveView', view('Short-lived'))).reply;
  expect((await app.call(ines, 'deleteView', { params: { viewId: id } })).status).toBe(204);
  expect(await names(ines)).toEqual([]);
  expect((await app.call(ines, 'deleteView', { params: { viewId: id } })).outcome).toBe('view.not_found');
});

test('a caller who still asks for a shared view gets one of their own', async () => {
  const [ines, marta] = [await app.given.user({ role: 'analyst' }), await app.given.user({ role: 'analyst' })];
  const { body } = view('Once shared');
  const made = await send(app.http, ines, routes.saveView, { body: { ...body, isShared: true } });
  expect(made.reply).not.toHaveProperty('isShared');
  expect(await names(ines)).toEqual(['Once shared']);
  expect(await names(marta)).toEqual([]);
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
