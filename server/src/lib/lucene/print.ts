import type { Bound, Field, LeafNode, PatternPart, QueryNode } from './node.ts';

/**
 * Writes a query so that Lucene's own parser, which knows no precedence, reads it as ours does: operators are spelled
 * out and mixed levels are bracketed. `parseQuery` gives the same tree back, but for positions.
 */
export function printQuery(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return '*';
    case 'and':
      return node.children.map(nested).join(' AND ');
    case 'or':
      return node.children.map(nested).join(' OR ');
    case 'not':
      return `NOT ${nested(node.child)}`;
    case 'boost':
      return `${node.child.kind === 'boost' ? `(${printQuery(node.child)})` : nested(node.child)}^${printNumber(node.by)}`;
    default:
      return printLeaf(node);
  }
}

// A negated clause is bracketed too: without brackets Lucene would subtract it from its neighbours, OR or not.
const nested = (node: QueryNode): string =>
  ['and', 'or', 'not'].includes(node.kind) ? `(${printQuery(node)})` : printQuery(node);

function printLeaf(node: LeafNode): string {
  switch (node.kind) {
    case 'term':
      return `${prefix(node.field)}${escapeWord(node.value)}`;
    case 'phrase':
      return `${prefix(node.field)}${quote(node.value)}${node.slop === null ? '' : `~${node.slop}`}`;
    case 'wildcard':
      return `${prefix(node.field)}${printPattern(node.parts)}`;
    case 'regex':
      return `${prefix(node.field)}/${node.pattern}/`;
    case 'fuzzy':
      return `${prefix(node.field)}${escapeWord(node.value)}~${node.distance ?? ''}`;
    case 'exists':
      return `_exists_:${escapeWord(node.field.name)}`;
    case 'range': {
      const open = node.from && !node.from.isInclusive ? '{' : '[';
      const close = node.to && !node.to.isInclusive ? '}' : ']';
      return `${prefix(node.field)}${open}${printBound(node.from)} TO ${printBound(node.to)}${close}`;
    }
  }
}

const prefix = (field: Field | null): string => (field ? `${escapeWord(field.name)}:` : '');

// Never `1e-6`, which the grammar does not know.
const printNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(6).replace(/0+$/, '');

const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

// A quoted end is never taken for `*`, TO or a bracket.
const printBound = (bound: Bound | null): string => (bound ? quote(bound.value) : '*');

const special = /[\\+\-!(){}[\]^"~*?:/&|<>=\s\u3000]/g;

/** A word with every character that could mean something escaped; operator words lose their meaning by their first letter. */
export function escapeWord(value: string): string {
  // `<` and `>` cannot be escaped in every version of the grammar; behind a backslash our reader and Lucene's agree.
  const escaped = value.replace(special, '\\$&');
  return /^(AND|OR|NOT|TO)$/.test(value) ? `\\${escaped}` : escaped;
}

const printPattern = (parts: readonly PatternPart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : escapeWord(part.text))).join('');
