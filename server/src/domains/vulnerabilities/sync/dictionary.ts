import type { Context } from '../../access/index.ts';
import { type StatedFinding, storable, titleOf } from './content.ts';
import * as store from './dictionary.store.ts';

/** A stated finding with the row numbers of what it names. */
export type NumberedFinding = StatedFinding & {
  cve: number;
  package: number;
  pathId: number | null;
  versionId: number | null;
  fixedVersionId: number | null;
  exploit: number;
};

const mostEntries = 100_000;
const longestText = 20_000;
const mostReferences = 50;

/** A map that forgets its oldest half when it is full: the dictionaries may be larger than memory should be. */
class Remembered<V> {
  readonly #held = new Map<string, V>();
  get(key: string): V | undefined {
    return this.#held.get(key);
  }
  add(entries: Iterable<readonly [string, V]>): void {
    for (const [key, value] of entries) this.#held.set(key, value);
    if (this.#held.size <= mostEntries) return;
    let surplus = this.#held.size - mostEntries / 2;
    for (const key of this.#held.keys()) {
      if (surplus-- <= 0) break;
      this.#held.delete(key);
    }
  }
}

const packageKey = (one: StatedFinding) => `${one.format}\t${one.packageName}\t${one.architecture}`;

/**
 * Turns what findings name into row numbers, for one run. Dictionary rows are never removed, so what is remembered stays
 * true; they commit before the findings that use them, and an unused one is no harm.
 */
export class Dictionary {
  readonly #cves = new Remembered<store.CveEntry>();
  readonly #packages = new Remembered<number>();
  readonly #versions = new Remembered<number>();
  readonly #paths = new Remembered<number>();

  /** The findings with their numbers, in the order given. */
  async number(context: Context, findings: readonly StatedFinding[]): Promise<NumberedFinding[]> {
    const cves = await this.#learnCves(context, findings);
    const packages = await learn(context, this.#packages, findings.map(packageKey), (tx, keys) =>
      store.savePackages(
        tx,
        keys.map((key) => {
          const [format = '', name = '', architecture = ''] = key.split('\t');
          return { format, name, architecture };
        }),
      ),
    );
    const versions = await learn(
      context,
      this.#versions,
      findings.flatMap((one) => [one.version, one.fixedVersion].filter((value) => value !== null)),
      (tx, words) => store.saveWords(tx, 'package_versions', words),
    );
    const paths = await learn(
      context,
      this.#paths,
      findings.flatMap((one) => one.path ?? []),
      (tx, words) => store.saveWords(tx, 'package_paths', words),
    );
    const idOf = (ids: Map<string, number>, word: string | null) => (word === null ? null : (ids.get(word) ?? null));
    return findings.map((one) => ({
      ...one,
      cve: cves.get(one.cveId)?.id ?? 0,
      exploit: cves.get(one.cveId)?.exploit ?? 0,
      package: packages.get(packageKey(one)) ?? 0,
      pathId: idOf(paths, one.path),
      versionId: idOf(versions, one.version),
      fixedVersionId: idOf(versions, one.fixedVersion),
    }));
  }

  async #learnCves(context: Context, findings: readonly StatedFinding[]): Promise<Map<string, store.CveEntry>> {
    const longest = new Map<string, StatedFinding>();
    for (const one of findings) {
      const other = longest.get(one.cveId);
      if (other === undefined || lengthOf(one) > lengthOf(other)) longest.set(one.cveId, one);
    }
    const found = new Map<string, store.CveEntry>();
    const unknown: string[] = [];
    for (const name of longest.keys()) {
      const held = this.#cves.get(name);
      if (held === undefined) unknown.push(name);
      else found.set(name, held);
    }
    const look = async (names: readonly string[]) => {
      for (const [name, entry] of await context.read((tx) => store.findCves(tx, names))) found.set(name, entry);
    };
    if (unknown.length > 0) await look(unknown);
    const texts = [...longest.values()]
      .filter((one) => lengthOf(one) > (found.get(one.cveId)?.length ?? -1))
      .map(toText);
    if (texts.length > 0) {
      await context.write((tx) => store.saveCves(tx, texts, context.clock.now()));
      await look(texts.map((text) => text.cveId));
    }
    this.#cves.add(found);
    return found;
  }
}

// PostgreSQL counts characters where JavaScript counts halves of some; both sides are compared in PostgreSQL's way.
const lengthOf = (one: StatedFinding): number => {
  const text = one.raw.description;
  return text === null ? 0 : text.length > longestText ? longestText : isPlain(text) ? text.length : [...text].length;
};
const isPlain = (text: string) => !/[\ud800-\udfff]/.test(text);

function toText(one: StatedFinding): store.CveText {
  const { raw } = one;
  return {
    cveId: one.cveId,
    title: titleOf(one.cveId, raw.description),
    description: storable(raw.description ?? '', longestText),
    references: raw.references
      .slice(0, mostReferences)
      .map((url) => storable(url, 2_000).replaceAll('\n', ' '))
      .join('\n'),
    cvssVersion: raw.scoreVersion === null ? null : storable(raw.scoreVersion, 20),
    publishedAt: raw.publishedAt,
  };
}

type Tx = Parameters<Context['record']>[0];

async function learn(
  context: Context,
  memory: Remembered<number>,
  words: readonly string[],
  save: (tx: Tx, words: readonly string[]) => Promise<Map<string, number>>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const unknown: string[] = [];
  for (const word of new Set(words)) {
    const held = memory.get(word);
    if (held === undefined) unknown.push(word);
    else found.set(word, held);
  }
  if (unknown.length === 0) return found;
  const saved = await context.write((tx) => save(tx, unknown));
  memory.add(saved);
  for (const [word, id] of saved) found.set(word, id);
  return found;
}
