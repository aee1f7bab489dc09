import type { Clock } from '../../../../lib/clock.ts';
import type { EventStore } from '../port.ts';
import { aggregateEvents } from './aggregate.ts';
import { eventFields } from './fields.ts';
import { getEvent, searchEvents } from './search.ts';
import { ownPrefix } from './template.ts';
import { lenient, pathOf, type SearchUpstream } from './upstream.ts';
import { DeletedAnswer } from './wire.ts';
import { eventWriter, type WriterOptions } from './write.ts';

/** The event store in OpenSearch or the Wazuh indexer: reads any index it may, writes only `watchfloor-*`. */
export function openSearchEventStore(upstream: SearchUpstream, clock: Clock, options: WriterOptions = {}): EventStore {
  return {
    write: eventWriter(upstream, options),
    search: (search) => searchEvents(upstream, search, clock.now()),
    get: (ref, customers) => getEvent(upstream, ref, customers),
    aggregate: (query) => aggregateEvents(upstream, query, clock.now()),
    fields: (indices) => eventFields(upstream, indices),
    expire: async (before) => {
      const { deleted } = await upstream.request(
        {
          method: 'POST',
          path: pathOf([`${ownPrefix}*`], '/_delete_by_query'),
          query: { ...lenient, conflicts: 'proceed', refresh: true },
          body: { query: { range: { 'watchfloor.occurredAt': { lt: before.toISOString() } } } },
          timeoutMs: 600_000,
          isIdempotent: true,
        },
        DeletedAnswer,
      );
      return deleted;
    },
  };
}
