import { defineRoute, type Route } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { accessRule, codeRule, wallRule } from './contract-rules.ts';
import {
  connectorRule,
  contractRule,
  importRules,
  orderRule,
  registerRule,
  ringRule,
  rulesRule,
  storeRule,
} from './import-rules.ts';
import { explained, type Rule, unexcused } from './offence.ts';
import { planted, type Tree } from './tree.ts';

const domain = (path: string) => `server/src/domains/${path}`;
const vendor = {
  'server/src/connectors/acme/connector.ts': '',
  'server/src/connectors/other/connector.ts': '',
  'server/src/connectors/other/wire.ts': '',
};

const offenders: [name: string, rule: Rule<Tree>, files: Record<string, string>][] = [
  [
    'the contract imports a helper of the server',
    contractRule,
    { 'contract/src/incidents.ts': "import { toId } from '../../server/src/lib/ids.ts';" },
  ],
  ['the contract imports a package', contractRule, { 'contract/src/incidents.ts': "import { sql } from 'kysely';" }],
  [
    'the web imports the server',
    contractRule,
    { 'web/src/lib/api.ts': "import { toId } from '../../../server/src/lib/ids.ts';" },
  ],
  [
    'rules ask the clock',
    rulesRule,
    { [domain('incidents/alerts/rules.ts')]: 'export const isOld = () => Date.now() > 5;' },
  ],
  ['rules roll dice', rulesRule, { [domain('incidents/rules.ts')]: 'export const pick = () => Math.random();' }],
  [
    'rules read through a neighbour',
    rulesRule,
    {
      [domain('siem/rules.ts')]: "import { help } from './help.ts';",
      [domain('siem/help.ts')]: "import { find } from './store.ts';",
    },
  ],
  ['rules read files', rulesRule, { [domain('siem/rules.ts')]: "import { readFile } from 'node:fs/promises';" }],
  [
    'a service opens the database',
    storeRule,
    { [domain('siem/service.ts')]: "import { createDatabase } from '../../db/database.ts';" },
  ],
  ['a service speaks HTTP', storeRule, { [domain('siem/service.ts')]: "import { on } from '../../http/binding.ts';" }],
  [
    'a lower domain calls a higher one',
    orderRule,
    { [domain('siem/service.ts')]: "import { close } from '../incidents/index.ts';" },
  ],
  [
    'a domain reaches past an index',
    orderRule,
    { [domain('incidents/service.ts')]: "import { find } from '../siem/store.ts';" },
  ],
  [
    'a type of a higher domain',
    orderRule,
    { [domain('customers/rules.ts')]: "import type { Alert } from '../incidents/index.ts';" },
  ],
  ['a domain without a layer', orderRule, { [domain('misc/service.ts')]: "import { find } from '../siem/index.ts';" }],
  ['lib knows a domain', orderRule, { 'server/src/lib/ids.ts': "import { toId } from '../domains/access/index.ts';" }],
  [
    'db knows a domain',
    orderRule,
    { 'server/src/db/search/x.ts': "import { toId } from '../../domains/access/index.ts';" },
  ],
  [
    'a domain composes the program',
    orderRule,
    { [domain('jobs/service.ts')]: "import { compose } from '../../app/compose.ts';" },
  ],
  [
    'two domains of one layer need each other',
    orderRule,
    {
      [domain('siem/service.ts')]: "import { a } from '../agents/index.ts';",
      [domain('agents/service.ts')]: "import { b } from '../siem/index.ts';",
    },
  ],
  [
    'two files need each other',
    ringRule,
    { 'server/src/lib/a.ts': "import { b } from './b.ts';", 'server/src/lib/b.ts': "export { a } from './a.ts';" },
  ],
  [
    'a connector imports a domain',
    connectorRule,
    { ...vendor, 'server/src/connectors/acme/map.ts': "import { find } from '../../domains/siem/index.ts';" },
  ],
  [
    'a connector imports another',
    connectorRule,
    { ...vendor, 'server/src/connectors/acme/map.ts': "import { find } from '../other/wire.ts';" },
  ],
  [
    'a domain knows a vendor',
    connectorRule,
    { ...vendor, [domain('siem/service.ts')]: "import type { Wire } from '../../connectors/acme/wire.ts';" },
  ],
  [
    'a connector registers by an import elsewhere',
    registerRule,
    { ...vendor, 'server/src/app/compose.ts': "import { acme } from '../connectors/acme/connector.ts';" },
  ],
  [
    'the environment is read outside of the configuration',
    registerRule,
    { 'server/src/http/server.ts': 'const port = process.env.PORT;' },
  ],
];

