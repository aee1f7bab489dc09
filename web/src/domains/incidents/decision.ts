import type { Verdict } from '@watchfloor/contract';
import { verdicts } from '../../lib/contract.ts';

export type Reason = { code: string; label: string; verdict: Verdict };
/** Where the closing of alerts stands: nothing chosen, a verdict, a verdict with its reason. */
export type Decision = { verdict: Verdict | null; reason: string | null; isMissed: boolean };

export const undecided: Decision = { verdict: null, reason: null, isMissed: false };
export const asFalsePositive: Decision = { verdict: 'false_positive', reason: null, isMissed: false };

/** The reasons of the chosen verdict, in the order of their digits; at most nine. */
export const reasonsFor = (decision: Decision, reasons: readonly Reason[]): readonly Reason[] =>
  reasons.filter((reason) => reason.verdict === decision.verdict).slice(0, 9);

/** Only a false positive has to say why, and a duplicate of what: `original` is the number as it was typed. */
export function isReady(decision: Decision, original: string): boolean {
  if (decision.verdict === 'false_positive') return decision.reason !== null;
  return decision.verdict === 'duplicate' ? original.trim() !== '' : decision.verdict !== null;
}

/** What a digit means now: first a verdict, then a reason. A digit without a meaning changes nothing. */
export function pressDigit(decision: Decision, digit: number, reasons: readonly Reason[]): Decision {
  if (decision.verdict === null) {
    const verdict = verdicts[digit - 1];
    return verdict ? { verdict, reason: null, isMissed: false } : decision;
  }
  const reason = reasonsFor(decision, reasons)[digit - 1];
  return reason ? { ...decision, reason: reason.code, isMissed: false } : decision;
}

/** One step back: the reason, then the verdict; `null` when there was nothing to take back. */
export function stepBack(decision: Decision): Decision | null {
  if (decision.reason !== null) return { ...decision, reason: null };
  return decision.verdict === null ? null : undecided;
}
