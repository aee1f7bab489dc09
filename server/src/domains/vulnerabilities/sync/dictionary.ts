import type { RawFinding } from '../../../connectors/capabilities.ts';
import type { Context } from '../../access/index.ts';
import { clip, longestName, type Numbers, titleOf } from './content.ts';
import * as store from './dictionary.store.ts';

type PackageEntry = { format: string | null; architecture: string | null; id: number };

// Beyond this a batch begins with empty memory: the dictionaries may be larger than memory should be.
const mostEntries = 200_000;
const longestText = 20_000;
const mostReferences = 50;

/**
 * Turns what findings name into row numbers, for one run. Dictionary rows are never removed, so what is remembered stays
 * true; they commit before the findings that use them, and an unused one is no harm.
 */
export class Dictionary implements Numbers {
  readonly #cves = new Map<string, store.CveEntry>();
  readonly #packages = new Map<string, PackageEntry[]>();
  readonly #paths = new Map<string, number>();
  #size = 0;

  /** Makes sure that everything which these findings name can be asked for until the next call. */
  async learn(context: Context, findings: readonly RawFinding[]): Promise<void> {
    if (this.#size > mostEntries) this.#forget();
    await this.#learnCves(context, findings);
    await this.#learnPackages(context, findings);
    await this.#learnPaths(context, findings);
  }

  cveOf(raw: RawFinding): store.CveEntry {
    return found(this.#cves.get(raw.cveId), raw.cveId);
  }

  packageOf(raw: RawFinding): number {
    return found(this.#findPackage(raw), raw.packageName).id;
  }

  pathOf(raw: RawFinding): number | null {
    return raw.path === null ? null : found(this.#paths.get(raw.path), raw.path);
  }

  #findPackage(raw: RawFinding): PackageEntry | undefined {
    for (const entry of this.#packages.get(raw.packageName) ?? []) {
      if (entry.format === raw.format && entry.architecture === raw.architecture) return entry;
    }
    return undefined;
  }

  #forget(): void {
    for (const memory of [this.#cves, this.#packages, this.#paths]) memory.clear();
    this.#size = 0;
  }

  async #learnCves(context: Context, findings: readonly RawFinding[]): Promise<void> {
    const unknown = new Map<string, string>();
    for (const { cveId } of findings) if (!this.#cves.has(cveId)) unknown.set(cveId, nameOf(cveId));
    if (unknown.size > 0) await this.#takeCves(context, unknown);
    const better = new Map<string, RawFinding>();
    for (const raw of findings) {
      const known = better.get(raw.cveId);
      const length = known ? lengthOf(known) : (this.#cves.get(raw.cveId)?.length ?? -1);
      // Length in halves of characters is an upper bound; only where it is larger the characters are counted.
      if ((raw.description?.length ?? 0) > length && lengthOf(raw) > length) better.set(raw.cveId, raw);
    }
    if (better.size === 0) return;
    const texts = new Map([...better].map(([cveId, raw]) => [nameOf(cveId), toText(raw)]));
    await context.write((tx) => store.saveCves(tx, [...texts.values()], context.clock.now()));
    await this.#takeCves(context, new Map([...better.keys()].map((cveId) => [cveId, nameOf(cveId)])));
  }

  async #takeCves(context: Context, names: ReadonlyMap<string, string>): Promise<void> {
    const entries = await context.read((tx) => store.findCves(tx, [...new Set(names.values())]));
    for (const [cveId, name] of names) {
      const entry = entries.get(name);
      if (entry === undefined) continue;
      this.#cves.set(cveId, entry);
      this.#size++;
    }
  }

  async #learnPackages(context: Context, findings: readonly RawFinding[]): Promise<void> {
    const unknown = new Map<string, RawFinding>();
    for (const raw of findings) {
      if (this.#findPackage(raw) === undefined)
        unknown.set(`${raw.format}\t${raw.packageName}\t${raw.architecture}`, raw);
    }
    if (unknown.size === 0) return;
    const names = new Map([...unknown.values()].map((raw) => [raw, packageName(raw)]));
    const saved = await context.write((tx) => store.savePackages(tx, distinct([...names.values()])));
    for (const [raw, name] of names) {
      const id = found(saved.get(store.packageKey(name)), raw.packageName);
      const entries = this.#packages.get(raw.packageName);
      const entry = { format: raw.format, architecture: raw.architecture, id };
      if (entries) entries.push(entry);
      else this.#packages.set(raw.packageName, [entry]);
      this.#size++;
    }
  }

  async #learnPaths(context: Context, findings: readonly RawFinding[]): Promise<void> {
    const unknown = new Map<string, string>();
    for (const { path } of findings) if (path !== null && !this.#paths.has(path)) unknown.set(path, nameOf(path));
    if (unknown.size === 0) return;
    const saved = await context.write((tx) => store.saveWords(tx, 'package_paths', [...new Set(unknown.values())]));
    for (const [path, name] of unknown) this.#paths.set(path, found(saved.get(name), path));
    this.#size += unknown.size;
  }
}

const nameOf = (text: string) => clip(text, longestName);

const packageName = (raw: RawFinding): store.PackageName => ({
  format: clip(raw.format ?? '', 100),
  name: nameOf(raw.packageName),
  architecture: clip(raw.architecture ?? '', 100),
});

const distinct = (names: readonly store.PackageName[]) => [
  ...new Map(names.map((name) => [store.packageKey(name), name])).values(),
];

function found<T>(entry: T | undefined, name: string): T {
  if (entry === undefined) throw new RangeError(`Nothing was learned of ${name}.`);
  return entry;
}

/** Characters of the description as PostgreSQL will count them. */
const lengthOf = (raw: RawFinding): number => characters(clip(raw.description ?? '', longestText));
const characters = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

function toText(raw: RawFinding): store.CveText {
  return {
    cveId: nameOf(raw.cveId),
    title: titleOf(raw.cveId, raw.description),
    description: clip(raw.description ?? '', longestText),
    references: raw.references
      .slice(0, mostReferences)
      .map((url) => clip(url, 2_000).replaceAll('\n', ' '))
      .join('\n'),
    cvssVersion: raw.scoreVersion === null ? null : clip(raw.scoreVersion, 20),
    publishedAt: raw.publishedAt,
  };
}
