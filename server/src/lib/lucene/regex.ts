import { QueryError } from './error.ts';
import type { Span } from './node.ts';

// What Lucene's engine knows and PostgreSQL's does not: complement, intersection, intervals, any string, empty.
const unsupported = /[~&<>@#"]/;

/**
 * Lucene's regular expression in PostgreSQL's syntax, unanchored.
 * Back-references become plain digits, as Lucene has none; that also keeps the engine's time linear.
 */
export function translateRegex(pattern: string, at: Span): string {
  return translate(pattern, at, false);
}

/** Refuses an expression that no engine can read; what only Lucene knows passes. @throws {QueryError} */
export function checkRegex(pattern: string, at: Span): void {
  // Between quotation marks Lucene takes brackets literally, so they cannot be counted.
  if (!pattern.includes('"')) translate(pattern, at, true);
}

/** Classes such as `\d` stay; a letter or digit is itself; a sign is escaped only where it means something. */
function escape(next: string, isInClass: boolean): string {
  if (/[dws]/.test(next) || (/[DWS]/.test(next) && !isInClass)) return `\\${next}`;
  return /[\^$\\.*+?()[\]{}|/]/.test(next) || (isInClass && next === '-') ? `\\${next}` : next;
}

function translate(pattern: string, at: Span, isCheck: boolean): string {
  let out = '';
  let isInClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const next = pattern.charAt(i);
    if (next === '\\') {
      const escaped = pattern.charAt(++i);
      out += escaped === '' ? '\\' : escape(escaped, isInClass);
    } else if (isInClass) {
      isInClass = next !== ']';
      out += next === '[' ? '\\[' : next;
    } else if (unsupported.test(next) && isCheck) {
      out += '.';
    } else if (unsupported.test(next)) {
      throw new QueryError(`"${next}" in an expression is not known here.`, at, `Write \\${next} for the character.`);
    } else if (next === '(' && pattern.charAt(i + 1) === '?') {
      throw new QueryError('A group cannot start with "?".', at, 'Write \\? for the character.');
    } else {
      isInClass = next === '[';
      out += next === '^' || next === '$' ? `\\${next}` : next;
      if (isInClass && pattern.charAt(i + 1) === '^') out += pattern.charAt(++i);
    }
  }
  try {
    new RegExp(out, 'u');
  } catch {
    throw new QueryError('The expression cannot be read.', at, 'Check its brackets and repetitions.');
  }
  return out;
}
