import { readFile } from 'node:fs/promises';
import { allPermissions, errorCodes, routes } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { describeApi } from '../../src/http/openapi.ts';
import { descriptionFile, printApi } from './print.ts';

type Operation = {
  operationId: string;
  security: unknown[];
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, unknown>;
  'x-permission'?: string;
};
const description = describeApi(routes) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};
const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
const all = Object.values(routes);

test('the checked-in description is that of the contract; refresh it with: npm run openapi', async () => {
  expect(await readFile(descriptionFile, 'utf8')).toBe(printApi());
});

test('it is OpenAPI 3.1 and has every route once', () => {
  expect(description.openapi).toBe('3.1.0');
  expect(operations.map((operation) => operation.operationId).sort()).toEqual(
    all.map((route) => route.operationId).sort(),
  );
});

test('operation ids and addresses are unique, and each key of the contract is its operation id', () => {
  expect(new Set(all.map((route) => `${route.method} ${route.path}`)).size).toBe(all.length);
  expect(Object.entries(routes).filter(([key, route]) => key !== route.operationId)).toEqual([]);
});

test('every reference leads to a schema', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  const known = new Set(Object.keys(description.components.schemas).map((name) => `#/components/schemas/${name}`));
  expect(references.length).toBeGreaterThan(50);
  expect([...new Set(references)].filter((reference) => !known.has(reference))).toEqual([]);
});

test('every parameter of an address is described and required', () => {
  for (const [path, methods] of Object.entries(description.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    for (const operation of Object.values(methods)) {
      const described = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(
        described.map((parameter) => parameter.name),
        operation.operationId,
      ).toEqual(named);
      expect(described.every((parameter) => parameter.required)).toBe(true);
    }
  }
});

test('each route tells its permission and every status of its errors', () => {
  for (const route of all) {
    const operation = operations.find((one) => one.operationId === route.operationId);
    const statuses = Object.keys(operation?.responses ?? {});
    for (const code of route.errors)
      expect(statuses, `${route.operationId} ${code}`).toContain(String(errorCodes[code][0]));
    const permission = 'permission' in route.access ? route.access.permission : undefined;
    expect(operation?.['x-permission']).toBe(permission);
    if (permission) expect(allPermissions).toContain(permission);
    expect(operation?.security.length).toBe('public' in route.access ? 0 : 1);
  }
});
