import { listingOf } from '../demo/listing.ts';
import type { DemoPipelines } from '../demo/load.ts';
import { storeAndIngest } from '../domains/incidents/index.ts';
import type { EventStore } from '../domains/siem/index.ts';
import { ageFindings, recordExploits, syncFindings } from '../domains/vulnerabilities/index.ts';

/** The demo goes in through the same pipelines and the same event store as real data. */
export const demoPipelines = (events: EventStore): DemoPipelines => ({
  ingest: (context, source, documents) => storeAndIngest(context, events, source, documents),
  syncSnapshot: (context, source, snapshot) =>
    syncFindings(context, { ...source, connectionId: source.id }, listingOf(snapshot), { now: snapshot.at }),
  recordExploits: (context, known) =>
    recordExploits(
      context,
      [...known].map(([cveId, word]) => ({ cveId, exploit: word === 'available' ? 2 : 1 })),
    ),
  settle: (context) => ageFindings(context),
});
