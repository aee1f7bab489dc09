import { randomUUID } from 'node:crypto';
import { defineRoute, type Route } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../src/domains/access/index.ts';
import { type Binding, on } from '../../src/http/binding.ts';
import { Failure } from '../../src/lib/failure.ts';
import { send } from '../call.ts';
import { startTestApp, type TestApp } from '../harness.ts';
import { type MatrixCaller, makeCallers } from './callers.ts';
import { runMatrix } from './matrix.ts';
import { foreignWord, makeWorld, somebodysWord, type World } from './world.ts';

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

const everybodysViews = defineRoute({
  method: 'GET',
  path: '/api/v1/planted/views',
  operationId: 'plantedViews',
  summary: 'Views of everybody, as if all were shared.',
  access: { signedIn: true },
  reply: Items,
  errors: [],
});
const forget = defineRoute({
  method: 'DELETE',
  path: '/api/v1/planted/views/:viewId',
  operationId: 'plantedForget',
  summary: "Deletes anybody's view.",
  access: { signedIn: true },
  params: z.object({ viewId: z.string() }),
  errors: [],
});
const byCustomer = defineRoute({
  method: 'POST',
  path: '/api/v1/planted/alerts/:alertId/close',
  operationId: 'plantedClose',
  summary: 'Takes who sees all customers for somebody who sees all alerts, and answers as if there were none.',
  access: { permission: 'alert:update' },
  params: z.object({ alertId: z.string() }),
  errors: ['alert.not_found'],
});
const byQuery = defineRoute({
  method: 'POST',
  path: '/api/v1/planted/alerts/close',
  // The name by which the matrix knows the bodies.
  operationId: 'changeAlerts',
  summary: 'Changes what matches a query wherever it lies, and says nothing.',
  access: { permission: 'alert:update' },
  body: z.object({ select: z.object({ q: z.string().optional() }) }),
  errors: [],
});
const unasked = defineRoute({
  method: 'POST',
  path: '/api/v1/planted/jobs/:job',
  operationId: 'plantedJob',
  summary: 'Nothing of it is foreign to anybody, so nobody asks it.',
  access: { signedIn: true },
  params: z.object({ job: z.string() }),
  errors: [],
});

const allTitles = sql`select title from alerts`;
const nothing = { items: [] };
const idOf = (wire: string) => Number.parseInt(wire.slice(4), 32);
const touch = (context: Context, where: RawBuilder<unknown>) =>
  context.asSystem().write((tx) => sql`update alerts set description = ${randomUUID()} where ${where}`.execute(tx));
const bindings: Binding[] = [
  on(titles, async (context) => ({ items: (await context.asSystem().read((tx) => allTitles.execute(tx))).rows })),
  on(open, async (context) => ({ items: (await context.asSystem().read((tx) => allTitles.execute(tx))).rows })),
  on(naked, async () => nothing),
  on(one, async (context, { params }) => {
    const { rows } = await context
      .asSystem()
      .read((tx) => sql`select 1 from alerts where id = ${idOf(params.alertId)}`.execute(tx));
    if (rows.length === 0) throw new Error('It is not there.');
    return nothing;
  }),
  on(write, async (context, { params }) => {
    await touch(context, sql`id = ${idOf(params.alertId)}`);
    return nothing;
  }),
  on(everybodysViews, async (context) => ({
    items: (await context.read((tx) => sql`select name from saved_views`.execute(tx))).rows,
  })),
  on(forget, async (context, { params }) => {
    await context.write((tx) => sql`delete from saved_views where id = ${idOf(params.viewId)}`.execute(tx));
    throw new Failure('view.not_found', 'There is no such view of yours.');
  }),
  on(byCustomer, async (context, { params }) => {
    if (context.actor.scope.customers.kind === 'all') await touch(context, sql`id = ${idOf(params.alertId)}`);
    throw new Failure('alert.not_found', 'There is no such alert.');
  }),
  on(byQuery, async (context, { body: { select } }) => {
    if (select.q !== undefined) await touch(context, sql`title like ${`%${select.q}%`}`);
  }),
  on(unasked, async () => undefined),
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
    leaks.some((leak) => leak.startsWith('plantedAlert as analyst of one customer: reaches the foreign thing')),
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

test('a view that others read is caught, whoever they are', async () => {
  const leaks = await leaksOf(everybodysViews);
  for (const caller of callers.filter((one) => one.user !== null))
    expect(leaks).toContain(`plantedViews as ${caller.name}: tells ${somebodysWord} for {}`);
});

test('a view that others delete is caught, although it is called absent', async () => {
  const made = await app.call(world.somebody, 'saveView', { body: { screen: 'findings', name: 'To go', state: {} } });
  const { leaks } = await runMatrix({ ...world, somebodysView: idOf(made.reply.id) }, callers, [forget]);
  expect(leaks).toContain("plantedForget: changed somebody's rows of saved_views");
});

test('who sees all customers, but not all alerts, tries to change the hidden ones', async () => {
  expect(await leaksOf(byCustomer)).toEqual(['plantedClose: changed hidden rows of alerts']);
});

test('an action on all that match a query is caught where it finds what is hidden or foreign', async () => {
  const leaks = await leaksOf(byQuery);
  expect(leaks).toContain('changeAlerts: changed hidden rows of alerts');
  expect(leaks).toContain('changeAlerts: changed foreign rows of alerts');
});

test('a route that nobody asked beyond its refusal is not covered', async () => {
  const report = await runMatrix(world, callers, [unasked]);
  expect(report.covered).toEqual([]);
  expect(report.leaks).toEqual(['plantedJob: nobody who may call it and sees a part only has asked it']);
});
