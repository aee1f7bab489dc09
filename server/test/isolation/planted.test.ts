import { defineRoute, type Route } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Binding, on } from '../../src/http/binding.ts';
import { send } from '../call.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { type MatrixCaller, makeCallers } from './callers.ts';
import { runMatrix } from './matrix.ts';
import { foreignWord, makeWorld, type World } from './world.ts';

const Items = z.object({ items: z.array(z.unknown()) });
const titles = defineRoute({
  method: 'GET',
  path: '/api/v1/planted/titles',
  operationId: 'plantedTitles',
  summary: 'A query without scope.',
  access: { permission: 'alert:read' },
  reply: Items,
  errors: [],
});
const open = defineRoute({
  method: 'GET',
  path: '/api/v1/planted/open',
  operationId: 'plantedOpen',
  summary: 'A route without a permission.',
  access: { signedIn: true },
  reply: Items,
  errors: [],
});
const naked = {
  ...open,
  path: '/api/v1/planted/naked',
  operationId: 'plantedNaked',
  access: {} as Route['access'],
} satisfies Route;
const one = defineRoute({
  method: 'GET',
  path: '/api/v1/planted/alerts/:alertId',
  operationId: 'plantedAlert',
  summary: 'Tells a foreign id from an absent one.',
  access: { permission: 'alert:read' },
  params: z.object({ alertId: z.string() }),
  reply: Items,
  errors: [],
});
const write = defineRoute({
  method: 'POST',
  path: '/api/v1/planted/alerts/:alertId/touch',
  operationId: 'plantedTouch',
  summary: 'Changes a foreign row and says nothing.',
  access: { permission: 'alert:read' },
  params: z.object({ alertId: z.string() }),
  reply: Items,
  errors: [],
});
const odd = defineRoute({
  method: 'GET',
  path: '/api/v1/planted/:gadgetId',
  operationId: 'plantedGadget',
  summary: 'A thing the matrix has never heard of.',
  access: { permission: 'alert:read' },
  params: z.object({ gadgetId: z.string() }),
  reply: Items,
  errors: [],
});
const odder = defineRoute({
  method: 'POST',
  path: '/api/v1/planted/bodies',
  operationId: 'plantedBody',
  summary: 'A body the matrix has never heard of.',
  access: { permission: 'alert:read' },
  body: z.object({ gadget: z.string() }),
  reply: Items,
  errors: [],
});

const allTitles = sql`select title from alerts`;
const nothing = { items: [] };
const bindings: Binding[] = [
  on(titles, async (context) => ({ items: (await context.asSystem().read((tx) => allTitles.execute(tx))).rows })),
  on(open, async (context) => ({ items: (await context.asSystem().read((tx) => allTitles.execute(tx))).rows })),
  on(naked, async () => nothing),
  on(one, async (context, { params }) => {
    const { rows } = await context
      .asSystem()
      .read((tx) => sql`select 1 from alerts where id = ${Number.parseInt(params.alertId.slice(4), 32)}`.execute(tx));
    if (rows.length === 0) throw new Error('It is not there.');
    return nothing;
  }),
  on(write, async (context, { params }) => {
    await context
      .asSystem()
      .write((tx) =>
        sql`update alerts set description = 'touched' where id = ${Number.parseInt(params.alertId.slice(4), 32)}`.execute(
          tx,
        ),
      );
    return nothing;
  }),
  on(odd, async () => nothing),
  on(odder, async () => nothing),
];

let app: TestApp;
let world: World;
let callers: MatrixCaller[];
beforeAll(async () => {
  app = await startTestApp({ bindings: (bound) => [...bound, ...bindings] });
  world = await makeWorld(app);
  callers = await makeCallers(world);
});
afterAll(() => app.close());

const leaksOf = async (route: Route) => (await runMatrix(world, callers, [route])).leaks;

test('a query without scope is caught for each caller who should not see its rows', async () => {
  const leaks = await leaksOf(titles);
  for (const caller of [
    'analyst of one customer',
    'readonly of one customer',
    'contact of the customer',
    'contact without a grant',
  ])
    expect(leaks).toContain(`plantedTitles as ${caller}: tells ${foreignWord} for {}`);
  expect(leaks).toContain('plantedTitles as analyst with tags: tells hiddenbytag for {}');
  expect(leaks.filter((leak) => leak.includes('as admin'))).toEqual([]);
});

test('a route that only asks for a session is caught by what it tells', async () => {
  expect(await leaksOf(open)).toContain(`plantedOpen as contact of the customer: tells ${foreignWord} for {}`);
});

test('a route that declares nobody is caught, and nobody gets in', async () => {
  expect(await leaksOf(naked)).toEqual([expect.stringContaining('it does not say who may call it')]);
  for (const caller of callers) {
    const answer = await send(app.http, caller.user, naked, {});
    expect(answer.outcome, caller.name).toBe(caller.user ? 'permission.missing' : 'session.missing');
  }
});

test('a route that tells foreign ids from absent ones is caught', async () => {
  const leaks = await leaksOf(one);
  expect(
    leaks.some((leak) => leak.startsWith('plantedAlert as analyst of one customer: reads the foreign thing')),
  ).toBe(true);
  expect(leaks.some((leak) => /as analyst with tags: a foreign thing answers/.test(leak))).toBe(true);
});

test('a route that writes to foreign rows and keeps silent is caught', async () => {
  expect(await leaksOf(write)).toContain('plantedTouch: changed foreign rows of alerts');
});

test.each([odd, odder])('a route that the matrix cannot fill fails it: $operationId', async (route) => {
  const report = await runMatrix(world, callers, [route]);
  expect(report.covered).toEqual([]);
  expect(report.leaks.join()).toContain('does not know how to cover it');
});
