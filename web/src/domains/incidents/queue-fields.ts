import { narrow, quoted } from '../../lib/query-tokens.ts';

export type Narrow = (field: string, value: string, how: 'with' | 'without' | 'only') => void;

/** Fields of events that the queue keeps as columns of its own, so that it can be asked for them. */
const known: Record<string, string> = {
  'rule.id': 'rule',
  'rule.level': 'level',
  'agent.name': 'host',
  'host.name': 'host',
  'rule.mitre.tactic': 'tactic',
  'rule.mitre.id': 'technique',
};

/** The name under which the queue knows a field of an event, or `null`. */
export const queueField = (field: string): string | null => known[field] ?? null;

/** The query after "only with", "without" or "only this" on a field of an event; `null` where the queue cannot ask for it. */
export function narrowed(query: string, field: string, value: string, how: 'with' | 'without' | 'only'): string | null {
  const name = queueField(field);
  if (name === null) return null;
  return how === 'only' ? `${name}:${quoted(value)}` : narrow(query, name, value, how === 'without');
}
