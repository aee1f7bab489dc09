import { Failure, isFailure } from '../../../lib/failure.ts';
import { readAhead } from '../../../lib/read-ahead.ts';
import type { Context } from '../../access/index.ts';
import { noteSourceRun, type OpenConnection, type SourceRow } from '../../integrations/index.ts';
import { addCounts, findParkedMarks, type IngestCounts, noCounts } from '../../siem/index.ts';
import { ingestBatch } from '../ingest/service.ts';
import { findKnown } from '../ingest/store.ts';
import { advance, overlapOf, readFrom, sweepFrom } from './watermark.ts';

export type CollectParts = { openConnection: OpenConnection };

type Capabilities = Awaited<ReturnType<OpenConnection>>;

export type CollectOptions = {
  /**
   * `tail` reads from the watermark on. What came late is looked for by id: `overlap` looks a little behind the watermark,
   * `sweep` over a day and for what has no time.
   */
  mode: 'tail' | 'overlap' | 'sweep';
  signal?: AbortSignal | undefined;
  /** Accounts for every document: the overlap and those without a time are read again, those below the level counted. */
  isComplete?: boolean;
};

/** How a run ended: what it counted, and why it stopped when it did not get to the end. */
export type Outcome = { counts: IngestCounts; error: Failure | null };

const batchSize = 500;

/**
 * Reads one source. The watermark moves behind a committed batch only, so that what failed is read again; a reply that
 * was not whole moves nothing. How it ended is noted on the source.
 * @throws when `signal` ends it: then nothing is noted and the next run reads the same again.
 */
export async function collect(
  context: Context,
  parts: CollectParts,
  source: SourceRow,
  options: CollectOptions,
): Promise<Outcome> {
  const now = context.clock.now();
  const run = { counts: noCounts, watermarkAt: null as Date | null };
  let error: Failure | null = null;
  try {
    const can = await parts.openConnection(context, source.connectionId, options.signal);
    const take = async (documents: Parameters<typeof ingestBatch>[2], times: readonly (Date | null)[]) => {
      run.counts = addCounts(run.counts, await ingestBatch(context, source, documents));
      run.watermarkAt = advance(run.watermarkAt, times, now);
    };
    if (options.mode === 'tail') await readTail(can, source, options, take);
    else await readLate(context, can, source, options, take);
    if (options.isComplete)
      run.counts = {
        ...run.counts,
        belowLevel: run.counts.belowLevel + (await countBelow(can, source, options.signal)),
      };
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown;
    error = explain(context, source, thrown);
  }
  await context.write(async (tx) => {
    const { version } = source;
    // What comes late are old events: where reading goes on is for the tail to say.
    const progress = {
      ...(options.mode === 'tail' ? { watermarkAt: run.watermarkAt, lastEventAt: run.watermarkAt } : {}),
      ...(options.mode === 'sweep' && !error ? { sweptAt: now } : {}),
    };
    const isTold = await noteSourceRun(tx, source.id, {
      at: now,
      ok: error === null,
      error: error?.message,
      version,
      ...progress,
    });
    if (isTold) await context.record(tx, statusChange(source, error));
  });
  return { counts: run.counts, error };
}

type Take = (documents: Parameters<typeof ingestBatch>[2], times: readonly (Date | null)[]) => Promise<void>;

async function readTail(
  can: Capabilities,
  source: SourceRow,
  { signal, isComplete }: CollectOptions,
  take: Take,
): Promise<void> {
  if (!can.readAlerts) throw unable(source);
  const pages = can.readAlerts({
    since: isComplete === true ? readFrom(source) : (overlapOf(source)?.until ?? readFrom(source)),
    // Once all were taken, the sweep finds those that come.
    takesTimeless: isComplete === true || source.lastOkAt === null,
    minLevel: source.minLevel,
    batchSize,
    signal,
  });
  for await (const { documents } of readAhead(pages)) {
    signal?.throwIfAborted();
    await take(
      documents,
      documents.map((document) => document.time),
    );
  }
}

async function readLate(
  context: Context,
  can: Capabilities,
  source: SourceRow,
  { mode, signal }: CollectOptions,
  take: Take,
): Promise<void> {
  if (!can.readAlerts || !can.getEvents) return;
  const range =
    mode === 'overlap' ? overlapOf(source) : { since: sweepFrom(source, context.clock.now()), takesTimeless: true };
  if (range === null) return;
  for await (const { documents } of can.readAlerts({
    ...range,
    minLevel: source.minLevel,
    batchSize: 5_000,
    idsOnly: true,
    signal,
  })) {
    signal?.throwIfAborted();
    const known = await context.read(async (tx) => [
      ...(await findKnown(tx, source.id, documents)),
      ...(await findParkedMarks(tx, source.id, documents)),
    ]);
    const seen = new Set(known.map(place));
    const missing = documents.filter((document) => !seen.has(place(document)));
    for (let start = 0; start < missing.length; start += batchSize)
      await take(await can.getEvents(missing.slice(start, start + batchSize), signal), []);
  }
}

const place = (ref: { index: string; id: string }): string => `${ref.index}\u0000${ref.id}`;

async function countBelow(can: Capabilities, source: SourceRow, signal: AbortSignal | undefined): Promise<number> {
  if (!can.countAlerts || source.minLevel === 0) return 0;
  return can.countAlerts({ since: readFrom(source), takesTimeless: true, belowLevel: source.minLevel, signal });
}

const unable = (source: SourceRow) =>
  new Failure('connection.refused', `${source.connectionName} cannot read alerts. Connect the Wazuh indexer for them.`);

function explain(context: Context, source: SourceRow, thrown: unknown): Failure {
  context.log.warn({ err: thrown, source: source.id }, 'A source could not be read to its end.');
  if (isFailure(thrown)) return thrown;
  return new Failure('internal', 'Reading stopped for a reason of our own. The log names it; it is tried again.', {
    cause: thrown,
  });
}

const statusChange = (source: SourceRow, error: Failure | null) => ({
  type: error ? 'source_failing' : 'source_recovered',
  description: error
    ? `${source.connectionName} cannot be read: ${error.message}`
    : `${source.connectionName} is read again.`,
  customerId: source.customerId,
  topic: 'connections',
  payload: {},
});
