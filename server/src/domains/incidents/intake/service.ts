import { isObject } from '../../../lib/json.ts';
import type { Context } from '../../access/index.ts';
import { loadDirectory } from '../../customers/index.ts';
import {
  type EventDocument,
  type EventStore,
  type IngestCounts,
  type SourceDocument,
  trimBody,
} from '../../siem/index.ts';
import { resolveCustomer } from '../ingest/customer-keys.ts';
import { normalise } from '../ingest/normalise.ts';
import { ingestBatch } from '../ingest/service.ts';
import type { IngestSource } from '../ingest/source.ts';

const batchSize = 500;

/**
 * Keeps pushed events in the event store, then makes alerts of them; for events that no product upstream keeps. Safe to
 * repeat: both sides know a document by its index and id.
 */
export async function storeAndIngest(
  context: Context,
  events: EventStore,
  source: IngestSource,
  documents: readonly SourceDocument[],
): Promise<IngestCounts> {
  const system = context.actor.role === 'system' ? context : context.asSystem();
  for (let start = 0; start < documents.length; start += batchSize)
    await keep(system, events, source, documents.slice(start, start + batchSize));
  return ingestBatch(system, source, documents);
}

async function keep(
  system: Context,
  events: EventStore,
  source: IngestSource,
  documents: readonly SourceDocument[],
): Promise<void> {
  const now = system.clock.now();
  const directory = await system.read((tx) => loadDirectory(tx));
  const kept = documents.flatMap((document): EventDocument[] => {
    const { body } = document;
    if (!isObject(body)) return [];
    const read = normalise(document, source, now);
    const owner =
      read.kind === 'draft'
        ? resolveCustomer(read.customerKeys, source.customerId, directory)
        : { id: source.customerId };
    return [
      {
        index: document.index,
        id: read.id,
        time: read.occurredAt ?? now,
        customerId: 'id' in owner ? owner.id : null,
        sourceId: source.id,
        body,
      },
    ];
  });
  const outcomes = await events.write(kept);
  for (const [place, outcome] of outcomes.entries()) {
    const document = kept[place];
    if (outcome.kind !== 'refused' || !document) continue;
    // Too deep or too large for the store: a copy that fits tells more than nothing.
    const { body } = trimBody(document.body, {
      maxBytes: 1_000_000,
      tellingFirst: ['timestamp', 'rule', 'agent', 'data'],
    });
    const [again] = isObject(body) ? await events.write([{ ...document, body }]) : [];
    if (again?.kind !== 'created' && again?.kind !== 'exists')
      system.log.warn(
        { index: document.index, id: document.id, reason: outcome.reason },
        'The event store refused an event.',
      );
  }
}
