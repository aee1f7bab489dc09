import type { Database } from '../../../../db/database.ts';
import type { Clock } from '../../../../lib/clock.ts';
import type { EventStore } from '../port.ts';
import { aggregateEvents } from './aggregate.ts';
import { expireEvents } from './expire.ts';
import { eventFields } from './fields.ts';
import { getEvent, searchEvents } from './search.ts';
import { eventWriter } from './write.ts';

/** The event store in the program's own database: nothing to install, good for tens of millions of events. */
export function postgresEventStore(db: Database, clock: Clock): EventStore {
  const writer = eventWriter(db, clock);
  return {
    write: writer.write,
    search: (search) => searchEvents(db, search, clock.now()),
    get: (ref, customers) => getEvent(db, ref, customers),
    aggregate: (query) => aggregateEvents(db, query, clock.now()),
    fields: (indices, customers) => eventFields(db, indices, customers),
    expire: async (before) => {
      const gone = await expireEvents(db, before);
      writer.forgetDays();
      return gone;
    },
  };
}
