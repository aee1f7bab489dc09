import { routes } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../harness.ts';
import { type MatrixCaller, makeCallers } from './callers.ts';
import { readAll, runMatrix, showsOwn } from './matrix.ts';
import { growForeign, makeWorld, type World } from './world.ts';

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

test('more rows of another customer move no answer: no row, no count, no order', { timeout: 60_000 }, async () => {
  const bound = all.filter((route) => app.bound.includes(route));
  const before = await readAll(world, callers, bound);
  await growForeign(world);
  app.clock.advance(5_000);
  const after = await readAll(world, callers, bound);
  const moved = [...before].filter(([at, text]) => after.get(at) !== text).map(([at]) => at);
  expect(moved).toEqual([]);
  expect([...before.values()].filter(showsOwn).length).toBeGreaterThan(0);
});
