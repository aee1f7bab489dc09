import { isExposed } from '../status.ts';
import { isCleared, judgeMissed, type KnownFinding, type Look } from './rules.ts';

export type Seen = { contentHash: number; cve: number };

export type Plan<S extends Seen> = {
  fresh: S[];
  /** Known findings that are written anew: their content moved, or they came back. */
  updated: { known: KnownFinding; seen: S; isChanged: boolean; isBack: boolean; isReopened: boolean }[];
  unchanged: number;
  absent: { id: number; at: Date }[];
  waiting: number[];
  cleared: number[];
  doubt: { at: Date; count: number } | null | undefined;
  isJudged: boolean;
  /** How many findings of the agent ask for work afterwards, and how many of them have an exploit that is out. */
  open: number;
  exploited: number;
};

/**
 * Compares what is stored of one agent with what a snapshot says; both are keyed by identity. `exploits` are known of
 * CVEs that the agent did not have.
 */
export function planAgent<K, S extends Seen>(
  known: ReadonlyMap<K, KnownFinding>,
  seen: ReadonlyMap<K, S>,
  exploits: ReadonlyMap<number, number>,
  look: Look,
  clearedAfterMs: number,
): Plan<S> {
  const fresh: S[] = [];
  const updated: Plan<S>['updated'] = [];
  let unchanged = 0;
  let open = 0;
  let exploited = 0;
  const count = (exploit: number) => {
    open++;
    if (exploit === 2) exploited++;
  };
  for (const [key, stated] of seen) {
    const row = known.get(key);
    if (row === undefined) {
      fresh.push(stated);
      count(exploits.get(stated.cve) ?? 0);
      continue;
    }
    const isChanged = row.contentHash !== stated.contentHash;
    const isReopened = row.status === 'patched';
    if (isReopened || isExposed(row.status)) count(row.exploit);
    if (isChanged || isReopened || !row.isPresent) {
      updated.push({ known: row, seen: stated, isChanged, isBack: !row.isPresent, isReopened });
    } else unchanged++;
  }
  const present: number[] = [];
  const missed: number[] = [];
  for (const [key, row] of known) {
    if (!row.isPresent) continue;
    present.push(row.id);
    if (!seen.has(key)) missed.push(row.id);
  }
  const verdict = judgeMissed(present, missed, look);
  const goneAt = new Map(verdict.absent.map((gone) => [gone.id, gone.at]));
  const cleared: number[] = [];
  for (const [key, row] of known) {
    if (seen.has(key)) continue;
    const absentAt = row.isPresent ? (goneAt.get(row.id) ?? null) : row.presenceAt;
    if (isCleared({ status: row.status, absentAt }, look, clearedAfterMs)) cleared.push(row.id);
    else if (isExposed(row.status)) count(row.exploit);
  }
  return { ...verdict, fresh, updated, unchanged, cleared, open, exploited };
}
