/** What an attacker gets, in one word; each has its sentence in `sentences`. */
type Effect = 'remote' | 'file' | 'rights' | 'leak' | 'stop' | 'bypass' | 'spoof' | 'memory';

export type DemoCve = {
  id: string;
  /** Base score 0.1 to 10, or `null` when nobody has rated it yet. */
  score: number | null;
  /** In our own words. */
  description: string;
  publishedAt: string;
  /** True when only server editions are affected. */
  isServerOnly: boolean;
};

const sentences: Readonly<Record<Effect, (part: string) => string>> = {
  remote: (part) => `a remote sender can run code through ${part}.`,
  file: (part) => `a crafted file or page can run code in ${part}.`,
  rights: (part) => `a local user can gain higher rights through ${part}.`,
  leak: (part) => `${part} can tell more than it should.`,
  stop: (part) => `crafted input can stop ${part}.`,
  bypass: (part) => `a protection in ${part} can be passed by.`,
  spoof: (part) => `${part} can be made to trust a false name.`,
  memory: (part) => `a memory error in ${part} can crash it or lead to code.`,
};

const effects: ReadonlySet<string> = new Set(Object.keys(sentences));
const isEffect = (word: string): word is Effect => effects.has(word);

/**
 * Reads a table of one product and day: `2024-1086 | 7.8 | rights | netfilter`, several ids before the first bar share
 * a line, a score of `-` is unknown. At the end may stand `server`, for what only server editions have, or a day of its own.
 * @throws RangeError naming the line that cannot be read.
 */
export function cveTable(product: string, publishedOn: string, table: string): DemoCve[] {
  return table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [ids, score, effect, part, more = ''] = line.split('|').map((cell) => cell.trim());
      const isKnown = /^(|server|\d{4}-\d\d-\d\d)$/.test(more) && effect !== undefined && isEffect(effect);
      if (ids === undefined || score === undefined || part === undefined || !isKnown) {
        throw new RangeError(`This line of the table of ${product} cannot be read: ${line}`);
      }
      return ids.split(' ').map((id) => ({
        id: `CVE-${id}`,
        score: score === '-' ? null : Number(score),
        description: `${product}: ${sentences[effect](part)}`,
        publishedAt: `${/^\d/.test(more) ? more : publishedOn}T17:00:00Z`,
        isServerOnly: more === 'server',
      }));
    });
}
