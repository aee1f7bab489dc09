/** One part of a query line at its top level, as typed. Positions count UTF-16 units from 0. */
export type Token = {
  text: string;
  start: number;
  end: number;
  /** Starts with `-` or `!`. */
  isNegated: boolean;
  /** Name before the colon, or `null` for words, groups and operators. */
  field: string | null;
  /** What stands behind the colon, or the whole text without its sign. */
  value: string;
};

// As the server reads it: escapes, quotes, expressions (only where a clause starts), ranges, words, else one character.
// What is not closed reaches to the end.
const word = String.raw`(?:\\[^]|[^\s()[\]{}"^~:\\])*`;
const piece = new RegExp(
  [
    String.raw`"(?:\\[^]|[^"\\])*(?:"|\\?$)`,
    String.raw`\/(?:\\[^]|[^/\\])*(?:\/|\\?$)`,
    String.raw`[[{](?:"(?:\\[^]|[^"\\])*"|[^\]}"])*(?:[\]}]|$)`,
    String.raw`\|\||&&|[~^][\d.]*`,
    String.raw`(?:\\[^]|[^\s()[\]{}"^~:\\/+!-])${word}`,
    '[^]',
  ].join('|'),
  'g',
);

/** Splits a query at the spaces outside quotes, brackets and regular expressions. Unclosed ones reach to the end. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let start = 0;
  const end = (at: number) => {
    if (at > start) tokens.push(tokenOf(query.slice(start, at), start));
  };
  for (const { 0: text, index } of query.matchAll(piece)) {
    if (text === '(') depth += 1;
    else if (text === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /^\s$/.test(text)) {
      end(index);
      start = index + 1;
    }
  }
  end(query.length);
  return tokens;
}

function tokenOf(text: string, start: number): Token {
  const isNegated = /^[-!]./.test(text);
  const body = isNegated ? text.slice(1) : text;
  const named = /^([\w@.*-]+):(?=.)/s.exec(body);
  return {
    text,
    start,
    end: start + text.length,
    isNegated,
    field: named?.[1] ?? null,
    value: named ? body.slice(named[0].length) : body,
  };
}

/** Writes tokens back with one space between them. */
export const queryOf = (tokens: readonly { text: string }[]): string => tokens.map((token) => token.text).join(' ');

const operators = ['AND', 'OR', 'NOT', '&&', '||'];

/** Whether words are joined or turned round at the top level, so that what is added would bind to one of them. */
function isJoined(query: string): boolean {
  let depth = 0;
  let isFound = tokensOf(query).some((token) => /^[-+!]+$/.test(token.text));
  for (const [text] of query.matchAll(piece)) {
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (depth === 0 && operators.includes(text)) isFound = true;
    // Brackets that do not match must not be made to match by a pair around them.
    if (depth < 0) return false;
  }
  return isFound && depth === 0;
}

/**
 * The parts of a query that must all hold, so that one can be added or taken away without turning the others round.
 * `a OR b` is one part: beside it, `c` would bind to `b` alone.
 */
export function partsOf(query: string): Token[] {
  const tokens = tokensOf(query);
  return isJoined(query) ? tokensOf(`(${queryOf(tokens)})`) : tokens;
}

const plain = /^[\w@.:/*%+~-]+$/;

/** A value as it may stand behind a colon: bare where the grammar allows it, else quoted. */
export function quoted(value: string): string {
  // A colon, a leading sign, a wildcard or an operator word would be read as grammar.
  const isBare =
    plain.test(value) && !/[:*/+~]/.test(value) && !value.startsWith('-') && !/^(AND|OR|NOT|TO)$/.test(value);
  return isBare ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const listOf = (value: string): string[] => {
  const inner = /^\((.*)\)$/s.exec(value)?.[1];
  if (inner === undefined) return [unquote(value)];
  return tokensOf(inner)
    .filter((token) => token.text !== 'OR')
    .map((token) => unquote(token.text));
};

const unquote = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text);

/** The values that a query asks of a field with `field:a` or `field:(a OR b)`; ranges, negations and alternatives are not counted. */
export function valuesOf(query: string, field: string): string[] {
  return partsOf(query)
    .filter((token) => token.field === field && !token.isNegated)
    .flatMap((token) => listOf(token.value));
}

/** Whether the query holds this token as it is. */
export const hasToken = (query: string, text: string): boolean => partsOf(query).some((token) => token.text === text);

/** Adds the token, or takes it away where it stands already. */
export function toggleToken(query: string, text: string): string {
  const tokens = partsOf(query);
  const others = tokens.filter((token) => token.text !== text);
  return others.length < tokens.length ? queryOf(others) : queryOf([...tokens, { text }]);
}

/** Adds a value to what is asked of a field, or takes it away: `status:open` → `status:(open OR closed)` → `status:closed`. */
export function toggleValue(query: string, field: string, value: string): string {
  const tokens = partsOf(query);
  const mine = tokens.filter((token) => token.field === field && !token.isNegated);
  const before = mine.flatMap((token) => listOf(token.value));
  const next = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  const written =
    next.length === 0
      ? null
      : next.length === 1
        ? `${field}:${quoted(next[0] ?? '')}`
        : `${field}:(${next.map(quoted).join(' OR ')})`;
  const place = mine[0];
  const rest = tokens.flatMap((token) => {
    if (token === place) return written === null ? [] : [{ text: written }];
    return mine.includes(token) ? [] : [token];
  });
  return queryOf(place || written === null ? rest : [...rest, { text: written }]);
}

/** Puts one token for a field in the place of all others for it; `null` takes them away. */
export function setField(query: string, field: string, value: string | null): string {
  const others = partsOf(query).filter((token) => token.field !== field);
  return queryOf(value === null ? others : [...others, { text: `${field}:${value}` }]);
}

/** Adds `field:value` or `-field:value`, and takes away its opposite. */
export function narrow(query: string, field: string, value: string, isNegated: boolean): string {
  const wanted = `${isNegated ? '-' : ''}${field}:${quoted(value)}`;
  const opposite = `${isNegated ? '' : '-'}${field}:${quoted(value)}`;
  const others = partsOf(query).filter((token) => token.text !== wanted && token.text !== opposite);
  return queryOf([...others, { text: wanted }]);
}

/** Whether two queries ask the same, whatever the order and the spaces of their tokens. */
export const isSameQuery = (a: string, b: string): boolean => {
  const sorted = (query: string) =>
    partsOf(query)
      .map((token) => token.text)
      .sort()
      .join(' ');
  return sorted(a) === sorted(b);
};
