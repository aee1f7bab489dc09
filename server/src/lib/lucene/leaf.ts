import { QueryError } from './error.ts';
import type { Bound, Field, LeafNode, QueryNode } from './node.ts';
import { plainText, type Scanner, type Word } from './token.ts';

type Group = { kind: 'group'; field: Field };

/** Reads `field:value`, a bare value, or `field:` in front of a bracket, which it leaves to the caller. */
export function parseLeaf(scan: Scanner, outer: Field | null): LeafNode | Group | Extract<QueryNode, { kind: 'all' }> {
  const start = scan.position;
  if (outer === null || !isValueMark(scan)) {
    const field = takeField(scan);
    if (field?.name === '_exists_') return takeExists(scan, start);
    if (field?.name === '*' && scan.take('*')) return { kind: 'all', at: scan.since(start) };
    if (field) return scan.peek() === '(' ? { kind: 'group', field } : value(scan, field, start);
  }
  return value(scan, outer, start);
}

const isValueMark = (scan: Scanner): boolean => /["/[{<>]/.test(scan.peek());

/** Takes a name with its colon, or nothing. */
function takeField(scan: Scanner): Field | null {
  const start = scan.position;
  if (isValueMark(scan)) return null;
  const word = scan.word();
  scan.skipSpace();
  const isAll = word.parts.length === 1 && word.parts[0] === '*';
  const name = isAll ? '*' : plainText(word);
  if (!scan.take(':')) {
    scan.position = start;
    return null;
  }
  if (word.parts.length === 0)
    throw new QueryError(
      'A field name is missing before the colon.',
      scan.since(start),
      'Quote a value that has colons.',
    );
  if (name === null)
    throw new QueryError('A field name has no wildcards.', word.at, 'Write \\* if the name has a star.');
  scan.skipSpace();
  return { name, at: word.at };
}

function takeExists(scan: Scanner, start: number): LeafNode {
  const quotedAt = scan.position;
  if (scan.peek() === '"') {
    const name = scan.quoted();
    return { kind: 'exists', field: { name, at: scan.since(quotedAt) }, at: scan.since(start) };
  }
  const word = scan.word();
  const name = plainText(word);
  if (!name)
    throw new QueryError(
      '_exists_ needs one field name.',
      word.at.length > 0 ? word.at : scan.here(),
      'For example _exists_:data.srcip.',
    );
  return { kind: 'exists', field: { name, at: word.at }, at: scan.since(start) };
}

function value(scan: Scanner, field: Field | null, start: number): LeafNode | Extract<QueryNode, { kind: 'all' }> {
  const next = scan.peek();
  if (next === '"') return phrase(scan, field, start);
  if (next === '/') return regex(scan, field, start);
  if (next === '[' || next === '{') return range(scan, field, start);
  if (next === '<' || next === '>') return comparison(scan, field, start);
  const word = scan.word();
  if (word.at.length === 0) throw missingValue(scan, field);
  if (scan.peek() === ':')
    throw new QueryError(
      'A second colon follows.',
      scan.here(),
      `Quote the value: ${field ? `${field.name}:` : ''}"…:…".`,
    );
  if (scan.peek() === '"')
    throw new QueryError('A quotation starts inside a word.', scan.here(), 'Put a blank before it, or write \\".');
  const text = plainText(word);
  if (scan.peek() === '~') return fuzzy(scan, field, start, text);
  if (text !== null) return { kind: 'term', field, value: text, at: scan.since(start) };
  if (word.parts.length > 1 || word.parts[0] !== '*')
    return { kind: 'wildcard', field, parts: word.parts, at: scan.since(start) };
  return field ? { kind: 'exists', field, at: scan.since(start) } : { kind: 'all', at: scan.since(start) };
}

function missingValue(scan: Scanner, field: Field | null): QueryError {
  if (field && (scan.isAtEnd || /[\s)]/.test(scan.peek())))
    return new QueryError(
      `A value is missing after ${field.name}:`,
      scan.here(),
      `${field.name}:* asks for any value.`,
    );
  return new QueryError(
    `"${scan.peek()}" cannot stand here.`,
    scan.here(),
    `Write \\${scan.peek()} or quote the value.`,
  );
}

function phrase(scan: Scanner, field: Field | null, start: number): LeafNode {
  const text = scan.quoted();
  const slop = scan.take('~') ? wholeNumber(scan, scan.position - 1) : null;
  return { kind: 'phrase', field, value: text, slop, at: scan.since(start) };
}