test.each(offenders)('%s', (_name, rule, files) => {
  const lines = unexcused(rule, planted(files), []);
  expect(lines).not.toEqual([]);
  expect(explained(rule, lines)).toContain(`Because: ${rule.because}`);
});

test('every rule about imports has a planted offender', () => {
  expect(importRules.filter((rule) => !offenders.some(([, planted]) => planted === rule))).toEqual([]);
});

test('what the rules allow passes all of them', () => {
  const files = {
    ...vendor,
    'contract/src/incidents.ts': "import { z } from 'zod';\nimport { Id } from './common.ts';",
    'web/src/lib/api.ts': "import { routes } from '@watchfloor/contract';",
    [domain('siem/rules.ts')]:
      "import { toId } from '../../lib/ids.ts';\nimport { seesCustomer, type Scope } from '../../db/scope.ts';\nimport type { Row } from './store.ts';",
    [domain('siem/store.ts')]:
      "import { sql } from 'kysely';\nimport { compileSearch } from '../../db/search/index.ts';",
    [domain('siem/service.ts')]:
      "import type { Tx } from '../../db/database.ts';\nimport * as store from './store.ts';\nimport { customerRefs } from '../customers/index.ts';\nimport { connectors } from '../../connectors/list.ts';",
    [domain('siem/routes.ts')]: "import { on } from '../../http/binding.ts';\nimport * as service from './service.ts';",
    [domain('siem/rules.test.ts')]: "import { startTestApp } from '../../../test/harness.ts';",
    'server/src/connectors/list.ts':
      "import { acme } from './acme/connector.ts';\nimport { other } from './other/connector.ts';",
    'server/src/connectors/acme/map.ts':
      "import { get } from '../upstream.ts';\nimport { toId } from '../../lib/ids.ts';",
    'server/src/config.ts': 'export const port = process.env.WF_PORT;',
  };
  expect(importRules.flatMap((rule) => unexcused(rule, planted(files), []))).toEqual([]);
});

const route = (change: Partial<Route>): Route => ({
  ...defineRoute({
    method: 'GET',
    path: '/api/v1/x',
    operationId: 'getX',
    summary: 'X.',
    access: { permission: 'alert:read' },
    errors: [],
  }),
  ...change,
});

test.each([
  ['a route that nobody serves', { routes: [route({})], bound: [] }],
  ['a route that is served twice', { routes: [route({})], bound: [route({}), route({})] }],
  ['a route that the contract does not know', { routes: [], bound: [route({})] }],
  ['a route without a permission', { routes: [route({ access: {} as Route['access'] })], bound: [route({})] }],
  ['a route that is public without a reason', { routes: [route({ access: { public: '' } })], bound: [route({})] }],
  [
    'a route that is public and was not reviewed',
    { routes: [route({ access: { public: 'because it is convenient' } })], bound: [route({})] },
  ],
])('%s', (_name, table) => {
  expect(accessRule.find({ ...table, reviewedPublic: [] })).not.toEqual([]);
});

test.each([
  ['a table without customer_id', { name: 'notes', hasCustomer: false, isWalled: false }],
  ['a table without a wall', { name: 'notes', hasCustomer: true, isWalled: false }],
  ['a global table that got a customer', { name: 'tags', hasCustomer: true, isWalled: true }],
])('%s', (_name, table) => {
  expect(
    wallRule.find({ tables: [table], global: { tags: 'one dictionary' } }).some((offence) => offence.at === table.name),
  ).toBe(true);
});

test.each([
  ['a code that nothing raises', { 'server/src/a.ts': '', 'server/src/a.test.ts': "'x.gone'" }, 'is raised nowhere'],
  [
    'a code that no test meets',
    { 'server/src/a.ts': "new Failure('x.gone', 'It is gone.')" },
    'is declared by a route and met in no test',
  ],
])('%s', (_name, files, what) => {
  const routes = [route({ errors: ['alert.not_found'] })].map(
    (one) => ({ ...one, errors: ['x.gone'] }) as unknown as Route,
  );
  expect(codeRule.find({ tree: planted(files), codes: { 'x.gone': [404, 'It is gone for good.'] }, routes })).toEqual([
    { at: 'x.gone', what },
  ]);
});

test('a known breach that was mended must leave the list', () => {
  const clean = planted({ 'server/src/lib/a.ts': '' });
  expect(unexcused(ringRule, clean, ['server/src/lib/a.ts: is in a ring'])).toEqual([
    'server/src/lib/a.ts: is in a ring (known, and mended: take it off the list)',
  ]);
});
