import { verdicts } from '@watchfloor/contract';
import { pickWeighted, type Random, shuffled } from './random.ts';
import type { Profile } from './rules/rule.ts';
import type { Reason, Verdict } from './types.ts';

type Mix<T> = readonly (readonly [T, number])[];

const verdictMix: Readonly<Record<Profile, Mix<Verdict>>> = {
  noise: [
    ['false_positive', 93],
    ['benign_true_positive', 4],
    ['duplicate', 2],
    ['inconclusive', 1],
  ],
  routine: [
    ['false_positive', 52],
    ['benign_true_positive', 42],
    ['true_positive', 2],
    ['duplicate', 2],
    ['inconclusive', 2],
  ],
  mixed: [
    ['false_positive', 60],
    ['benign_true_positive', 20],
    ['true_positive', 11],
    ['duplicate', 4],
    ['inconclusive', 5],
  ],
  telling: [
    ['true_positive', 62],
    ['benign_true_positive', 20],
    ['false_positive', 12],
    ['inconclusive', 6],
  ],
};

const reasonMix: Mix<Reason> = [
  ['known_application', 38],
  ['expected_activity', 30],
  ['rule_too_sensitive', 18],
  ['authorized_user', 11],
  ['other', 3],
];

const reasonNotes: Readonly<Record<Reason, readonly (string | null)[]>> = {
  known_application: ['Known program of this department.', 'Signed by the vendor, same path as always.', null, null],
  expected_activity: ['Planned work, change ticket checked.', 'Same time every week.', null, null],
  rule_too_sensitive: ['Matches too much; worth an exclusion.', null],
  authorized_user: ['Asked the user, confirmed.', 'On the list of administrators.', null],
  other: ['Test of the customer, announced by phone.'],
};

/** How many earlier alerts got each verdict. */
type Past = { [verdict in Verdict]?: number | undefined };

export type Decision = { verdict: Verdict; reason: Reason | null; note: string | null };

/** The verdicts of a stream's past alerts, oldest first: the written past when there is one, else drawn. */
export function decisions(random: Random, profile: Profile, count: number, past?: Past): Decision[] {
  const drawn: Verdict[] = [];
  if (past === undefined) {
    while (drawn.length < count) drawn.push(pickWeighted(random, verdictMix[profile]));
  } else {
    for (const verdict of verdicts) drawn.push(...Array.from({ length: past[verdict] ?? 0 }, () => verdict));
  }
  const ordered = past === undefined ? drawn : shuffled(random, drawn);
  return ordered.map((verdict) => {
    if (verdict !== 'false_positive') return { verdict, reason: null, note: null };
    const reason = pickWeighted(random, reasonMix);
    const notes = reasonNotes[reason];
    return { verdict, reason, note: notes[Math.floor(random() * notes.length)] ?? null };
  });
}
