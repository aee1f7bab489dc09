/** Where a part stands in the text, in UTF-16 offsets. */
export type Span = { position: number; length: number };

/** A piece of a wildcard pattern: literal text, `*` (any run, also none) or `?` (one character). */
export type PatternPart = { text: string } | '*' | '?';

export type Field = { name: string; at: Span };

/** One end of a range; `value` is text with escapes resolved. */
export type Bound = { value: string; isInclusive: boolean; at: Span };

type Leaf = { field: Field | null; at: Span };

/** `a`: one word, escapes resolved. */
export type TermNode = Leaf & { kind: 'term'; value: string };
/** `"a b"~2`: words in this order; `slop` is null when none was written. */
export type PhraseNode = Leaf & { kind: 'phrase'; value: string; slop: number | null };
/** `a*b?`: holds at least one wildcard and is never a lone `*`. */
export type WildcardNode = Leaf & { kind: 'wildcard'; parts: readonly PatternPart[] };
/** `/ab+/`: matches the whole value; the pattern is as written, without the slashes. */
export type RegexNode = Leaf & { kind: 'regex'; pattern: string };
/** `a~1`: `distance` in edits, null when none was written. */
export type FuzzyNode = Leaf & { kind: 'fuzzy'; value: string; distance: 0 | 1 | 2 | null };
/** `f:[a TO b}`, `f:>=a`: at least one end is given. */
export type RangeNode = { kind: 'range'; field: Field; from: Bound | null; to: Bound | null; at: Span };
/** `_exists_:f`, `f:*`, `f:[* TO *]`. */
export type ExistsNode = { kind: 'exists'; field: Field; at: Span };

export type LeafNode = TermNode | PhraseNode | WildcardNode | RegexNode | FuzzyNode | RangeNode | ExistsNode;

export type QueryNode =
  | LeafNode
  | { kind: 'all'; at: Span }
  | { kind: 'and' | 'or'; children: readonly QueryNode[]; at: Span }
  | { kind: 'not'; child: QueryNode; at: Span }
  | { kind: 'boost'; child: QueryNode; by: number; at: Span };

/** The span from the start of `first` to the end of `last`. */
export function spanOver(first: Span, last: Span): Span {
  return { position: first.position, length: last.position + last.length - first.position };
}

/** Joins nodes by AND or OR; a single node stays itself and nested joins of the same kind are flattened. */
export function join(kind: 'and' | 'or', nodes: readonly [QueryNode, ...QueryNode[]]): QueryNode {
  const [first, ...rest] = nodes;
  const last = rest.at(-1);
  if (last === undefined) return first;
  const children = nodes.flatMap((node) => (node.kind === kind ? node.children : [node]));
  return { kind, children, at: spanOver(first.at, last.at) };
}

/** Every leaf of the tree, left to right. */
export function leavesOf(node: QueryNode): LeafNode[] {
  switch (node.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return node.children.flatMap(leavesOf);
    case 'not':
    case 'boost':
      return leavesOf(node.child);
    default:
      return [node];
  }
}
