import type { Route } from '@watchfloor/contract';
import type { Rule } from './offence.ts';
import { isTest, type Tree } from './tree.ts';

export type RouteTable = { routes: readonly Route[]; bound: readonly Route[]; reviewedPublic: readonly string[] };

export const accessRule: Rule<RouteTable> = {
  id: '7 (routes)',
  says: 'each route of the contract is bound once and has a permission, signed-in, or public with a reason that was reviewed.',
  because: 'the customer wall is provable',
  find: ({ routes, bound, reviewedPublic }) => {
    const times = Map.groupBy(bound, (route) => route.operationId);
    return [
      ...routes.flatMap((route) => {
        const count = times.get(route.operationId)?.length ?? 0;
        return count === 1 ? [] : [{ at: route.operationId, what: `is bound ${count} times` }];
      }),
      ...bound
        .filter((route) => !routes.includes(route))
        .map((route) => ({ at: route.operationId, what: 'is served and not in the contract' })),
      ...routes.flatMap((route) => {
        const access: Partial<Record<'permission' | 'signedIn' | 'public', unknown>> = route.access ?? {};
        const kinds = [access.permission, access.signedIn, access.public].filter((kind) => kind !== undefined);
        if (kinds.length !== 1) return [{ at: route.operationId, what: 'says not exactly one way who may call it' }];
        if (access.public === undefined) return [];
        if (String(access.public).trim().length < 10)
          return [{ at: route.operationId, what: 'is public without a reason' }];
        return reviewedPublic.includes(route.operationId)
          ? []
          : [{ at: route.operationId, what: 'is public and was not reviewed' }];
      }),
    ];
  },
};

export type Table = { name: string; hasCustomer: boolean; isWalled: boolean };
export type Schema = { tables: readonly Table[]; global: Readonly<Record<string, string>> };

export const wallRule: Rule<Schema> = {
  id: '7 (tables)',
  says: 'each table has customer_id behind row-level security, or is on the short list of global ones.',
  because: 'the customer wall is provable',
  find: ({ tables, global }) => [
    ...tables.flatMap((table) => {
      if (table.name in global)
        return table.hasCustomer ? [{ at: table.name, what: 'is listed as global and has customer_id' }] : [];
      if (!table.hasCustomer) return [{ at: table.name, what: 'has no customer_id' }];
      return table.isWalled ? [] : [{ at: table.name, what: 'has customer_id and no row-level security' }];
    }),
    ...Object.keys(global)
      .filter((name) => !tables.some((table) => table.name === name))
      .map((name) => ({ at: name, what: 'is listed and does not exist' })),
  ],
};

export type Codes = {
  tree: Tree;
  codes: Readonly<Record<string, readonly [number, string]>>;
  routes: readonly Route[];
};

const quoted = (code: string) => new RegExp(`['"\`]${code.replace('.', '\\.')}['"\`]`);

export const codeRule: Rule<Codes> = {
  id: '8',
  says: 'each error code is raised somewhere and explained; each code that a route declares is met in a test.',
  because: 'the contract keeps its word',
  find: ({ tree, codes, routes }) => {
    const server = [...tree].filter(([path]) => path.startsWith('server/'));
    const raised = server
      .filter(([path]) => path.startsWith('server/src/') && !isTest(path))
      .map(([, text]) => text)
      .join('\n');
    const tested = server
      .filter(([path]) => isTest(path) && !path.startsWith('server/test/architecture'))
      .map(([, text]) => text)
      .join('\n');
    const declared = new Set<string>(routes.flatMap((route) => route.errors));
    return Object.entries(codes).flatMap(([code, [status, sentence]]) => [
      ...(quoted(code).test(raised) ? [] : [{ at: code, what: 'is raised nowhere' }]),
      ...(sentence.length >= 12 && sentence.endsWith('.') && status >= 400
        ? []
        : [{ at: code, what: 'is not explained' }]),
      ...(declared.has(code) && !quoted(code).test(tested)
        ? [{ at: code, what: 'is declared by a route and met in no test' }]
        : []),
    ]);
  },
};
