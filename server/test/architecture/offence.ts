/** One breach of a rule: where, and what is wrong there. */
export type Offence = { at: string; what: string };

/** A rule of the house with the reason that a failure prints. */
export type Rule<T> = { id: string; says: string; because: string; find(subject: T): Offence[] };

/** Breaches that are known and not excused; a line that no longer applies is itself a breach, so the list only shrinks. */
export function unexcused<T>(rule: Rule<T>, subject: T, known: readonly string[]): string[] {
  const found = rule.find(subject).map((offence) => `${offence.at}: ${offence.what}`);
  const stale = known
    .filter((line) => !found.includes(line))
    .map((line) => `${line} (known, and mended: take it off the list)`);
  return [...found.filter((line) => !known.includes(line)), ...stale];
}

/** What a failure prints. */
export const explained = <T>(rule: Rule<T>, lines: readonly string[]) =>
  lines.length === 0
    ? ''
    : `Rule ${rule.id}: ${rule.says}\nBecause: ${rule.because}.\n${lines.map((line) => `  ${line}`).join('\n')}`;
