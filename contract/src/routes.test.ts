import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { allPermissions, type Route, roleNames, rolePermissions, routes } from './index.ts';

const all: readonly Route[] = Object.values(routes);
const named = (route: Route) => [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? '');
const shapeOf = (schema: z.ZodType | undefined): Record<string, z.ZodType> =>
  schema !== undefined && 'shape' in schema ? (schema.shape as Record<string, z.ZodType>) : {};

describe('every route', () => {
  test.each(all.map((route) => [route.operationId, route] as const))(
    '%s keeps the habits of the contract',
    (operationId, route) => {
      expect(operationId).toMatch(/^[a-z]+([A-Z][a-z]*)*$/);
      expect(route.path).toMatch(/^\/api\/v1(\/:?[a-zA-Z]+(-[a-z]+)*(\.csv)?)+$/);
      expect(route.summary).toMatch(/^[A-Z].*\.$/);
      expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual(named(route).toSorted());
      expect(new Set(route.errors).size).toBe(route.errors.length);
      if (route.method === 'GET' || route.method === 'DELETE') expect(route.body).toBeUndefined();
      if (route.method === 'GET' && route.stream === undefined) expect(route.reply).toBeDefined();
      if (route.stream !== undefined) expect(route.reply).toBeUndefined();
    },
  );

  test('that names a thing says what it answers when it is not there', () => {
    const things = all.filter((route) => named(route).some((param) => param !== 'key'));
    expect(
      things
        .filter((route) => !route.errors.some((code) => /\.(not_found|unknown)$/.test(code)))
        .map((route) => route.operationId),
    ).toEqual([]);
  });

  test('whose request or reply holds a secret is not kept for a second asking', () => {
    const holds = (route: Route) =>
      [route.body, route.reply].some((schema) =>
        Object.keys(shapeOf(schema)).some((name) => /^(password|secrets?|token|current)$/.test(name)),
      );
    const secret = all.filter((route) => route.method === 'POST' && !route.isFromMachines && holds(route));
    expect(secret.length).toBeGreaterThan(4);
    expect(secret.filter((route) => !route.isSecret).map((route) => route.operationId)).toEqual([]);
  });

  test('that changes what people edit together says what it answers when somebody was faster', () => {
    const patches = all.filter((route) => route.method === 'PATCH' && named(route).length > 0);
    expect(
      patches.filter((route) => !route.errors.includes('version.conflict')).map((route) => route.operationId),
    ).toEqual([]);
  });

  test('that takes a cursor says what it answers to a wrong one, and gives the next', () => {
    const paged = all.filter((route) => 'cursor' in shapeOf(route.query));
    expect(paged.length).toBeGreaterThan(5);
    for (const route of paged) {
      expect(route.errors, route.operationId).toContain('cursor.invalid');
      expect(Object.keys(shapeOf(route.reply)), route.operationId).toEqual(
        expect.arrayContaining(['items', 'nextCursor']),
      );
    }
  });

  test('that takes a query line says what it answers to one that cannot be read', () => {
    const searched = all.filter((route) => 'lens' in shapeOf(route.query));
    expect(searched.length).toBeGreaterThan(5);
    expect(
      searched.filter((route) => !route.errors.includes('query.invalid')).map((route) => route.operationId),
    ).toEqual([]);
  });
});

describe('pages and texts have limits', () => {
  test.each(all.filter((route) => 'limit' in shapeOf(route.query)).map((route) => [route.operationId, route] as const))(
    '%s',
    (_name, route) => {
      const limit = (value: unknown) =>
        route.query?.shape.limit !== undefined && (route.query.shape.limit as z.ZodType).safeParse(value).success;
      for (const bad of ['0', '-1', '201', '1e9', 'all', '2.5', 'NaN']) expect(limit(bad), bad).toBe(false);
      expect(limit('1')).toBe(true);
      expect(limit(undefined)).toBe(true);
    },
  );

  test('no query takes a text without an end', () => {
    const endless = all.flatMap((route) =>
      Object.entries(shapeOf(route.query))
        .filter(([name]) => ['q', 'lens', 'cursor', 'group', 'reason', 'job', 'token'].includes(name))
        .filter(([, schema]) => schema.safeParse('x'.repeat(100_000)).success)
        .map(([name]) => `${route.operationId} ${name}`),
    );
    expect(endless).toEqual([]);
  });
});

describe('roles', () => {
  test('an administrator has every right, and each role some', () => {
    expect(rolePermissions.admin).toEqual(allPermissions);
    for (const role of roleNames) expect(rolePermissions[role].length).toBeGreaterThan(0);
  });

  test('only an administrator changes settings, customers and connections', () => {
    for (const right of ['settings:update', 'customer:update', 'connection:update'] as const)
      expect(
        roleNames.filter((role) => rolePermissions[role].includes(right)),
        right,
      ).toEqual(['admin']);
  });

  test('readers and contacts only read, and a contact sees nothing of the machinery', () => {
    for (const role of ['readonly', 'customer'] as const)
      expect(
        rolePermissions[role].filter((right) => !right.endsWith(':read')),
        role,
      ).toEqual([]);
    expect(rolePermissions.customer).toEqual(['alert:read', 'finding:read', 'customer:read']);
  });

  test('every right guards a route, so that none is granted for nothing', () => {
    const used = new Set(all.flatMap((route) => ('permission' in route.access ? [route.access.permission] : [])));
    expect(allPermissions.filter((right) => !used.has(right))).toEqual([]);
  });

  test("every change needs a right to change, beside one's own session and views", () => {
    const loose = all
      .filter(
        (route) =>
          route.method !== 'GET' && (!('permission' in route.access) || route.access.permission.endsWith(':read')),
      )
      .map((route) => route.operationId);
    expect(loose.sort()).toEqual([
      'changePassword',
      'completeSetup',
      'deleteView',
      'login',
      'logout',
      'receiveWebhook',
      'saveView',
    ]);
  });
});
