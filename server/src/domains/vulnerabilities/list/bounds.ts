import { parseAge, parseMoment, type QueryNode } from '../../../lib/lucene/index.ts';
import { agedLeadS, ageUnits, listLifeS } from '../priority.ts';

/**
 * What the parts of a query say about the place in the order of the findings that they can find. It only ever leaves room:
 * the parts themselves still decide, this keeps scans from running through what they cannot find.
 */
export type Bounds = {
  /** False when nothing younger than 30 days, or nothing flagged as aged, can match. */
  mayBeYoung: boolean;
  mayBeAged: boolean;
  /** Nothing older than this can match, in seconds; null where nothing is said. */
  oldestS: number | null;
  /** CVSS score in tenths, both ends included, exactly as asked. */
  minTenths: number | null;
  maxTenths: number | null;
  isAbsent: boolean;
};

// Days of doubt about dates, which may cover a day or more.
const slackMs = 2 * 86_400_000;

/** The bounds that these parts, all of which must hold, give at an instant. */
export function boundsOf(parts: readonly QueryNode[], asOfS: number): Bounds {
  const bounds: Bounds = {
    mayBeYoung: true,
    mayBeAged: true,
    oldestS: null,
    minTenths: null,
    maxTenths: null,
    isAbsent: false,
  };
  for (const part of parts) {
    if (!('field' in part) || part.field === null) continue;
    const { name } = part.field;
    if (name === 'is' && part.kind === 'term' && part.value.toLowerCase() === 'absent') bounds.isAbsent = true;
    if (part.kind === 'range' && (name === 'age' || name === 'detected')) boundAge(bounds, part, asOfS);
    if (name === 'score') boundScore(bounds, part);
  }
  return bounds;
}

type Range = Extract<QueryNode, { kind: 'range' }>;

function boundAge(bounds: Bounds, range: Range, asOfS: number): void {
  const now = new Date(asOfS * 1_000);
  const isAge = range.field.name === 'age';
  const ageAt = (text: string | undefined): number | null => {
    if (text === undefined) return null;
    if (isAge) return parseAge(text);
    const moment = parseMoment(text, now);
    return moment === null ? null : now.getTime() - moment.from;
  };
  // A young age is a late date: the ends change places.
  const youngest = ageAt(isAge ? range.from?.value : range.to?.value);
  const oldest = ageAt(isAge ? range.to?.value : range.from?.value);
  const limit = ageUnits * 1_000;
  const slack = isAge ? 0 : slackMs;
  if (youngest !== null && youngest - slack >= limit) bounds.mayBeYoung = false;
  if (oldest === null) return;
  bounds.oldestS = Math.min(bounds.oldestS ?? Number.POSITIVE_INFINITY, Math.ceil((oldest + slack) / 1_000));
  // Some are flagged before they are 30 days old, and more of them since the list's first page.
  if (bounds.oldestS <= ageUnits - agedLeadS - listLifeS) bounds.mayBeAged = false;
}

function boundScore(bounds: Bounds, part: QueryNode): void {
  const range =
    part.kind === 'range'
      ? part
      : part.kind === 'term' || part.kind === 'phrase'
        ? { from: { value: part.value, isInclusive: true }, to: { value: part.value, isInclusive: true } }
        : null;
  // 1.1 × 10 is a little more than 11; beyond all scores one number is as good as another.
  const tenths = (text: string) => Math.round(Math.min(Math.max(Number(text), -1), 11) * 1e7) / 1e6;
  if (range?.from) {
    const from = tenths(range.from.value);
    const least = range.from.isInclusive ? Math.ceil(from) : Math.floor(from) + 1;
    if (!Number.isNaN(least)) bounds.minTenths = Math.max(bounds.minTenths ?? 0, least);
  }
  if (range?.to) {
    const to = tenths(range.to.value);
    const most = range.to.isInclusive ? Math.floor(to) : Math.ceil(to) - 1;
    if (!Number.isNaN(most)) bounds.maxTenths = Math.min(bounds.maxTenths ?? 100, most);
  }
}
