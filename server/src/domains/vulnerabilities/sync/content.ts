import { createHash } from 'node:crypto';
import type { AgentSnapshot, RawFinding } from '../../../connectors/capabilities.ts';
import { cleanText } from '../../../lib/text.ts';
import { toTenths } from '../priority.ts';

/** What identifies a finding of one asset: the row numbers of CVE and package in one number, and the path's where there is one. */
export type FindingKey = number | string;

const packageRoom = 16_777_216;

/** The key of a finding; the store builds the same one in SQL. */
export const keyOf = (cve: number, packageId: number, pathId: number | null): FindingKey =>
  pathId === null ? cve * packageRoom + packageId : `${cve * packageRoom + packageId}:${pathId}`;

/** A finding as the scanner states it, with the row numbers of what it names. */
export type StatedFinding = {
  cve: number;
  package: number;
  pathId: number | null;
  contentHash: number;
  raw: RawFinding;
};

/** What a finding says beside its identity, in the form that the tables take. */
export type Content = {
  version: string | null;
  fixedVersion: string | null;
  condition: string;
  severity: number | null;
  scoreTenths: number | null;
};

const severityRanks = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
// Longer than any real one, and short enough for an index entry.
export const longestName = 500;
const longestCondition = 2_000;

/** Clean text of at most `longest` UTF-16 units. Without an ellipsis: it is compared with what is stored. */
export const clip = (text: string, longest: number): string => cleanText(text.slice(0, longest));

/** The content of a finding; unknown stays unknown. */
export const contentOf = (raw: RawFinding): Content => ({
  version: raw.version === null ? null : clip(raw.version, longestName),
  fixedVersion: raw.fixedVersion === null ? null : clip(raw.fixedVersion, longestName),
  condition: clip(raw.condition ?? '', longestCondition),
  severity: raw.severity === null ? null : severityRanks[raw.severity],
  scoreTenths: toTenths(raw.score),
});

/** Changes when version, fix, condition, severity or score of a finding do; whatever else moves leaves it alone. */
export const contentHashOf = (raw: RawFinding): number =>
  hash53([
    raw.version,
    raw.fixedVersion,
    raw.condition,
    raw.severity,
    raw.score === null ? null : String(toTenths(raw.score)),
  ]);

/**
 * 53 bits of two mixed 32-bit lanes: enough to tell a changed content from the one before it on the same row, cheap
 * enough for each row of a snapshot, and exact in a JavaScript number as in a bigint.
 */
export function hash53(parts: readonly (string | null)[]): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (const part of parts) {
    // A mark that no character has keeps neighbours and nulls apart.
    const end = part === null ? 0x10001 : 0x10002;
    const length = part === null ? 0 : part.length;
    for (let i = 0; i <= length; i++) {
      const code = i === length || part === null ? end : part.charCodeAt(i);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0xcc9e2d51);
      high ^= high >>> 15;
    }
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return (high >>> 11) * 4_294_967_296 + (low >>> 0);
}

export type Numbers = {
  cveOf(raw: RawFinding): { id: number };
  packageOf(raw: RawFinding): number;
  pathOf(raw: RawFinding): number | null;
};

/** The findings of a snapshot, each identity once: of several versions of one package the worst scored one speaks. */
export function stateFindings(findings: readonly RawFinding[], numbers: Numbers): Map<FindingKey, StatedFinding> {
  const stated = new Map<FindingKey, StatedFinding>();
  for (const raw of findings) {
    const cve = numbers.cveOf(raw);
    const packageId = numbers.packageOf(raw);
    const pathId = numbers.pathOf(raw);
    const key = keyOf(cve.id, packageId, pathId);
    const other = stated.get(key);
    if (other !== undefined && !isWorse(raw, other.raw)) continue;
    stated.set(key, {
      cve: cve.id,
      package: packageId,
      pathId,
      contentHash: contentHashOf(raw),
      raw,
    });
  }
  return stated;
}

/** A total order, so that the documents' order decides nothing. */
function isWorse(a: RawFinding, b: RawFinding): boolean {
  const score = (a.score ?? -1) - (b.score ?? -1);
  if (score !== 0) return score > 0;
  const textOf = (raw: RawFinding) => [raw.version, raw.fixedVersion, raw.condition, raw.severity].join('\t');
  return textOf(a) > textOf(b);
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
  lines.push(
    `${agent.name}\t${agent.version}\t${system?.name}\t${system?.version}\t${system?.platform}\t${system?.kernel}`,
  );
  return createHash('sha256').update(lines.join('\n')).digest();
}

/** The first sentence of a description, as the name that people read; the CVE's id when there is none. */
export function titleOf(cveId: string, description: string | null): string {
  const text = clip(description ?? '', 2_000)
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') return cveId;
  const sentence = /^.{20,160}?[.!?](?= |$)/.exec(text)?.[0].replace(/\.$/, '') ?? text;
  if (sentence.length <= 120) return sentence;
  const cut = sentence.slice(0, 120);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 60))}…`;
}
