import { errorCodes, routes } from '@watchfloor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessRule, codeRule, wallRule } from './architecture/contract-rules.ts';
import { importRules } from './architecture/import-rules.ts';
import { globalTables, known, reviewedPublic } from './architecture/known.ts';
import { explained, type Rule, unexcused } from './architecture/offence.ts';
import { readTables } from './architecture/schema.ts';
import { readTree, type Tree } from './architecture/tree.ts';
import { startTestApp, type TestApp } from './harness.ts';

let tree: Tree;
let app: TestApp;
const allRoutes = Object.values(routes);

beforeAll(async () => {
  [tree, app] = await Promise.all([readTree(), startTestApp()]);
});
afterAll(() => app.close());

const keeps = <T>(rule: Rule<T>, subject: T) =>
  expect(explained(rule, unexcused(rule, subject, known[rule.id] ?? []))).toBe('');

describe('the eight rules hold', () => {
  test.each(importRules.map((rule) => [rule.id, rule.says, rule] as const))('%s: %s', (_id, _says, rule) =>
    keeps(rule, tree),
  );
  test(`${accessRule.id}: ${accessRule.says}`, () =>
    keeps(accessRule, { routes: allRoutes, bound: app.bound, reviewedPublic }));
  test(`${wallRule.id}: ${wallRule.says}`, async () =>
    keeps(wallRule, { tables: await readTables(app.db), global: globalTables }));
  test(`${codeRule.id}: ${codeRule.says}`, () => keeps(codeRule, { tree, codes: errorCodes, routes: allRoutes }));
});

test('the tree was read', () => {
  expect(tree.size).toBeGreaterThan(200);
  expect(allRoutes.length).toBeGreaterThan(40);
});
