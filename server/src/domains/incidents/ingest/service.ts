import { codeOf } from '../../../lib/error-code.ts';
import type { Context } from '../../access/index.ts';
import { addCounts, type IngestCounts, noCounts, type SourceDocument } from '../../siem/index.ts';
import { ingestOnce } from './batch.ts';
import type { Draft, Refusal } from './draft.ts';
import { normalise } from './normalise.ts';
import type { IngestSource } from './source.ts';

const batchSize = 500;

/**
 * Makes alerts of documents: each ends in an alert, parked with a reason, or below the level, exactly once however often
 * it is delivered. Batches of 500 commit by themselves, so that a failure (thrown) leaves whole batches behind.
 */
export async function ingestBatch(
  context: Context,
  source: IngestSource,
  documents: readonly SourceDocument[],
): Promise<IngestCounts> {
  const system = context.actor.role === 'system' ? context : context.asSystem();
  let counts = noCounts;
  for (let start = 0; start < documents.length; start += batchSize) {
    counts = addCounts(counts, await ingestSome(system, source, documents.slice(start, start + batchSize)));
  }
  return counts;
}

/** A document that the database refuses is found by halving and parked alone; its neighbours go on. */
async function ingestSome(
  context: Context,
  source: IngestSource,
  documents: readonly SourceDocument[],
): Promise<IngestCounts> {
  const now = context.clock.now();
  const read = documents.map((document) => normalise(document, source, now));
  return ingestRead(context, source, read);
}

async function ingestRead(
  context: Context,
  source: IngestSource,
  read: readonly (Draft | Refusal)[],
): Promise<IngestCounts> {
  try {
    return await context.write((tx) => ingestOnce(tx, context, source, read));
  } catch (error) {
    const reason = dataErrorIn(error);
    if (reason === null) throw error;
    const [only] = read;
    if (read.length > 1 || !only) {
      const half = Math.ceil(read.length / 2);
      return addCounts(
        await ingestRead(context, source, read.slice(0, half)),
        await ingestRead(context, source, read.slice(half)),
      );
    }
    context.log.warn(
      { source: source.id, index: only.index, document: only.id, reason },
      'The database refused a document; it is parked.',
    );
    const refusal: Refusal = {
      kind: 'refusal',
      index: only.index,
      id: only.id,
      reason: 'refused_by_database',
      error: `The database refused it: ${reason}`,
      occurredAt: null,
      body: only.kind === 'draft' ? only.context : only.body,
    };
    return context.write((tx) => ingestOnce(tx, context, source, [refusal]));
  }
}

/** The message of an error that lies in the data itself (value, size, check), so that another try cannot help; else `null`. */
function dataErrorIn(error: unknown): string | null {
  const isOfData = error instanceof Error && /^(22|54|P0001|23502|23514)/.test(codeOf(error));
  return isOfData ? error.message.slice(0, 300) : null;
}