function wholeNumber(scan: Scanner, at: number): number {
  const number = scan.number();
  if (number === null || !Number.isInteger(number))
    throw new QueryError('~ needs a whole number here.', scan.since(at), 'For example "failed login"~3.');
  return number;
}

function regex(scan: Scanner, field: Field | null, start: number): LeafNode {
  const pattern = scan.regex();
  if (!scan.isAtEnd && /[^\s()^]/.test(scan.peek()))
    throw new QueryError('Text follows the expression without a blank.', scan.here(), 'Quote a path: "/var/log".');
  if (pattern === '')
    throw new QueryError('The expression is empty.', scan.since(start), 'Quote a value that starts with /.');
  return { kind: 'regex', field, pattern, at: scan.since(start) };
}

function fuzzy(scan: Scanner, field: Field | null, start: number, text: string | null): LeafNode {
  const at = scan.position;
  scan.take('~');
  if (text === null)
    throw new QueryError('A word with wildcards cannot be fuzzy.', scan.since(start), 'Remove ~ or the wildcard.');
  const distance = scan.number();
  if (distance !== null && distance !== 0 && distance !== 1 && distance !== 2)
    throw new QueryError('A fuzzy word takes 0, 1 or 2 edits.', scan.since(at), 'For example passwrod~1.');
  return { kind: 'fuzzy', field, value: text, distance, at: scan.since(start) };
}

function needField(field: Field | null, scan: Scanner, start: number): Field {
  if (field) return field;
  throw new QueryError(
    'A range needs a field.',
    { position: start, length: 1 },
    'For example rule.level:>=7. To search for the character, quote it.',
  );
}

function comparison(scan: Scanner, field: Field | null, start: number): LeafNode {
  const named = needField(field, scan, scan.position);
  const isFrom = scan.peek() === '>';
  scan.position++;
  const isInclusive = scan.take('=');
  scan.skipSpace();
  const at = scan.position;
  const quoted = scan.peek() === '"' ? scan.quoted() : null;
  const word = quoted === null ? scan.word() : null;
  const text = quoted ?? (word && plainText(word));
  if (text === null || text === '')
    throw new QueryError(
      'A comparison needs one value.',
      scan.position > at ? scan.since(at) : scan.here(),
      'For example rule.level:>=7.',
    );
  if (scan.peek() === ':') throw new QueryError('A second colon follows.', scan.here(), 'Quote the value.');
  const bound: Bound = { value: text, isInclusive, at: scan.since(at) };
  return { kind: 'range', field: named, from: isFrom ? bound : null, to: isFrom ? null : bound, at: scan.since(start) };
}

function range(scan: Scanner, field: Field | null, start: number): LeafNode {
  const opened = scan.position;
  const named = needField(field, scan, opened);
  const fromInclusive = scan.peek() === '[';
  scan.position++;
  const from = end(scan, opened);
  scan.skipSpace();
  if (!scan.isWord('TO'))
    throw new QueryError('A range is written [a TO b].', scan.here(), 'TO stands between the two ends, in capitals.');
  scan.take('TO');
  const to = end(scan, opened);
  scan.skipSpace();
  const toInclusive = scan.peek() === ']';
  if (!scan.take(']') && !scan.take('}')) throw notClosed(opened);
  const at = scan.since(start);
  if (from === null && to === null) return { kind: 'exists', field: named, at };
  return {
    kind: 'range',
    field: named,
    from: from && { ...from, isInclusive: fromInclusive },
    to: to && { ...to, isInclusive: toInclusive },
    at,
  };
}

const notClosed = (position: number) =>
  new QueryError('The range is not closed.', { position, length: 1 }, 'It ends with ] (included) or } (excluded).');

const isOpen = (word: Word): boolean => word.at.length === 1 && plainText(word) === '*';

/** One end of a range; null for an unquoted `*`. */
function end(scan: Scanner, opened: number): { value: string; at: Bound['at'] } | null {
  scan.skipSpace();
  const start = scan.position;
  if (scan.isAtEnd) throw notClosed(opened);
  if (scan.peek() === '"') {
    const quoted = scan.quoted();
    return { value: quoted, at: scan.since(start) };
  }
  const word = scan.bound();
  if (word.at.length === 0)
    throw new QueryError('An end of the range is missing.', scan.here(), 'Write * for an open end.');
  return isOpen(word) ? null : { value: plainText(word) ?? '', at: word.at };
}
