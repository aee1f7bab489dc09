import { join, type LeafNode, leavesOf, type QueryNode } from '../../../lib/lucene/index.ts';

/** What alerts are counted by; each is one facet and one column of the kept counts. */
export const dimensions = ['severity', 'status', 'customer', 'source', 'assignee'] as const;
export type Dimension = (typeof dimensions)[number];

const byWord: Readonly<Record<string, Dimension>> = {
  open: 'status',
  closed: 'status',
  mine: 'assignee',
  unassigned: 'assignee',
  assigned: 'assignee',
  others: 'assignee',
};

/** The dimension that a leaf asks about, or `null` when the kept counts cannot answer it. */
export function dimensionOf(leaf: LeafNode): Dimension | null {
  const name = leaf.field?.name;
  if (name === 'is') return byWord[exactValue(leaf)?.toLowerCase() ?? ''] ?? null;
  if (name === 'customer_code') return 'customer';
  if (name === 'severity' || name === 'status' || name === 'customer' || name === 'source' || name === 'assignee')
    return name;
  return null;
}

const exactValue = (leaf: LeafNode): string | null =>
  leaf.kind === 'term' || leaf.kind === 'phrase' ? leaf.value : null;

/** True when the kept counts can answer the whole query. */
export const isCountable = (node: QueryNode): boolean => leavesOf(node).every((leaf) => dimensionOf(leaf) !== null);

/** True when the answer of a rewritten query depends on who asks, beyond what they may see. */
export const asksWhose = (node: QueryNode): boolean =>
  leavesOf(node).some(
    (leaf) => leaf.field?.name === 'is' && ['mine', 'others'].includes(exactValue(leaf)?.toLowerCase() ?? ''),
  );

/** The query without what it asks of one dimension on its top level: a facet shows the values that were not chosen as well. */
export function without(node: QueryNode, dimension: Dimension): QueryNode {
  const isOwn = (part: QueryNode) => {
    const leaves = leavesOf(part);
    return leaves.length > 0 && leaves.every((leaf) => dimensionOf(leaf) === dimension);
  };
  if (isOwn(node)) return { kind: 'all', at: node.at };
  if (node.kind !== 'and') return node;
  const [first, ...rest] = node.children.filter((child) => !isOwn(child));
  return first === undefined ? { kind: 'all', at: node.at } : join('and', [first, ...rest]);
}

/** True when the query asks for a customer, so that their names must be known before it is compiled. */
export const namesCustomer = (node: QueryNode): boolean =>
  leavesOf(node).some((leaf) => leaf.field?.name === 'customer' || numberIn(leaf) !== null);

function numberIn(leaf: LeafNode): { mark: string; number: string } | null {
  const [, mark, number] =
    leaf.kind === 'term' && leaf.field === null ? (/^([A-Z]{2,8})-(\d{1,9})$/i.exec(leaf.value) ?? []) : [];
  return mark === undefined || number === undefined ? null : { mark, number };
}

/**
 * The query in the words that the field table knows: `assignee:me` is `is:mine`, `-status:closed` is `is:open` (an index
 * holds exactly those), `KEST-1042` is an alert's number where `isMark` knows the mark, a pattern of codes looks at codes,
 * and a bare number may be a rule's.
 */
export function rewrite(node: QueryNode, isMark: (mark: string) => boolean): QueryNode {
  switch (node.kind) {
    case 'all':
      return node;
    case 'and':
    case 'or':
      return { ...node, children: node.children.map((child) => rewrite(child, isMark)) };
    case 'boost':
      return rewrite(node.child, isMark);
    case 'not': {
      const child = rewrite(node.child, isMark);
      if (
        child.kind === 'term' &&
        (child.field?.name === 'status' || child.field?.name === 'is') &&
        child.value.toLowerCase() === 'closed'
      )
        return isWord(child, 'open');
      return { ...node, child };
    }
    default:
      return rewriteLeaf(node, isMark);
  }
}

const assigneeWords: Readonly<Record<string, string>> = {
  me: 'mine',
  none: 'unassigned',
  nobody: 'unassigned',
  others: 'others',
};

function rewriteLeaf(leaf: LeafNode, isMark: (mark: string) => boolean): QueryNode {
  const value = exactValue(leaf)?.toLowerCase();
  if (leaf.field?.name === 'assignee' && value !== undefined && Object.hasOwn(assigneeWords, value))
    return isWord(leaf, assigneeWords[value] ?? '');
  if (leaf.field?.name === 'customer' && value === undefined)
    return { ...leaf, field: { ...leaf.field, name: 'customer_code' } };
  const part = (name: string, text: string): QueryNode => ({
    kind: 'term',
    field: { name, at: leaf.at },
    value: text,
    at: leaf.at,
  });
  // Looked for among rules only when it can be one: the planner takes any other word for a rule of average frequency.
  if (leaf.kind === 'term' && leaf.field === null && /^\d{1,6}$/.test(leaf.value))
    return join('or', [leaf, part('rule', leaf.value)]);
  const named = numberIn(leaf);
  if (named === null || !isMark(named.mark)) return leaf;
  return join('and', [part('customer', named.mark), part('number', named.number)]);
}

const isWord = (leaf: LeafNode, value: string): QueryNode => ({
  kind: 'term',
  field: { name: 'is', at: leaf.field?.at ?? leaf.at },
  value,
  at: leaf.at,
});
