import { toId } from '../../../lib/ids.ts';
import type { Change } from '../../access/index.ts';
import type { Refusal } from './draft.ts';
import type { Group } from './group.ts';
import type { IngestSource } from './source.ts';

/** A group and the alert that it made or joined. */
export type Saved = { alertId: number; group: Group; tagIds: readonly number[]; isNew: boolean };

const mostIdsTold = 50;

/** One change for each customer and set of tags, so that the stream tells nobody of alerts they may not see. */
export function alertChanges(source: IngestSource, saved: readonly Saved[]): Change[] {
  const parts = Map.groupBy(saved, (one) => `${one.group.customerId}/${one.tagIds.join()}`);
  return [...parts.values()].map((members): Change => {
    const created = members.filter((one) => one.isNew).length;
    const events = members.reduce((sum, one) => sum + one.group.events.length, 0);
    const ids = members.map((one) => toId('alert', one.alertId));
    return {
      type: 'alerts_ingested',
      description: `Took ${events} events: ${created} new alerts.`,
      customerId: members[0]?.group.customerId ?? null,
      resource: { type: 'source', id: toId('source', source.id) },
      after: { created, absorbed: events - created },
      topic: 'alerts',
      tagIds: members[0]?.tagIds ?? [],
      payload: { created, ...(ids.length <= mostIdsTold ? { ids } : {}) },
    };
  });
}

/** One change for all that was parked or freed; `null` customer, since nobody knows whose events they are. */
export function parkedChanges(source: IngestSource, refused: readonly Refusal[], healed: number): Change[] {
  if (refused.length === 0 && healed === 0) return [];
  const reasons: Record<string, number> = {};
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return [
    {
      type: 'events_parked',
      description: `Parked ${refused.length} events, freed ${healed}.`,
      customerId: null,
      resource: { type: 'source', id: toId('source', source.id) },
      after: { reasons, freed: healed },
      topic: 'parked',
      payload: {},
    },
  ];
}
