import { leavesOf, type QueryNode } from '../../../lib/lucene/index.ts';

/** The parts of a query that must all hold, so that each can be judged by itself. */
export function conjunctsOf(node: QueryNode): QueryNode[] {
  switch (node.kind) {
    case 'all':
      return [];
    case 'and':
      return node.children.flatMap(conjunctsOf);
    case 'boost':
      return conjunctsOf(node.child);
    default:
      return [node];
  }
}

/** True when every leaf asks one of these fields; a bare word asks none. */
export const asksOnly = (node: QueryNode, fields: ReadonlySet<string>): boolean =>
  leavesOf(node).every((leaf) => leaf.field !== null && fields.has(leaf.field.name));

const looksLikeCve = /^cve-[\d*?-]+$/i;

const textOf = (node: Extract<QueryNode, { kind: 'wildcard' }>): string =>
  node.parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** CVE ids are capital in the catalogue, whose index is exact: people's small letters are raised here. */
export function raiseCves(node: QueryNode): QueryNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, children: node.children.map(raiseCves) };
    case 'not':
    case 'boost':
      return { ...node, child: raiseCves(node.child) };
    case 'term':
    case 'phrase':
      return node.field?.name === 'cve' || looksLikeCve.test(node.value)
        ? { ...node, value: node.value.toUpperCase() }
        : node;
    case 'wildcard':
      return node.field?.name === 'cve' || looksLikeCve.test(textOf(node))
        ? {
            ...node,
            parts: node.parts.map((part) => (typeof part === 'string' ? part : { text: part.text.toUpperCase() })),
          }
        : node;
    default:
      return node;
  }
}

/** True when a part asks for nothing but findings that ask for work, which is what groups are made of. */
export const asksExposed = (node: QueryNode): boolean =>
  (node.kind === 'term' || node.kind === 'phrase') &&
  node.value.toLowerCase() === 'open' &&
  (node.field?.name === 'is' || node.field?.name === 'status');
