import { QueryError } from './error.ts';
import type { PatternPart, Span } from './node.ts';

/** A run of characters as typed, with wildcards told apart from escaped ones. */
export type Word = { parts: PatternPart[]; at: Span; hasEscape: boolean };

const space = /[\s\u3000]/;
// Lucene ends a word at these. `/`, `!`, `+`, `-`, `<`, `>` and `=` have a meaning only where a word starts.
const wordEnd = /[\s\u3000()[\]{}":^~]/;

/** Reads the text from left to right; every method leaves `position` behind what it took. */
export class Scanner {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(ahead = 0): string {
    return this.text.charAt(this.position + ahead);
  }

  startsWith(literal: string): boolean {
    return this.text.startsWith(literal, this.position);
  }

  skipSpace(): void {
    while (!this.isAtEnd && space.test(this.peek())) this.position++;
  }

  take(literal: string): boolean {
    if (!this.startsWith(literal)) return false;
    this.position += literal.length;
    return true;
  }

  since(start: number): Span {
    return { position: start, length: this.position - start };
  }

  /** The span of the next character, or of the end. */
  here(): Span {
    return { position: this.position, length: this.isAtEnd ? 0 : 1 };
  }

  /** True when an upper-case operator word stands here as a whole word. */
  isWord(word: string): boolean {
    return (
      this.startsWith(word) && (this.position + word.length >= this.text.length || wordEnd.test(this.peek(word.length)))
    );
  }

  /** Takes one escaped character behind a backslash; `\\uXXXX` is a code unit as in Lucene. */
  private escaped(): string {
    const start = this.position;
    this.position++;
    const next = this.peek();
    if (next === '')
      throw new QueryError('A backslash stands at the end.', this.since(start), 'Write \\\\ for a backslash.');
    this.position++;
    if (next !== 'u') return next;
    const digits = /^[0-9a-fA-F]{4}/.exec(this.text.slice(this.position, this.position + 4))?.[0];
    if (digits === undefined)
      throw new QueryError('\\u needs four hexadecimal digits.', this.since(start), 'Write \\\\ for a backslash.');
    this.position += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  /** Reads up to a character that `ends`; wildcards become parts unless `isLiteral`. */
  private run(ends: RegExp, isLiteral: boolean): Word {
    const start = this.position;
    const parts: PatternPart[] = [];
    let literal = '';
    let hasEscape = false;
    const flush = () => {
      if (literal !== '') parts.push({ text: literal });
      literal = '';
    };
    while (!this.isAtEnd && !ends.test(this.peek())) {
      const next = this.peek();
      if (next === '\\') {
        hasEscape = true;
        literal += this.escaped();
        continue;
      }
      this.position++;
      if (isLiteral || (next !== '*' && next !== '?')) {
        literal += next;
      } else {
        flush();
        // Two stars mean what one means.
        if (next !== '*' || parts.at(-1) !== '*') parts.push(next);
      }
    }
    flush();
    return { parts, at: this.since(start), hasEscape };
  }

  word(): Word {
    return this.run(wordEnd, false);
  }

  /** An end of a range: all up to a space or a closing bracket. */
  bound(): Word {
    return this.run(/[\s\u3000\]}]/, true);
  }

  private between(mark: string, what: string, hint: string, keepEscapes: boolean): string {
    const start = this.position;
    this.position++;
    let value = '';
    while (this.peek() !== mark) {
      if (this.isAtEnd) throw new QueryError(`${what} is not closed.`, this.since(start), hint);
      if (this.peek() !== '\\') {
        value += this.peek();
        this.position++;
      } else if (keepEscapes) {
        value += this.text.slice(this.position, this.position + 2);
        this.position = Math.min(this.position + 2, this.text.length);
      } else {
        value += this.escaped();
      }
    }
    this.position++;
    return value;
  }

  quoted(): string {
    return this.between('"', 'The quotation', 'Add a closing ".', false);
  }

  /** The pattern between slashes, its escapes untouched: they belong to the expression. */
  regex(): string {
    return this.between('/', 'The expression', 'Add a closing /, or quote the value: "/var/log".', true);
  }

  /** A number such as `2` or `0.5`, or null when none stands here. */
  number(): number | null {
    const digits = /^\d{1,6}(\.\d{1,6})?/.exec(this.text.slice(this.position, this.position + 20))?.[0];
    if (digits === undefined) return null;
    this.position += digits.length;
    return Number(digits);
  }
}

/** The text of a word without wildcards, or null when it has some. */
export function plainText(word: Word): string | null {
  const [first, second] = word.parts;
  if (first === undefined) return '';
  return second === undefined && typeof first === 'object' ? first.text : null;
}
