import { severities } from '@watchfloor/contract';
import { z } from 'zod';
import type { HistoryData } from './rows.store.ts';

const Facts = z
  .object({
    version: z.string().nullish(),
    condition: z.string().nullish(),
    severity: z.number().nullish(),
    score: z.number().nullish(),
    at: z.string().nullish(),
  })
  .catch({});
type Facts = z.infer<typeof Facts>;

const sentences: Record<string, string> = {
  returned: 'The scanner states it again.',
  reopened: 'Seen again after it was patched; open again.',
  patched: 'Gone long enough; counted as patched.',
};

/** One line of a finding's history, as people read it. */
export function historyText(entry: Pick<HistoryData, 'kind' | 'before' | 'after' | 'reason'>): string {
  const after = Facts.parse(entry.after ?? {});
  if (entry.kind === 'changed') return changeText(Facts.parse(entry.before ?? {}), after);
  if (entry.kind === 'missed') {
    return 'The snapshot misses it, but misses too much of this host to be believed; waiting for a second one.';
  }
  if (entry.kind === 'absent') return `The scanner no longer states it${after.at ? `; missed since ${after.at}` : ''}.`;
  return sentences[entry.kind] ?? entry.kind;
}

function changeText(before: Facts, after: Facts): string {
  const word = (rank: number | null | undefined) => (rank == null ? 'unknown' : (severities[rank] ?? 'unknown'));
  const moved = [
    before.version !== after.version ? `version ${before.version ?? '–'} → ${after.version ?? '–'}` : null,
    before.severity !== after.severity ? `severity ${word(before.severity)} → ${word(after.severity)}` : null,
    before.score !== after.score ? `score ${before.score ?? 'unknown'} → ${after.score ?? 'unknown'}` : null,
    before.condition !== after.condition ? `condition "${before.condition ?? ''}" → "${after.condition ?? ''}"` : null,
  ].filter((part) => part !== null);
  return moved.length === 0 ? 'The scanner changed its words.' : `Changed: ${moved.join(', ')}.`;
}
