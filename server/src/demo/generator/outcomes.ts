import { alertKey } from './groups.ts';
import type { DemoOutcome, DemoWorld } from './types.ts';

/**
 * What the analysts decided, in time order. A closure and the next event of the same key lie on different UTC days:
 * replaying each day's events and then its decisions gives every alert its own verdict.
 */
export function alertOutcomes(world: DemoWorld): DemoOutcome[] {
  const outcomes: DemoOutcome[] = [];
  for (const { stream, closure, taken } of world.groups) {
    const key = alertKey(stream);
    if (taken !== null) {
      outcomes.push({
        at: new Date(taken.at),
        key,
        by: taken.by,
        decision: { kind: 'taken', isStarted: taken.isStarted },
      });
    }
    if (closure !== null) {
      const { at, by, verdict, reason, note, duplicateOf } = closure;
      outcomes.push({ at: new Date(at), key, by, decision: { kind: 'closed', verdict, reason, note, duplicateOf } });
    }
  }
  return outcomes.sort((a, b) => a.at.getTime() - b.at.getTime());
}
