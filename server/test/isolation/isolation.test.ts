import { routes } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../harness.ts';
import { type MatrixCaller, makeCallers } from './callers.ts';
import { notAsked } from './inputs.ts';
import { readAll, runMatrix, showsOwn } from './matrix.ts';
import { growForeign, growHidden, hiddenWord, makeWorld, somebodysWord, type World } from './world.ts';

const all = Object.values(routes);
let app: TestApp;
let world: World;
let callers: MatrixCaller[];
beforeAll(async () => {
  app = await startTestApp();
  world = await makeWorld(app);
  callers = await makeCallers(world);
});
afterAll(() => app.close());

test('routes covered = routes, 0 leaks', { timeout: 120_000 }, async () => {
  const report = await runMatrix(
    world,
    callers,
    all.filter((route) => app.bound.includes(route)),
  );
  process.stdout.write(
    `isolation: ${report.covered.length} of ${all.length} routes covered, ${report.cells} cells, ${report.leaks.length} leaks\n`,
  );
  expect(report.leaks).toEqual([]);
  expect(report.covered.sort()).toEqual(all.map((route) => route.operationId).sort());
});

test('what no caller reaches is there for those whose it is, so that the 0 above means something', async () => {
  const { items } = (await app.call(world.somebody, 'listViews', { query: { screen: 'alerts' } })).reply;
  expect(items).toMatchObject([{ name: `${somebodysWord} view`, id: app.given.wire('view', world.somebodysView) }]);
  const whole = callers.find((caller) => caller.name === 'analyst of all customers')?.user ?? null;
  expect((await app.call(whole, 'countAlerts', { query: { q: hiddenWord } })).reply.total.value).toBeGreaterThan(0);
});

test('each route that is not asked is a route, and says where it is told instead', () => {
  const known = all.map((route) => route.operationId);
  for (const [operationId, why] of Object.entries(notAsked)) {
    expect(known).toContain(operationId);
    expect(why).toMatch(/: \S+$/);
  }
});

test('a job works for all customers, and none who sees a part of them starts it', async () => {
  const allowed = callers.filter((caller) => caller.sees === 'all' && caller.permissions.includes('health:update'));
  for (const caller of callers) {
    const { outcome } = await app.call(caller.user, 'startJob', { params: { job: 'tidy-runs' } });
    const refusal = caller.user ? 'permission.missing' : 'session.missing';
    expect([caller.name, outcome]).toEqual([caller.name, allowed.includes(caller) ? '200' : refusal]);
  }
  const runs = await app.system.read((tx) =>
    tx.selectFrom('job_runs').select('requested_by').where('requested_by', 'is not', null).execute(),
  );
  expect(new Set(runs.map((run) => run.requested_by))).toEqual(new Set(allowed.map((caller) => caller.user?.id)));
});

/** What moved in the answers to these callers when `grow` had been at work. */
async function movedBy(grow: (world: World) => Promise<void>, to: readonly MatrixCaller[]): Promise<string[]> {
  const bound = all.filter((route) => app.bound.includes(route));
  const before = await readAll(world, to, bound);
  await grow(world);
  app.clock.advance(5_000);
  const after = await readAll(world, to, bound);
  expect([...before.values()].filter(showsOwn).length).toBeGreaterThan(0);
  return [...before].filter(([at, text]) => (after.get(at) ?? '') !== text).map(([at]) => at);
}

test('more rows of another customer move no answer: no row, no count, no order', { timeout: 60_000 }, async () => {
  expect(
    await movedBy(
      growForeign,
      callers.filter((caller) => caller.sees === 'own'),
    ),
  ).toEqual([]);
});

test('more alerts behind a tag move no answer to who lacks the tag', { timeout: 60_000 }, async () => {
  const tagged = callers.filter((caller) => caller.isTagged);
  expect(await movedBy(growHidden, tagged)).toEqual([]);
});

test('the same rows do move what their owners read, so that the silence above means something', {
  timeout: 60_000,
}, async () => {
  const moved = await movedBy(
    growHidden,
    callers.filter((caller) => caller.name === 'contact of the customer'),
  );
  expect(moved).toEqual(
    expect.arrayContaining([
      'listAlerts as contact of the customer',
      'countAlerts as contact of the customer',
      'exportAlerts as contact of the customer',
    ]),
  );
});

test('a foreign thing is called absent, by the code of its kind', async () => {
  const contact = callers.find((caller) => caller.name === 'contact of the customer')?.user ?? null;
  const { wire } = app.given;
  const [alert, finding] = [wire('alert', world.foreign.alert), wire('finding', world.foreign.finding)];
  const outcomes = [
    await app.call(contact, 'getAlert', { params: { alertId: alert } }),
    await app.call(contact, 'listAlertEvents', { params: { alertId: alert } }),
    await app.call(contact, 'findAlertByNumber', { params: { number: world.foreign.alertNumber } }),
    await app.call(contact, 'getFinding', { params: { findingId: finding } }),
    await app.call(contact, 'findFindingByNumber', { params: { number: world.foreign.findingNumber } }),
    await app.call(contact, 'getCustomer', { params: { customerId: world.foreign.customer.wireId } }),
  ].map((answer) => answer.outcome);
  expect(outcomes).toEqual([
    'alert.not_found',
    'alert.not_found',
    'alert.not_found',
    'finding.not_found',
    'finding.not_found',
    'customer.not_found',
  ]);
});
