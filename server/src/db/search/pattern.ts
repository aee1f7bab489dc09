import type { PatternPart } from '../../lib/lucene/index.ts';

/** Text with the three characters escaped that LIKE reads as its own. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** A wildcard pattern as LIKE writes it. */
export const toLike = (parts: readonly PatternPart[]): string =>
  parts.map((part) => (part === '*' ? '%' : part === '?' ? '_' : escapeLike(part.text))).join('');

/** Text as an expression that matches only itself, for PostgreSQL's and JavaScript's engines alike. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A wildcard pattern as a regular expression, unanchored; `any` is what one character may be. */
export const toRegex = (parts: readonly PatternPart[], any = '.'): string =>
  parts.map((part) => (part === '*' ? `${any}*` : part === '?' ? any : escapeRegex(part.text))).join('');

/** Alternatives that match every word within `distance` edits (insert, delete, replace, swap neighbours) of `word`. */
export function editsRegex(word: string, distance: number): string {
  const found = new Map<string, readonly (string | null)[]>();
  const letters = [...word];
  const add = (variant: readonly (string | null)[]) =>
    found.set(variant.map((letter) => letter ?? '\u0000').join('\u0001'), variant);
  add(letters);
  for (let round = 0; round < distance; round++) {
    for (const variant of [...found.values()]) {
      for (let i = 0; i <= variant.length; i++) {
        add([...variant.slice(0, i), null, ...variant.slice(i)]);
        if (i === variant.length) continue;
        add([...variant.slice(0, i), null, ...variant.slice(i + 1)]);
        add([...variant.slice(0, i), ...variant.slice(i + 1)]);
        const [here, next] = [variant[i], variant[i + 1]];
        if (here !== undefined && next !== undefined)
          add([...variant.slice(0, i), next, here, ...variant.slice(i + 2)]);
      }
    }
  }
  return [...found.values()]
    .map((variant) => variant.map((letter) => (letter === null ? '.' : escapeRegex(letter))).join(''))
    .join('|');
}

/** Edits that a fuzzy word allows: as written, else by length as Lucene's AUTO; long words get one, to bound the work. */
export function fuzzyDistance(value: string, written: number | null): number {
  const length = [...value].length;
  const wanted = written ?? (length < 3 ? 0 : length < 6 ? 1 : 2);
  return length > 14 ? Math.min(wanted, 1) : wanted;
}
