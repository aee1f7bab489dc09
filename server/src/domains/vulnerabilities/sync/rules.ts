import type { FindingStatus } from '@watchfloor/contract';
import { isExposed } from '../status.ts';

/** More than this part of an agent's findings gone at once is not believed before a second look agrees. */
export const believableLoss = 0.3;

export type KnownFinding = {
  id: number;
  isPresent: boolean;
  /** When the scanner last changed its word; needed of absent findings only. */
  presenceAt: Date | null;
  status: FindingStatus;
  exploit: number;
  contentHash: number;
};

/** The doubt that an earlier complete snapshot left: when, and which findings it missed. */
export type Doubt = { at: Date; missed: ReadonlySet<number> | 'all' };

export type Look = {
  /** False when fewer documents came than were counted: then nothing follows from what is missing. */
  isComplete: boolean;
  /** The manager knows that the agent does not report: its old findings say nothing about today. */
  isSilent: boolean;
  doubt: Doubt | null;
  now: Date;
};

export type Judgement = {
  /** Findings that are gone, with the instant at which they were first missed. */
  absent: { id: number; at: Date }[];
  /** Findings that are missed but not believed to be gone. */
  waiting: number[];
  /** The doubt to remember; `null` clears it, `undefined` leaves it as it is. */
  doubt: { at: Date; count: number } | null | undefined;
  /** False when what is missing was left open: the same snapshot has to be looked at again. */
  isJudged: boolean;
};

/**
 * What follows from the present findings that a snapshot misses. Up to 30 % of them are believed gone at once; beyond,
 * only those that an earlier complete snapshot missed as well, as of that first look.
 */
export function judgeMissed(present: readonly number[], missed: readonly number[], look: Look): Judgement {
  const { doubt, now } = look;
  if (!look.isComplete || look.isSilent) {
    return { absent: [], waiting: [], doubt: undefined, isJudged: look.isComplete && missed.length === 0 };
  }
  const wasMissed = (id: number) => doubt !== null && (doubt.missed === 'all' || doubt.missed.has(id));
  const confirmed = missed.filter(wasMissed);
  const fresh = missed.filter((id) => !wasMissed(id));
  const absent = confirmed.map((id) => ({ id, at: doubt?.at ?? now }));
  const isBelievable = fresh.length <= believableLoss * (present.length - confirmed.length);
  if (!isBelievable) return { absent, waiting: fresh, doubt: { at: now, count: fresh.length }, isJudged: true };
  return { absent: [...absent, ...fresh.map((id) => ({ id, at: now }))], waiting: [], doubt: null, isJudged: true };
}

/** Gone for long enough, as of a complete snapshot, for its status to follow. */
export function isCleared(
  finding: { status: FindingStatus; absentAt: Date | null },
  look: Look,
  clearedAfterMs: number,
): boolean {
  if (!look.isComplete || look.isSilent || finding.absentAt === null || !isExposed(finding.status)) return false;
  return look.now.getTime() - finding.absentAt.getTime() >= clearedAfterMs;
}
