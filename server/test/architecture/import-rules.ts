import { findCycles } from './cycles.ts';
import { domainOf, layerOf, vendorOf } from './layers.ts';
import type { Offence, Rule } from './offence.ts';
import { isTest, type Link, links, type Tree } from './tree.ts';

const inside = (folder: string) => (path: string) => path.startsWith(folder);
const offence = (link: Link, what: string): Offence => ({ at: link.from, what: `${what} ${link.to}` });
const isOurs = (to: string) => /^(contract|server|web)\//.test(to);
const onlyValues = (link: Link) => !link.isType;

// The words of the wall: types and pure functions, which every layer speaks.
const vocabulary = new Set(['server/src/db/scope.ts']);

export const contractRule: Rule<Tree> = {
  id: '1',
  says: 'contract imports only zod; web never imports server.',
  because: 'there is one truth for both sides, and bundles stay small',
  find: (tree) => [
    ...links(tree, inside('contract/src/'))
      .filter((link) => !isTest(link.from) && link.to !== 'zod' && !link.to.startsWith('contract/'))
      .map((link) => offence(link, 'imports')),
    ...links(tree, inside('web/src/'))
      .filter((link) => link.to.startsWith('server/'))
      .map((link) => offence(link, 'imports')),
  ],
};

const isRules = (path: string) => domainOf(path) !== null && /(^|\/|\.)rules\.ts$/.test(path);
const impure =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\brandom(Bytes|UUID|Int)\(|\bperformance\.now\(|\bfetch\(/;
const reachesOut = (to: string) =>
  (/^server\/src\/(db|http|connectors|app|cli)\//.test(to) && !vocabulary.has(to)) ||
  /^server\/.*\/(store|[a-z-]+\.store|service|routes|jobs)\.ts$/.test(to) ||
  /^(pg|kysely|pg-boss|fastify|undici|pino)$/.test(to) ||
  /^node:(fs|net|http|https|child_process|os|timers|dns|tls|process|worker_threads)/.test(to);

export const rulesRule: Rule<Tree> = {
  id: '2',
  says: 'rules.ts reaches no db, http, connector, clock, randomness or environment, not even through what it imports.',
  because: 'decisions stay testable in a millisecond',
  find: (tree) => {
    const all = Map.groupBy(links(tree).filter(onlyValues), (link) => link.from);
    return [...tree.keys()]
      .filter((path) => isRules(path) && !isTest(path))
      .flatMap((path) => {
        const offences: Offence[] = [];
        const seen = new Set([path]);
        for (const at of seen) {
          const clue = impure.exec(tree.get(at) ?? '');
          if (clue) offences.push({ at: path, what: `reaches ${clue[0]} in ${at}` });
          for (const link of all.get(at) ?? []) {
            if (reachesOut(link.to)) offences.push({ at: path, what: `reaches ${link.to}` });
            else if (isOurs(link.to)) seen.add(link.to);
          }
        }
        return offences;
      });
  },
};

const isStore = (path: string) =>
  /(^|\/)(store|[a-z-]+\.store|store-[a-z-]+)\.ts$/.test(path) || /\/postgres\/[a-z-]+\.ts$/.test(path);
const isRoutes = (path: string) => /(^|\/)(routes|[a-z-]+\.routes)\.ts$/.test(path);

export const storeRule: Rule<Tree> = {
  id: '3',
  says: 'in a domain only store.ts imports db and only routes.ts imports http (types vanish and do not count).',
  because: 'a domain can be read and tested without a server',
  find: (tree) =>
    links(tree)
      .filter((link) => onlyValues(link) && domainOf(link.from) !== null)
      .flatMap((link) => {
        if (link.to.startsWith('server/src/db/') && !vocabulary.has(link.to) && !isStore(link.from))
          return [offence(link, 'imports')];
        if (link.to.startsWith('server/src/http/') && !isRoutes(link.from)) return [offence(link, 'imports')];
        return [];
      }),
};

export const orderRule: Rule<Tree> = {
  id: '4',
  says: 'a domain imports others sideways or down, through their index.ts; floors below know nothing of those above; no rings.',
  because: 'the lower half can be understood alone',
  find: (tree) => {
    const found = links(tree).flatMap((link): Offence[] => {
      const floor = /^server\/src\/(lib|db)\//.exec(link.from)?.[1];
      if (floor === 'lib' && isOurs(link.to) && !/^(contract|server\/src\/lib)\//.test(link.to))
        return [offence(link, 'is lib and imports')];
      if (floor === 'db' && isOurs(link.to) && !/^(contract|server\/src\/(lib|db))\//.test(link.to))
        return [offence(link, 'is db and imports')];
      const from = domainOf(link.from);
      if (from === null) return [];
      if (/^server\/src\/(app|cli|demo|main|config)/.test(link.to)) return [offence(link, 'reaches up to')];
      const to = domainOf(link.to);
      if (to === null || to === from) return [];
      const [own, other] = [layerOf(from), layerOf(to)];
      if (own === null || other === null) return [offence(link, 'is of or names a domain that no layer has:')];
      if (other > own) return [offence(link, 'reaches up to')];
      return link.to === `server/src/domains/${to}/index.ts` ? [] : [offence(link, 'reaches past the index of')];
    });
    const between = links(tree)
      .filter(onlyValues)
      .flatMap((link) => {
        const [from, to] = [domainOf(link.from), domainOf(link.to)];
        return from !== null && to !== null && from !== to ? [{ from, to }] : [];
      });
    return [
      ...found,
      ...findCycles(between).map((ring) => ({ at: ring.join(', '), what: 'import each other in a ring' })),
    ];
  },
};

export const ringRule: Rule<Tree> = {
  id: '4 (files)',
  says: 'no files import each other in a ring.',
  because: 'what is in a ring can only be read, tested and moved as one',
  find: (tree) => {
    const edges = links(tree).filter((link) => onlyValues(link) && isOurs(link.to));
    return findCycles(edges).map((ring) => ({ at: ring[0] ?? '', what: `is in a ring: ${ring.join(' → ')}` }));
  },
};

export const connectorRule: Rule<Tree> = {
  id: '5',
  says: 'connectors import contract, lib, the shared parts of connectors/ and their own folder; a domain never imports a vendor.',
  because: "a vendor's change touches one folder",
  find: (tree) => {
    const files = new Set(tree.keys());
    return links(tree).flatMap((link): Offence[] => {
      const to = vendorOf(link.to, files);
      if (domainOf(link.from) !== null && to !== null) return [offence(link, 'knows a vendor:')];
      if (!link.from.startsWith('server/src/connectors/') || !isOurs(link.to)) return [];
      if (!/^(contract|server\/src\/(lib|connectors))\//.test(link.to)) return [offence(link, 'imports')];
      return to !== null && to !== vendorOf(link.from, files) && link.from !== listFile
        ? [offence(link, 'imports another connector:')]
        : [];
    });
  },
};

const listFile = 'server/src/connectors/list.ts';

export const registerRule: Rule<Tree> = {
  id: '6',
  says: 'only list.ts imports connectors; only config.ts reads the environment.',
  because: 'nothing registers by accident',
  find: (tree) => {
    const files = new Set(tree.keys());
    const vendors = links(tree).filter((link) => {
      const to = vendorOf(link.to, files);
      return to !== null && link.from !== listFile && vendorOf(link.from, files) !== to;
    });
    const readers = [...tree].filter(
      ([path, text]) =>
        path.startsWith('server/src/') &&
        !isTest(path) &&
        path !== 'server/src/config.ts' &&
        /\bprocess\.env\b/.test(withoutComments(text)),
    );
    return [
      ...vendors.map((link) => offence(link, 'imports the connector')),
      ...readers.map(([path]) => ({ at: path, what: 'reads the environment' })),
    ];
  },
};

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*\/\/.*$/gm, '');

export const importRules = [
  contractRule,
  rulesRule,
  storeRule,
  orderRule,
  ringRule,
  connectorRule,
  registerRule,
] as const;
