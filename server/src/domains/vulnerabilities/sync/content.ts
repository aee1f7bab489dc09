import { createHash } from 'node:crypto';
import type { AgentSnapshot, RawFinding } from '../../../connectors/capabilities.ts';
import { toTenths } from '../priority.ts';

/** A finding as the scanner states it, in the form that the tables take. */
export type StatedFinding = {
  cveId: string;
  format: string;
  packageName: string;
  architecture: string;
  path: string | null;
  version: string | null;
  fixedVersion: string | null;
  condition: string;
  severity: number | null;
  scoreTenths: number | null;
  contentHash: number;
  raw: RawFinding;
};

const severityRanks = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
// Longer than any real one, and short enough for an index entry.
const longestName = 500;
const longestCondition = 2_000;

/** Text that PostgreSQL can hold: well-formed, without U+0000, not longer than `longest` characters. */
export function storable(text: string, longest: number): string {
  const cut = text.length > longest ? text.slice(0, longest) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', '\ufffd') : whole;
}

const storableOrNull = (text: string | null) => (text === null ? null : storable(text, longestName));

/** What a finding is: everything but version, condition and scores. */
export const identityOf = (finding: StatedFinding): string =>
  [finding.cveId, finding.format, finding.packageName, finding.architecture, finding.path ?? ''].join('\t');

/** What a finding says: it may change while the finding stays the same one. */
export const contentOf = (finding: Omit<StatedFinding, 'contentHash' | 'raw'>): string =>
  [finding.version, finding.fixedVersion, finding.condition, finding.severity, finding.scoreTenths].join('\t');

/**
 * 53 bits of two mixed 32-bit lanes: enough to tell a changed content from the one before it on the same row, cheap
 * enough for each row of a snapshot, and exact in a JavaScript number as in a bigint.
 */
export function hash53(text: string): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0xcc9e2d51);
    high ^= high >>> 15;
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high >>> 11) * 4_294_967_296 + (low >>> 0);
}

/** Brings one finding into the form that is stored. */
export function stateFinding(raw: RawFinding): StatedFinding {
  const finding = {
    cveId: storable(raw.cveId, 100),
    format: storable(raw.format ?? '', 100),
    packageName: storable(raw.packageName, longestName),
    architecture: storable(raw.architecture ?? '', 100),
    path: storableOrNull(raw.path),
    version: storableOrNull(raw.version),
    fixedVersion: storableOrNull(raw.fixedVersion),
    condition: storable(raw.condition ?? '', longestCondition),
    severity: raw.severity === null ? null : severityRanks[raw.severity],
    scoreTenths: toTenths(raw.score),
  };
  return { ...finding, contentHash: hash53(contentOf(finding)), raw };
}

/** The findings of a snapshot, each identity once: of several versions of one package the worst scored one speaks. */
export function stateFindings(findings: readonly RawFinding[]): Map<string, StatedFinding> {
  const stated = new Map<string, StatedFinding>();
  for (const raw of findings) {
    const finding = stateFinding(raw);
    const key = identityOf(finding);
    const other = stated.get(key);
    if (other === undefined || isWorse(finding, other)) stated.set(key, finding);
  }
  return stated;
}

/** A total order, so that the documents' order decides nothing. */
function isWorse(a: StatedFinding, b: StatedFinding): boolean {
  const score = (a.scoreTenths ?? -1) - (b.scoreTenths ?? -1);
  return score !== 0 ? score > 0 : contentOf(a) > contentOf(b);
}

/**
 * A mark of all that a snapshot says about an agent, whatever the order; equal marks mean that nothing has to be read.
 * Of descriptions the length is enough, since only a longer one replaces what is stored.
 */
export function digestOf(snapshot: AgentSnapshot): Buffer {
  const { agent, system, findings } = snapshot;
  const lines = findings.map(
    (one) =>
      `${one.cveId}\t${one.format}\t${one.packageName}\t${one.architecture}\t${one.path}\t${one.version}\t${one.condition}\t${one.severity}\t${one.score}\t${one.description?.length}`,
  );
  lines.sort();
  lines.push(`${agent.name}\t${agent.version}\t${system?.name}\t${system?.version}\t${system?.platform}\t${system?.kernel}`);
  return createHash('sha256').update(lines.join('\n')).digest();
}

/** The first sentence of a description, as the name that people read; the CVE's id when there is none. */
export function titleOf(cveId: string, description: string | null): string {
  const text = storable(description ?? '', 2_000).replace(/\s+/g, ' ').trim();
  if (text === '') return cveId;
  const sentence = /^.{20,160}?[.!?](?= |$)/.exec(text)?.[0].replace(/\.$/, '') ?? text;
  if (sentence.length <= 120) return sentence;
  const cut = sentence.slice(0, 120);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 60))}…`;
}
