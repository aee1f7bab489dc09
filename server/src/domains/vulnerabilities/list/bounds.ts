import { parseAge, parseMoment, type QueryNode } from '../../../lib/lucene/index.ts';
import { ageUnits } from '../priority.ts';

/**
 * What the parts of a query say about the place in the order of the findings that they can find. It only ever leaves room:
 * the parts themselves still decide, this keeps scans from running through what they cannot find.
 */
export type Bounds = {
  /** False when nothing younger, or nothing older, than 30 days can match. */
  mayBeYoung: boolean;
  mayBeAged: boolean;
  /** CVSS score in tenths. */
  minTenths: number | null;
  maxTenths: number | null;
  isAbsent: boolean;
};

// Days of doubt about what people write, such as dates that cover a day.
const slackMs = 2 * 86_400_000;

/** The bounds that these parts, all of which must hold, give at an instant. */
export function boundsOf(parts: readonly QueryNode[], asOfS: number): Bounds {
  const bounds: Bounds = { mayBeYoung: true, mayBeAged: true, minTenths: null, maxTenths: null, isAbsent: false };
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
  if (youngest !== null && youngest - slackMs > limit) bounds.mayBeYoung = false;
  if (oldest !== null && oldest + slackMs < limit) bounds.mayBeAged = false;
}

function boundScore(bounds: Bounds, part: QueryNode): void {
  const tenths = (text: string | undefined): number | null => {
    const score = Number(text ?? Number.NaN);
    return Number.isFinite(score) ? Math.min(Math.max(score, 0), 10) * 10 : null;
  };
  const from = part.kind === 'range' ? tenths(part.from?.value) : part.kind === 'term' ? tenths(part.value) : null;
  const to = part.kind === 'range' ? tenths(part.to?.value) : part.kind === 'term' ? tenths(part.value) : null;
  if (from !== null) bounds.minTenths = Math.max(bounds.minTenths ?? 0, Math.floor(from) - 1);
  if (to !== null) bounds.maxTenths = Math.min(bounds.maxTenths ?? 100, Math.ceil(to) + 1);
}
