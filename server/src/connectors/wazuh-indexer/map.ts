import type { AgentSystem, RawFinding, Severity } from '../capabilities.ts';
import type { StateDocument } from './wire.ts';

/** The scanner writes "-" for what it does not know (eventDetailsBuilder of Wazuh 4.8-4.14). */
const textOrNull = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed === '-' ? null : trimmed;
};

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'none'];

/** Only "less than" names the first version without the flaw; "less than or equal to" names the last one with it. */
const fixedIn = /^Package less than (?!or equal)(\S.*)$/;

/** One finding of a state document, or `null` for a document without a CVE or a package. */
export function toFinding(document: StateDocument): RawFinding | null {
  const { vulnerability, package: item } = document;
  const cveId = textOrNull(vulnerability?.id);
  const packageName = textOrNull(item?.name);
  if (cveId === null || packageName === null) return null;
  const condition = textOrNull(vulnerability?.scanner?.condition);
  const score = vulnerability?.score?.base ?? -1;
  const severity = textOrNull(vulnerability?.severity)?.toLowerCase();
  return {
    cveId,
    category: toCategory(vulnerability?.category),
    format: textOrNull(item?.type),
    packageName,
    architecture: textOrNull(item?.architecture),
    path: textOrNull(item?.path),
    version: textOrNull(item?.version),
    condition,
    fixedVersion: condition === null ? null : (fixedIn.exec(condition)?.[1]?.trim() ?? null),
    severity: severities.find((word) => word === severity) ?? null,
    // -1 stands for "no score"; anything outside the scale is none either.
    score: score >= 0 && score <= 10 ? score : null,
    scoreVersion: textOrNull(vulnerability?.score?.version),
    description: textOrNull(vulnerability?.description),
    publishedAt: toDate(vulnerability?.published_at),
    detectedAt: toDate(vulnerability?.detected_at),
    references: splitReferences(vulnerability?.reference),
    source: textOrNull(vulnerability?.scanner?.source),
  };
}

function toCategory(text: string | null | undefined): RawFinding['category'] {
  if (text === 'OS') return 'os';
  return text === 'Packages' ? 'package' : null;
}

function toDate(text: string | null | undefined): Date | null {
  const date = new Date(textOrNull(text) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** One string, comma and space between; addresses themselves may hold a comma. */
function splitReferences(text: string | null | undefined): string[] {
  return (textOrNull(text) ?? '').split(/,\s+/).filter((part) => part !== '');
}

/** The operating system that a state document carries beside each finding. */
export function toSystem(document: StateDocument): AgentSystem | null {
  const os = document.host?.os;
  const name = textOrNull(os?.full) ?? textOrNull(os?.name);
  if (name === null) return null;
  return {
    name,
    version: textOrNull(os?.version),
    platform: textOrNull(os?.platform),
    kernel: textOrNull(os?.kernel),
  };
}
