import { editsRegex, fuzzyDistance, toRegex } from '../../../../db/search/index.ts';
import { type LeafNode, QueryError, translateRegex } from '../../../../lib/lucene/index.ts';
import { cleanText } from '../../../../lib/text.ts';
import { isTextField, textFieldNames } from '../text-fields.ts';

/** A string of SQL/JSON path; its escapes are those of JSON. What PostgreSQL cannot hold was replaced when it was written, too. */
const quoted = (text: string): string => JSON.stringify(cleanText(text));

const steps = (name: string): string =>
  name
    .split('.')
    .map((part) => (part === '*' ? '.**' : `.${quoted(part)}`))
    .join('');

/**
 * The paths on which a dotted name can lie below `root`: nested, and as one key with dots in it, as shippers send both.
 * Arrays are unwrapped at each step, so any element may hold the value. A part `*` stands for everything below.
 */
export const pathsOf = (name: string, root: '$' | '@'): string[] => {
  const nested = `${root}${steps(name)}`;
  return name.includes('.') && !name.includes('*') ? [nested, `${root}.${quoted(name)}`] : [nested];
};

/** The path expression that is there when a field answers a leaf; `except` leaves out text of a shape that is compared elsewhere. */
export function namedPath(leaf: LeafNode, name: string, except?: string): string {
  const whole = leaf.kind === 'exists' ? '@.type() != "null"' : predicate(leaf, isTextField(name));
  const test = except === undefined ? whole : `(${whole}) && !(${matches(except, '')})`;
  return `$ ? (${pathsOf(name, '@')
    .map((path) => `exists (${path} ? (${test}))`)
    .join(' || ')})`;
}

/** The path expression for a word without a field: a whole value anywhere, or a word of the prose. */
export function barePath(leaf: LeafNode): string {
  const words = wordTest(leaf);
  const inText = words === null ? [] : textFieldNames.map((name) => `exists (@.**.${quoted(name)} ? (${words}))`);
  return `$ ? (${[`exists (@.** ? (${wholeTest(leaf)}))`, ...inText].join(' || ')})`;
}

function predicate(leaf: LeafNode, isText: boolean): string {
  const words = isText ? wordTest(leaf) : null;
  return words === null ? wholeTest(leaf) : `${wholeTest(leaf)} || ${words}`;
}

const matches = (regex: string, flags: string): string => `@ like_regex ${quoted(regex)}${flags && ` flag "${flags}"`}`;
const isNumber = (text: string): boolean => /^-?\d{1,30}(\.\d{1,30})?$/.test(text);
const canonical = (text: string): string => text.replace(/^(-?)0+(?=\d)/, '$1');

/** A test on one whole value: text with case, numbers as numbers. */
function wholeTest(leaf: LeafNode): string {
  switch (leaf.kind) {
    case 'term':
    case 'phrase': {
      const { value } = leaf;
      const others = isNumber(value)
        ? [`@ == ${canonical(value)}`]
        : value === 'true' || value === 'false'
          ? [`@ == ${value}`]
          : [];
      return [`@ == ${quoted(value)}`, ...others].join(' || ');
    }
    case 'wildcard':
      return matches(`^${toRegex(leaf.parts)}$`, 's');
    case 'regex':
      return matches(`^(?:${translateRegex(leaf.pattern, leaf.at)})$`, 's');
    case 'fuzzy':
      return matches(`^(?:${editsRegex(leaf.value, fuzzyDistance(leaf.value, leaf.distance))})$`, 's');
    case 'range':
      return rangeTest(leaf);
    case 'exists':
      throw new QueryError('Name one field.', leaf.at, 'For example _exists_:data.srcip.');
  }
}

/** Text is compared by code point as Lucene does; a value that is a number only with numeric ends. */
function rangeTest({ from, to }: Extract<LeafNode, { kind: 'range' }>): string {
  const both = (write: (value: string) => string): string =>
    [
      ...(from ? [`@ ${from.isInclusive ? '>=' : '>'} ${write(from.value)}`] : []),
      ...(to ? [`@ ${to.isInclusive ? '<=' : '<'} ${write(to.value)}`] : []),
    ].join(' && ');
  const isNumeric = [from, to].every((bound) => bound === null || isNumber(bound.value));
  const text = `(@.type() == "string" && ${both(quoted)})`;
  return isNumeric ? `(@.type() == "number" && ${both(canonical)}) || ${text}` : text;
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_]+/gu) ?? [];
/**
 * Ends of words as Lucene's standard tokenizer sets them (Unicode annex 29): a dot, colon or apostrophe between letters, and a
 * dot or comma between digits, hold one word together. So `com.example` and `10.0.0.1` are words, and `example` is none of them.
 */
const wordStart =
  "(?:(?<!\\w)(?<![[:alpha:]][.:'])(?=[[:alpha:]])|(?<!\\w)(?<![[:digit:]][.,;'])(?=[[:digit:]])|(?<!\\w)(?=_))";
const wordEnd =
  "(?:(?<=[[:alpha:]])(?!\\w)(?![.:'][[:alpha:]])|(?<=[[:digit:]])(?!\\w)(?![.,;'][[:digit:]])|(?<=_)(?!\\w))";
const inWord = "[\\w.:']";

// Most texts lack the letters altogether; looking for them first is five times faster than looking for ends of words.
const asWord = (regex: string, letters = ''): string => {
  const words = matches(`${wordStart}(?:${regex})${wordEnd}`, 'is');
  return letters === '' ? words : `(${matches(letters, 'iq')} && ${words})`;
};

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (text.length > best.length ? text : best), '');

/** A test on the words of a text without regard to case; null when the leaf cannot be one. */
function wordTest(leaf: LeafNode): string | null {
  switch (leaf.kind) {
    case 'term':
    case 'phrase': {
      // Letters, digits and "_" mean nothing else in an expression.
      const words = wordsOf(leaf.value);
      const gap = leaf.kind === 'phrase' && leaf.slop ? `(?:\\W+\\w+){0,${Math.min(leaf.slop, 255)}}\\W+` : '\\W+';
      return words.length === 0 ? null : asWord(words.join(gap), longest(words));
    }
    case 'wildcard':
      return asWord(
        toRegex(leaf.parts, inWord),
        longest(leaf.parts.map((part) => (typeof part === 'string' ? '' : part.text))),
      );
    case 'regex':
      return asWord(translateRegex(leaf.pattern, leaf.at));
    case 'fuzzy':
      return asWord(editsRegex(leaf.value, fuzzyDistance(leaf.value, leaf.distance)));
    default:
      return null;
  }
}
